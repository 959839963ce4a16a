"""What banks send and take: statements, notifications and payment orders, between bytes and values.

A file's kind is seen in its content, never in its name. Nothing is guessed: what cannot be read exactly is refused
with a sentence, and nothing of that file is used. No table, no room, no clock and no network ever comes here.
"""

from fourthact.bankfiles.columns import mapping_from
from fourthact.bankfiles.identity import Movement, movements
from fourthact.bankfiles.pain001 import VERSIONS as ORDER_VERSIONS
from fourthact.bankfiles.pain001 import Holding, Order, split_account
from fourthact.bankfiles.pain001 import write as write_order
from fourthact.bankfiles.reading import read, read_path
from fourthact.bankfiles.reasons import DEFECT
from fourthact.bankfiles.statement import Detail, Entry, Reading, Statement

__all__ = [
    "DEFECT",
    "ORDER_VERSIONS",
    "Detail",
    "Entry",
    "Holding",
    "Movement",
    "Order",
    "Reading",
    "Statement",
    "mapping_from",
    "movements",
    "read",
    "read_path",
    "split_account",
    "write_order",
]
