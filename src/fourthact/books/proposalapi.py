"""What one person proposes and another answers, for machines and for finance: write-offs, and money that goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fourthact.books import bankapi
from fourthact.books.proposals import Proposal
from fourthact.books.proposing import APPROVE, DROP, PROPOSE, OnProposal, Propose
from fourthact.books.reads import proposal_of, proposals
from fourthact.books.rules import BooksReason
from fourthact.books.tasks import payer_of
from fourthact.values import ids
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Currency
from fourthact.web.forms import Line as OneLine
from fourthact.web.operation import known, told

Why = Annotated[OneLine, Meta(min_length=1)]
AccountName = Annotated[str, Meta(min_length=1, max_length=120, description="Like assets:provider:….")]
Signed = Annotated[
    int, Meta(ge=-(10**12), le=10**12, description="Whole minor units; below nothing is a gain.")
]
Paper = Annotated[bytes, Meta(description="What proves it, in base64: PDF, JPEG or PNG; may be left out.")]


class EntryProposal(Body, frozen=True):
    """What shall become of an entry of the bank that nobody can match, once a second person agrees, and why.

    `over`: the rail that sends its money back; without it, the one whose bank tells of the entry.
    """

    what: Literal["write_off", "send_back"]
    reason: Why
    over: Annotated[str, Meta(max_length=40)] = ""
    document: Paper = b""


class WriteOffWanted(Body, frozen=True):
    """What shall be taken off an account of ours, and why. `difference`: as the three-way check names it."""

    account: AccountName
    amount_minor: Signed
    currency: Currency
    reason: Why
    difference: Annotated[str, Meta(max_length=120)] = ""
    document: Paper = b""

    def __post_init__(self) -> None:
        if self.amount_minor == 0:
            raise ValueError("amount_minor is more or less than nothing")


class ProposalAnswer(Body, frozen=True):
    """Approve what somebody else proposed, or drop it, and why."""

    answer: Literal["approve", "drop"]
    reason: Why


class ProposalShown(msgspec.Struct, frozen=True):
    """A proposal as it stands. Units: minor. `status`: proposed, dropped, done; for money that goes back ordered,
    unknown, sent, settled or failed.
    """

    proposal: str
    what: str
    status: str
    person: str
    account: str
    amount_minor: int
    currency: str
    entry: str | None
    difference: str
    over: str
    reason: str
    at: datetime


class ProposalList(msgspec.Struct, frozen=True):
    """What was proposed and has no end yet, the oldest first."""

    proposals: list[ProposalShown]


class Proposed(msgspec.Struct, frozen=True):
    """It is recorded. `status`: `done` where one person may do it alone."""

    proposal: str
    status: str
    acts: list[str]
    receipt: dict[str, Any] | None


router = bankapi.router


@router.get("/books/proposals", gives=ProposalList, scope="books:read")
async def show_proposals(call: Call) -> Reply:
    """What was proposed about the books and waits for a second person, or for a rail."""
    async with call.reading("books:read") as (conn, who):
        found = await proposals(conn, who.seller)
    return Reply(ProposalList([shown_proposal(row, words) for row, words in found]))


def shown_proposal(row: Proposal, words: dict[str, str]) -> ProposalShown:
    return ProposalShown(
        ids.outer("proposal", row.id), row.what, row.status, row.person, row.account, row.amount_minor, row.currency,
        ids.outer("entry", row.entry) if row.entry else None, row.difference, row.over, words.get("reason", ""), row.at,
    )  # fmt: skip


@router.post(
    "/books/entries/{entry}/proposals",
    takes=EntryProposal,
    gives=Proposed,
    scope="books:write",
    carries_document=True,
    refuses=(
        BooksReason.BOOKS_NEED_A_PERSON,
        BooksReason.BANK_ENTRY_UNKNOWN,
        BooksReason.ENTRY_MATCHED,
        BooksReason.ENTRY_DECIDED,
        BooksReason.MONEY_WENT_OUT,
        BooksReason.NO_WAY_BACK,
        BooksReason.RAIL_PAYS_NOTHING_OUT,
        BooksReason.PROPOSAL_PAPER_UNREADABLE,
    ),
)
async def propose_on_entry(call: Call, entry: str, wanted: EntryProposal) -> Reply:
    """Propose to write an entry off, or to send its money back to where it came from. Another person approves."""
    found = known("entry", entry, BooksReason.BANK_ENTRY_UNKNOWN)
    async with call.reading("books:write") as (conn, who):
        payer = await payer_of(conn, who.seller, found)
    settings = call.context.settings
    args = Propose(
        id=ids.new_id(),
        what=wanted.what,
        reason=wanted.reason,
        entry=found,
        document=wanted.document,
        document_bytes_max=settings.document_bytes_max,
        over=wanted.over,
        pay_out=tuple(name for name, rail in sorted(call.context.rails.items()) if rail.abilities.pays_out),
        payer=payer,
        alone_up_to_minor=settings.write_off_alone_up_to_minor,
    )
    return await _proposed(call, args)


@router.post(
    "/books/write-offs",
    takes=WriteOffWanted,
    gives=Proposed,
    scope="books:write",
    carries_document=True,
    refuses=(
        BooksReason.BOOKS_NEED_A_PERSON,
        BooksReason.ACCOUNT_NOT_OURS,
        BooksReason.CURRENCY_NOT_IN_USE,
        BooksReason.PROPOSAL_PAPER_UNREADABLE,
    ),
)
async def propose_write_off(call: Call, wanted: WriteOffWanted) -> Reply:
    """Propose to give up what stands on an account at a provider, at the bank or in clearing. Another approves."""
    settings = call.context.settings
    args = Propose(
        id=ids.new_id(),
        what="write_off",
        reason=wanted.reason,
        account=wanted.account,
        amount_minor=wanted.amount_minor,
        currency=wanted.currency,
        difference=wanted.difference,
        document=wanted.document,
        document_bytes_max=settings.document_bytes_max,
        alone_up_to_minor=settings.write_off_alone_up_to_minor,
    )
    return await _proposed(call, args)


async def _proposed(call: Call, args: Propose) -> Reply:
    answer = await call.ask(PROPOSE, args)
    status = "proposed" if len(answer.acts) == 1 else "done"
    name = ids.outer("proposal", answer.first.subject)
    return told(answer, Proposed(name, status, call.names(answer), answer.receipt))


@router.post(
    "/books/proposals/{proposal}/answers",
    takes=ProposalAnswer,
    gives=Proposed,
    scope="books:write",
    refuses=(
        BooksReason.BOOKS_NEED_A_PERSON,
        BooksReason.PROPOSAL_UNKNOWN,
        BooksReason.PROPOSAL_ANSWERED,
        BooksReason.OWN_PROPOSAL,
        BooksReason.BANK_ENTRY_UNKNOWN,
        BooksReason.ENTRY_MATCHED,
        BooksReason.ENTRY_DECIDED,
    ),
)
async def answer_proposal(call: Call, proposal: str, wanted: ProposalAnswer) -> Reply:
    """Approve what somebody else proposed, or drop a proposal. Only a person may."""
    found = known("proposal", proposal, BooksReason.PROPOSAL_UNKNOWN)
    async with call.reading("books:write") as (conn, who):
        row = await proposal_of(conn, who.seller, found)
    args = OnProposal(found, row.entry if row else None, wanted.reason)
    answer = await call.ask(APPROVE if wanted.answer == "approve" else DROP, args)
    done = "ordered" if row is not None and row.what == "send_back" else "done"
    status = "dropped" if wanted.answer == "drop" else done
    return told(answer, Proposed(proposal, status, call.names(answer), answer.receipt))
