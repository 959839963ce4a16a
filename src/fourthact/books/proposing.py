"""Propose a write-off or that money goes back to where it came from; approve a proposal, or drop it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.books.acts import DISPOSITIONS, MoneyWrittenOff, books_of
from fourthact.books.chart import OURS
from fourthact.books.proposals import (
    PROPOSALS,
    Proposal,
    ProposalApproved,
    ProposalDropped,
    ProposalMade,
    SendBackOrdered,
)
from fourthact.books.rules import BooksReason, person_of, undecided
from fourthact.payments import ENTRIES, Accounts, Entry
from fourthact.values import documents, ids
from fourthact.values.errors import Refused
from fourthact.values.money import CURRENCIES, Money


class Propose(msgspec.Struct, frozen=True):
    """What a person proposes. `id`: drawn by the caller. An entry of the bank is named by `entry`, and what it holds
    is meant; else `account` and the amount say what is written off, and `difference` which one.

    `over`: the rail that sends money back, of those that `pay_out`; `payer`: what stands beside the entry.
    `alone_up_to_minor`: what one person may write off alone. Units: minor.
    """

    id: UUID
    what: str
    reason: str
    entry: UUID | None = None
    account: str = ""
    amount_minor: int = 0
    currency: str = ""
    difference: str = ""
    document: bytes = b""
    document_bytes_max: int = 0
    over: str = ""
    pay_out: tuple[str, ...] = ()
    payer: dict[str, str] = {}
    alone_up_to_minor: int = 0


class OnProposal(msgspec.Struct, frozen=True):
    """A proposal that a person answers, the entry that it is about, if it is about one, and why."""

    proposal: UUID
    entry: UUID | None
    reason: str


class Make:
    """Propose. What one person may do alone is done at once.

    Refuses: BOOKS_NEED_A_PERSON, BANK_ENTRY_UNKNOWN, ENTRY_MATCHED, ENTRY_DECIDED, MONEY_WENT_OUT, NO_WAY_BACK,
    RAIL_PAYS_NOTHING_OUT, ACCOUNT_NOT_OURS, CURRENCY_NOT_IN_USE, PROPOSAL_PAPER_UNREADABLE.
    """

    name, scope = "books.propose", "books:write"

    def locks(self, seller: UUID, args: Propose) -> Iterable[UUID]:
        return (args.id, args.entry or books_of(seller))

    def reads(self, seller: UUID, args: Propose) -> Iterable[Place]:
        yield PROPOSALS, args.id
        if args.entry is not None:
            yield ENTRIES, args.entry
            yield DISPOSITIONS, args.entry

    def decide(self, args: Propose, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person = person_of(by)
        entry = _entry(world, args.entry) if args.entry is not None else None
        made = _of_entry(entry, args, person) if entry is not None else _of_account(args, person)
        paper = [Evidence("document", args.document)] if args.document else []
        body = {"reason": args.reason}
        if args.what == "send_back":
            body |= {"account": args.payer.get("account", ""), "name": args.payer.get("name", "")}
        drafts = [Draft("proposal", args.id, made, body=body, evidence=paper)]
        if args.what == "write_off" and abs(made.amount_minor) <= args.alone_up_to_minor:
            drafts += _approved(world.seller, args.id, args.entry, made, person, alone=True)
        return drafts


class Approve:
    """Agree to what somebody else proposed.

    Refuses: BOOKS_NEED_A_PERSON, PROPOSAL_UNKNOWN, PROPOSAL_ANSWERED, OWN_PROPOSAL, ENTRY_DECIDED.
    """

    name, scope = "books.approve", "books:write"

    def locks(self, seller: UUID, args: OnProposal) -> Iterable[UUID]:
        return (args.proposal, args.entry or books_of(seller))

    def reads(self, seller: UUID, args: OnProposal) -> Iterable[Place]:
        yield PROPOSALS, args.proposal
        if args.entry is not None:
            yield ENTRIES, args.entry
            yield DISPOSITIONS, args.entry

    def decide(self, args: OnProposal, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person, row = _open(world, args, by)
        if row.person == person:
            raise Refused(BooksReason.OWN_PROPOSAL)
        if args.entry is not None:
            _entry(world, args.entry)
        return _approved(world.seller, args.proposal, args.entry, row, person, alone=False)


class Drop:
    """Say no to a proposal, or take it back. Refuses: BOOKS_NEED_A_PERSON, PROPOSAL_UNKNOWN, PROPOSAL_ANSWERED."""

    name, scope = "books.drop", "books:write"

    def locks(self, seller: UUID, args: OnProposal) -> Iterable[UUID]:
        return (args.proposal,)

    def reads(self, seller: UUID, args: OnProposal) -> Iterable[Place]:
        return ((PROPOSALS, args.proposal),)

    def decide(self, args: OnProposal, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person, _ = _open(world, args, by)
        return [Draft("proposal", args.proposal, ProposalDropped(person), body={"reason": args.reason})]


def _entry(world: World, entry: UUID) -> Entry:
    return undecided(world.get(ENTRIES, entry), world.get(DISPOSITIONS, entry), ids.outer("entry", entry))


def _of_entry(entry: Entry, args: Propose, person: str) -> ProposalMade:
    """Clearing holds a credit for what came in and a debit for what went out."""
    over = args.over or entry.rail
    if args.what == "send_back":
        if entry.amount_minor < 0:
            raise Refused(BooksReason.MONEY_WENT_OUT)
        if not args.payer.get("account"):
            raise Refused(BooksReason.NO_WAY_BACK)
        if over not in args.pay_out:
            facts = {"rail": over, "known": ", ".join(args.pay_out) or "none"}
            raise Refused(BooksReason.RAIL_PAYS_NOTHING_OUT, facts)
    return ProposalMade(
        account=Accounts.clearing(entry.rail),
        amount_minor=entry.amount_minor if args.what == "send_back" else -entry.amount_minor,
        currency=entry.currency,
        difference="",
        document_type=_paper(args),
        entry=ids.outer("entry", entry.id),
        over=over if args.what == "send_back" else "",
        person=person,
        what=args.what,
    )


def _of_account(args: Propose, person: str) -> ProposalMade:
    if not OURS.fullmatch(args.account):
        raise Refused(BooksReason.ACCOUNT_NOT_OURS, {"account": args.account})
    if args.currency not in CURRENCIES:
        raise Refused(BooksReason.CURRENCY_NOT_IN_USE, {"currency": args.currency})
    amount = Money(args.amount_minor, args.currency)
    return ProposalMade(
        account=args.account,
        amount_minor=amount.minor,
        currency=amount.currency,
        difference=args.difference,
        document_type=_paper(args),
        entry=None,
        over="",
        person=person,
        what="write_off",
    )


def _paper(args: Propose) -> str | None:
    if not args.document:
        return None
    found = documents.type_of(args.document)
    if found is None or len(args.document) > args.document_bytes_max:
        raise Refused(BooksReason.PROPOSAL_PAPER_UNREADABLE, {"most": args.document_bytes_max})
    return found


def _open(world: World, args: OnProposal, by: By) -> tuple[str, Proposal]:
    person, row = person_of(by), world.get(PROPOSALS, args.proposal)
    if row is None or row.entry != args.entry:
        raise Refused(BooksReason.PROPOSAL_UNKNOWN, {"proposal": ids.outer("proposal", args.proposal)})
    if row.status != "proposed":
        raise Refused(BooksReason.PROPOSAL_ANSWERED, {"status": row.status})
    return person, row


def _approved(
    seller: UUID, proposal: UUID, entry: UUID | None, of: Proposal | ProposalMade, person: str, *, alone: bool
) -> list[Draft]:
    """The approval, and what it does: a write-off is done by it, money that goes back is ordered by it."""
    drafts = [Draft("proposal", proposal, ProposalApproved(alone, person))]
    if of.what == "send_back":
        assert entry is not None
        name = ids.outer("entry", entry)
        key = ids.order_key("S", proposal, 1, 1)
        rail = of.account.rpartition(":")[2]
        ordered = SendBackOrdered(of.amount_minor, of.currency, name, key, name, of.over, rail)
        return [*drafts, Draft("proposal", proposal, ordered)]
    gone: Any = MoneyWrittenOff(
        of.account, of.amount_minor, of.currency, person, of.difference, ids.outer("proposal", proposal)
    )
    place = ("books", books_of(seller)) if entry is None else ("entry", entry)
    return [*drafts, Draft(*place, gone)]


PROPOSE, APPROVE, DROP = Make(), Approve(), Drop()
