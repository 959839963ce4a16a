"""Reading what banks send: statements, notifications and answers to payment orders, from bytes to values.

A file's kind is seen in its content, never in its name. Nothing is guessed: what cannot be read exactly is refused
with a sentence, and nothing of that file is used. No table, no room, no clock and no network ever comes here.
"""

from fourthact.bankfiles.columns import mapping_from
from fourthact.bankfiles.reading import read, read_path
from fourthact.bankfiles.statement import Detail, Entry, Reading, Statement

__all__ = ["Detail", "Entry", "Reading", "Statement", "mapping_from", "read", "read_path"]
