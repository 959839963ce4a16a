"""Why a bank's file is not read: each reason is a sentence for the person who got the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from fourthact.values.errors import Kind, Reason, Refused, Why


class FileReason(Reason):
    """In the order in which a file is looked at: as bytes, as a kind of file, as a statement."""

    FILE_EMPTY = Why(Kind.INVALID, "The file is empty. Ask the bank to send it again.")
    FILE_TOO_LARGE = Why(
        Kind.TOO_LARGE, "The file has more than {limit_mb} MB. Ask the bank for a shorter period."
    )
    ENCODING_WRONG = Why(
        Kind.INVALID,
        "The file says or shows that it is {encoding}, and its bytes are not ({detail}). It was damaged on its"
        " way, or saved by an editor: fetch it again from the bank.",
    )
    XML_BROKEN = Why(
        Kind.INVALID,
        "The XML breaks off or is damaged at line {line}, column {column} ({detail}). Fetch the file again.",
    )
    XML_DECLARES_TYPES = Why(
        Kind.INVALID,
        "The file declares a document type (DOCTYPE), which no bank's message does and which can hide an attack."
        " It was not read any further.",
    )
    XML_TOO_DEEP = Why(
        Kind.INVALID, "The XML is nested more than {depth} levels deep, which no bank's message is."
    )
    KIND_UNKNOWN = Why(
        Kind.MEDIA,
        "This is not a statement that we read: {seen}. We read camt.052, camt.053, camt.054, pain.002, MT940,"
        " MT942 and CSV.",
    )
    KIND_IS_ORDER = Why(
        Kind.MEDIA,
        "This is a payment order ({seen}) from a customer to a bank, not a bank's word on an account. Ask the bank"
        " for the statement that shows what became of it.",
    )
    PART_MISSING = Why(Kind.INVALID, "{where}: {part} is missing. {then}")
    AMOUNT_WRONG = Why(Kind.INVALID, "{where}: {text!r} is not an amount. {then}")
    AMOUNT_TOO_FINE = Why(
        Kind.INVALID,
        "{where}: {text} has more decimals than {currency} has ({decimals}). Nothing is rounded here: ask the bank.",
    )
    CURRENCY_OF_FILE_UNKNOWN = Why(
        Kind.INVALID,
        "{where}: {currency!r} is not an ISO 4217 currency in use, so its amounts mean nothing here.",
    )
    DATE_WRONG = Why(Kind.INVALID, "{where}: {text!r} is not a date.")
    LINE_UNREADABLE = Why(Kind.INVALID, "{where}: {text!r} cannot be read as {what}.")
    CSV_HEAD_UNKNOWN = Why(
        Kind.INVALID,
        "The columns of this table are not known: {seen}. Say in a mapping which is the date and which the amount.",
    )
    CSV_NO_CURRENCY = Why(
        Kind.INVALID, "The table does not say which currency its amounts are in. Name it in a mapping."
    )
    CSV_AMBIGUOUS = Why(
        Kind.INVALID, "The column {column!r} can be read in two ways ({ways}). Say which in a mapping."
    )


# No word on the file: what a person reads where our own code fails at it. `what`: the exception.
DEFECT = (
    "Fourthact fails at this file ({what}). That is a defect of ours: please report it. Nothing of the file is booked"
    " until it can be read: leave it where it is."
)


def refuse(reason: FileReason, **facts: object) -> NoReturn:
    """Refuse the file. Facts are shortened: what a bank's file says may be of any length."""
    shown: Mapping[str, object] = {
        name: fact if not isinstance(fact, str) or len(fact) <= 120 else fact[:117] + "..."
        for name, fact in facts.items()
    }
    raise Refused(reason, shown)
