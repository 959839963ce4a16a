"""What one person proposes and another approves: to write something off, or to send money back to where it came from.

What can have happened to a proposal, what is then true, and what it means in money.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from fourthact.acts import Act, Entries, Fold, Recorded, Row, subject_of
from fourthact.books.chart import RETURNING, UNCLAIMED, moved
from fourthact.ledger import Line
from fourthact.payments import Accounts
from fourthact.values import ids

# How long an order that a rail took may be without news before the rail is asked.
ASK_AFTER = timedelta(days=1)


class ProposalMade(Act, frozen=True):
    """A person proposes something of the books. `what`: `write_off` or `send_back`; why is in the body.

    `account`: what is to be written off; negative is a gain. `difference`: as the three-way check names it. `entry`:
    of the bank. `over`: the rail that is to pay. `document_type`: of what is evidence of this act, None for nothing.
    Where the money goes, and to whom, is in the body too.
    """

    tag: ClassVar[str] = "proposal.made"
    account: str
    amount_minor: int
    currency: str
    difference: str
    document_type: str | None
    entry: str | None
    over: str
    person: str
    what: str


class ProposalApproved(Act, frozen=True):
    """Another person agrees to a proposal; or the same one, where the seller lets one do it alone."""

    tag: ClassVar[str] = "proposal.approved"
    alone: bool
    person: str


class ProposalDropped(Act, frozen=True):
    """A person does not want it. Why is in the body."""

    tag: ClassVar[str] = "proposal.dropped"
    person: str


class SendBackOrdered(Act, frozen=True):
    """We are about to ask a rail to send an entry's money back to where it came from."""

    tag: ClassVar[str] = "send_back.ordered"
    amount_minor: int
    currency: str
    entry: str
    key: str
    of: str
    over: str
    rail: str


class SendBackTold(Act, frozen=True):
    """What the rail said of the order. `status`: `sent` (it took it, and the statement will show it) or `unknown`."""

    tag: ClassVar[str] = "send_back.told"
    status: str
    why: str


class SendBackSettled(Act, frozen=True):
    """The bank's statement shows that the money went back. `entry`: that line of it; `of`: the entry that came in."""

    tag: ClassVar[str] = "send_back.settled"
    amount_minor: int
    currency: str
    entry: str
    of: str
    over: str


class SendBackFailed(Act, frozen=True):
    """The money did not go back. `came_back`: it had gone, and the bank brought it back by `entry`."""

    tag: ClassVar[str] = "send_back.failed"
    amount_minor: int
    came_back: bool
    currency: str
    entry: str
    of: str
    rail: str
    reason: str


class Proposal(Row, frozen=True):
    """A proposal as it stands. `status`: proposed, dropped, done (written off); for money that is sent back ordered,
    unknown, sent, settled, failed.
    """

    what: str
    status: str
    person: str
    account: str
    amount_minor: int
    currency: str
    entry: UUID | None
    difference: str
    over: str
    key: str | None
    at: datetime


def _proposal(row: Proposal | None, recorded: Recorded) -> Proposal:
    if isinstance(recorded.act, ProposalMade):
        act = recorded.act
        entry = ids.inner("entry", act.entry) if act.entry else None
        return Proposal(
            recorded.seller, recorded.subject, act.what, "proposed", act.person, act.account, act.amount_minor,
            act.currency, entry, act.difference, act.over, None, recorded.at,
        )  # fmt: skip
    assert row is not None
    match recorded.act:
        case ProposalApproved():
            return replace(row, status="done", at=recorded.at)
        case ProposalDropped():
            return replace(row, status="dropped", at=recorded.at)
        case SendBackOrdered(key=key):
            return replace(row, status="ordered", key=key, at=recorded.at)
        case SendBackTold(status=status):
            return replace(row, status=status, at=recorded.at)
        case SendBackSettled():
            return replace(row, status="settled", at=recorded.at)
        case SendBackFailed():
            return replace(row, status="failed", at=recorded.at)
        case other:
            raise AssertionError(other)


def _due(row: Proposal) -> dict[str, datetime]:
    match row.status:
        case "ordered" | "unknown":
            return {"drive": row.at}
        case "sent":
            return {"ask": row.at + ASK_AFTER}
        case _:
            return {}


PROPOSAL_ACTS = (
    ProposalMade, ProposalApproved, ProposalDropped, SendBackOrdered, SendBackTold, SendBackSettled, SendBackFailed,
)  # fmt: skip
PROPOSALS = Fold("proposals", Proposal, PROPOSAL_ACTS, subject_of, _proposal, _due)


def _ordered(act: SendBackOrdered, on: date) -> list[Line]:
    return moved(Accounts.clearing(act.rail), RETURNING, act.amount_minor, act.currency, on)


def _settled(act: SendBackSettled, on: date) -> list[Line]:
    return moved(RETURNING, Accounts.clearing(act.over), act.amount_minor, act.currency, on)


def _failed(act: SendBackFailed, on: date) -> list[Line]:
    if act.came_back:  # the entry that brought it back has nobody else's money
        return moved(Accounts.clearing(act.rail), UNCLAIMED, act.amount_minor, act.currency, on)
    return moved(RETURNING, Accounts.clearing(act.rail), act.amount_minor, act.currency, on)


# What these acts mean in money.
PROPOSAL_LEDGER: Entries = {SendBackOrdered: _ordered, SendBackSettled: _settled, SendBackFailed: _failed}
