"""Fourthact: the system of record for reservations that take years."""

__version__ = "0.1.0"
