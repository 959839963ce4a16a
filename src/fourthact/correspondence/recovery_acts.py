"""What can have happened when a holder whose address died comes back."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of

# So many of the latest tries are kept; more do not fit into a day.
KEPT = 20


class RecoveryTried(Act, frozen=True):
    """Somebody who has the key of the receipts said what they know of the first payment. `right`: whether it was so."""

    tag: ClassVar[str] = "recovery.tried"
    right: bool


class RecoveryEntered(Act, frozen=True):
    """A person says that the holder came back with a document, which is evidence; another must look at it. The address
    that they gave is in the body.
    """

    tag: ClassVar[str] = "recovery.entered"
    document_type: str
    person: str


class RecoveryDecided(Act, frozen=True):
    """A second person looked at the document. `outcome`: confirmed or rejected; why it was rejected is in the body."""

    tag: ClassVar[str] = "recovery.decided"
    outcome: str
    person: str


class Recovery(Row, frozen=True):
    """A reservation that somebody wanted to come back to. `tries`: when they tried, latest last.

    `entered_by`: who entered a document that nobody has looked at, and the `address` that was given with it.
    """

    tries: tuple[datetime, ...]
    entered_by: str | None
    address: str | None


def _recovery(row: Recovery | None, recorded: Recorded) -> Recovery:
    known = row or Recovery(recorded.seller, recorded.subject, (), None, None)
    match recorded.act:
        case RecoveryTried():
            return replace(known, tries=(*known.tries, recorded.at)[-KEPT:])
        case RecoveryEntered() as act:
            address = recorded.body["address"] if recorded.body else None
            return replace(known, entered_by=act.person, address=address)
        case _:
            return replace(known, entered_by=None, address=None)


RECOVERY_ACTS = (RecoveryTried, RecoveryEntered, RecoveryDecided)
RECOVERIES = Fold("recoveries", Recovery, RECOVERY_ACTS, subject_of, _recovery)
