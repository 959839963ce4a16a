"""The books: lines that follow from acts, and what they add up to.

A line is written by the spine together with its act and never by anybody else; nothing here decides.
"""

from fourthact.ledger.balances import COUNTS, By, balances
from fourthact.ledger.lines import Line

__all__ = ["COUNTS", "By", "Line", "balances"]
