"""Benches: every speed is a ratio against something measured beside it in the same run."""
