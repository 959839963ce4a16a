"""When books may be closed, what a payout must add up to, and what each act means in money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fourthact.acts import By, Entries
from fourthact.books.acts import (
    Books,
    BooksClosed,
    Converted,
    Disposition,
    MoneyReleased,
    MoneySetAside,
    MoneyWrittenOff,
    PayoutExplained,
)
from fourthact.books.chart import UNCLAIMED, WRITE_OFFS, conversion, fees, foreign, moved
from fourthact.books.proposals import PROPOSAL_LEDGER
from fourthact.ledger import Line
from fourthact.payments import Accounts, Entry
from fourthact.rails import contract
from fourthact.values.errors import Kind, Reason, Refused, Why
from fourthact.values.money import Money

# What was made of an entry so that it waits again.
UNDECIDED = ("released", "send_back_failed")
# How far from the day that a provider names its payout may be booked: weekends, holidays, and the bank's own pace.
ARRIVES_WITHIN = timedelta(days=5)


class BooksReason(Reason):
    """Why the books are not changed."""

    BOOKS_NEED_A_PERSON = Why(Kind.FORBIDDEN, "Only a person may do this. Use the key of a member of staff.")
    PERIOD_NOT_OVER = Why(
        Kind.CONFLICT, "A period can be closed when it is over. Choose a day before {today}."
    )
    PERIOD_CLOSED = Why(Kind.CONFLICT, "The books are closed up to {until} already. Choose a later day.")
    BANK_ENTRY_UNKNOWN = Why(Kind.UNKNOWN, "There is no entry {entry} of the bank here.")
    ENTRY_MATCHED = Why(
        Kind.CONFLICT, "This entry was matched as {matched}; only what nobody claims is decided on here."
    )
    ENTRY_DECIDED = Why(Kind.CONFLICT, "This entry was decided on already: {what}.")
    ENTRY_NOT_SET_ASIDE = Why(Kind.CONFLICT, "This entry's money was not set aside.")
    MONEY_WENT_OUT = Why(
        Kind.CONFLICT, "This entry took money out; nobody can claim it. Write it off, or find what it paid."
    )
    PAYOUT_DOES_NOT_ADD_UP = Why(
        Kind.CONFLICT,
        "The provider says {items} less fees of {fees}; the bank says {paid}. Ask the provider.",
    )
    ACCOUNT_NOT_OURS = Why(
        Kind.INVALID,
        "{account} cannot be written off. Name an account like assets:provider:…, assets:bank:… or assets:clearing:….",
    )
    CURRENCY_NOT_IN_USE = Why(Kind.INVALID, "{currency} is not a currency in use (ISO 4217).")
    PROPOSAL_UNKNOWN = Why(Kind.UNKNOWN, "There is no proposal {proposal} here.")
    PROPOSAL_ANSWERED = Why(Kind.CONFLICT, "This proposal was answered already: it is {status}.")
    OWN_PROPOSAL = Why(Kind.CONFLICT, "You proposed this yourself; somebody else must approve it.")
    NO_WAY_BACK = Why(
        Kind.CONFLICT,
        "The bank does not say from which account this money came. Ask the bank, or keep it as unclaimed.",
    )
    RAIL_PAYS_NOTHING_OUT = Why(
        Kind.INVALID, "The rail {rail} sends no money to an account. Name one of: {known}."
    )
    PROPOSAL_PAPER_UNREADABLE = Why(
        Kind.INVALID,
        "This is not a document. Send a scan or a photo as PDF, JPEG or PNG, up to {most} bytes, or none.",
    )
    SEND_BACK_MOVED_ON = Why(Kind.CONFLICT, "This order has moved on; what was found is known already.")
    PARTS_DO_NOT_ADD_UP = Why(
        Kind.INVALID,
        "The {parts} parts make {sum}, and the entry is {amount}. Name each reservation once, and amounts that make"
        " the whole.",
    )
    ENTRY_IN_ANOTHER_CURRENCY = Why(
        Kind.CONFLICT,
        "{reservation} is in {currency}, and this entry in {paid}. Send the money back, or have the bank convert it.",
    )
    RESERVATION_TAKES_NO_MORE = Why(
        Kind.CONFLICT, "{reservation} has had too many payments to take another. Send the money back."
    )
    BANK_FILE_KNOWN = Why(Kind.CONFLICT, "This file of the bank is recorded already.")
    BANK_FILE_UNKNOWN = Why(Kind.UNKNOWN, "There is no file {bank_file} of the bank here.")
    BANK_FILE_SEEN = Why(Kind.CONFLICT, "Somebody has seen to this file already.")
    SELLER_UNCLEAR = Why(Kind.INVALID, "Name the seller with --seller. There are: {sellers}.")


def person_of(by: By) -> str:
    """Refuses: BOOKS_NEED_A_PERSON."""
    if by.kind != "staff" or by.id is None:
        raise Refused(BooksReason.BOOKS_NEED_A_PERSON)
    return by.id


def close(books: Books | None, until: date, by: By, now: datetime) -> BooksClosed:
    """Refuses: BOOKS_NEED_A_PERSON, PERIOD_NOT_OVER, PERIOD_CLOSED."""
    person = person_of(by)
    if until >= now.date():
        raise Refused(BooksReason.PERIOD_NOT_OVER, {"today": now.date().isoformat()})
    if books is not None and books.closings and until <= books.closings[-1].until:
        raise Refused(BooksReason.PERIOD_CLOSED, {"until": books.closings[-1].until.isoformat()})
    return BooksClosed(person, until)


def explain(
    entry: Entry | None, before: Disposition | None, payout: contract.HandedOver, entry_id: str, provider: str
) -> PayoutExplained:
    """What a provider says of a payout that arrived. `provider`: its rail, which need not be the bank's.

    Refuses: BANK_ENTRY_UNKNOWN, ENTRY_DECIDED, PAYOUT_DOES_NOT_ADD_UP.
    """
    if entry is None or entry.matched != "provider_payout":
        raise Refused(BooksReason.BANK_ENTRY_UNKNOWN, {"entry": entry_id})
    if before is not None:
        raise Refused(BooksReason.ENTRY_DECIDED, {"what": before.what})
    items = total(payout.items, payout.fees.currency)
    paid = Money(entry.amount_minor, entry.currency)
    if items - payout.fees != payout.amount or (paid.currency == items.currency and paid != payout.amount):
        facts = {"items": items, "fees": payout.fees, "paid": paid}
        raise Refused(BooksReason.PAYOUT_DOES_NOT_ADD_UP, facts)
    other = sum(item.amount.minor for item in payout.items if item.foreign)
    return PayoutExplained(
        fees_minor=payout.fees.minor,
        items=len(payout.items),
        items_currency=items.currency,
        items_minor=items.minor,
        paid_currency=paid.currency,
        paid_minor=paid.minor,
        rail=entry.rail,
        reference=payout.reference,
        converted=_converted(payout.items),
        foreign_minor=other,
        provider=provider,
    )


def _converted(items: Sequence[contract.Movement]) -> tuple[Converted, ...]:
    """What the provider converted before it paid out, by the currency that it was in."""
    sums: dict[str, tuple[int, int]] = {}
    for item in items:
        if item.own is not None and not item.foreign:
            gave, took = sums.get(item.own.currency, (0, 0))
            sums[item.own.currency] = (gave + item.own.minor, took + item.amount.minor)
    return tuple(Converted(currency, gave, took) for currency, (gave, took) in sorted(sums.items()))


@dataclass(frozen=True, slots=True)
class Arrived:
    """A provider's payout as the bank tells it."""

    entry: Entry
    remittance: str


def named(
    arrived: Sequence[Arrived], payouts: Sequence[contract.HandedOver]
) -> dict[UUID, contract.HandedOver]:
    """Which payout each entry is: the one whose reference stands, whole, in what the bank says; else the only one of
    just its amount that was to arrive about then, where no other entry could be that one."""
    found: dict[UUID, contract.HandedOver] = {}
    for one in arrived:
        for payout in payouts:
            if any(_says(one.remittance, name) for name in (payout.reference, payout.also)):
                found[one.entry.id] = payout
    taken = {payout.reference for payout in found.values()}
    left = [one for one in arrived if one.entry.id not in found]
    free = [payout for payout in payouts if payout.reference not in taken]
    for one in left:
        fits = [payout for payout in free if _may_be(one, payout)]
        if len(fits) == 1 and sum(_may_be(other, fits[0]) for other in left) == 1:
            found[one.entry.id] = fits[0]
    return found


def _says(remittance: str, name: str) -> bool:
    return bool(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", remittance))


def _may_be(one: Arrived, payout: contract.HandedOver) -> bool:
    if payout.arrives_on is None or abs(one.entry.value_on - payout.arrives_on) > ARRIVES_WITHIN:
        return False
    return Money(one.entry.amount_minor, one.entry.currency) == payout.amount


def total(items: Sequence[contract.Movement], currency: str) -> Money:
    return sum((item.amount for item in items), Money(0, currency))


def set_aside(entry: Entry | None, before: Disposition | None, by: By, entry_id: str) -> MoneySetAside:
    """Refuses: BOOKS_NEED_A_PERSON, BANK_ENTRY_UNKNOWN, ENTRY_MATCHED, ENTRY_DECIDED, MONEY_WENT_OUT."""
    person = person_of(by)
    entry = undecided(entry, before, entry_id)
    if entry.amount_minor < 0:
        raise Refused(BooksReason.MONEY_WENT_OUT)
    return MoneySetAside(entry.amount_minor, entry.currency, person, entry.rail)


def release(entry: Entry | None, before: Disposition | None, by: By, entry_id: str) -> MoneyReleased:
    """Refuses: BOOKS_NEED_A_PERSON, BANK_ENTRY_UNKNOWN, ENTRY_NOT_SET_ASIDE."""
    person = person_of(by)
    if entry is None:
        raise Refused(BooksReason.BANK_ENTRY_UNKNOWN, {"entry": entry_id})
    if before is None or before.what != "set_aside":
        raise Refused(BooksReason.ENTRY_NOT_SET_ASIDE)
    return MoneyReleased(entry.amount_minor, entry.currency, person, entry.rail)


def undecided(entry: Entry | None, before: Disposition | None, entry_id: str) -> Entry:
    if entry is None:
        raise Refused(BooksReason.BANK_ENTRY_UNKNOWN, {"entry": entry_id})
    if entry.matched != "nothing":
        raise Refused(BooksReason.ENTRY_MATCHED, {"matched": entry.matched})
    if before is not None and before.what not in UNDECIDED:
        raise Refused(BooksReason.ENTRY_DECIDED, {"what": before.what})
    return entry


def _explained(act: PayoutExplained, on: date) -> list[Line]:
    name = act.provider or act.rail
    at, between = Accounts.provider(name), conversion(name)
    lines = moved(fees(name), at, act.fees_minor, act.items_currency, on)
    for part in act.converted:
        lines += moved(between, at, part.own_minor, part.currency, on)
        lines += moved(at, between, part.into_minor, act.items_currency, on)
    lines += moved(at, foreign(name), act.foreign_minor, act.items_currency, on)
    if act.paid_currency != act.items_currency:
        lines += moved(between, at, act.items_minor - act.fees_minor, act.items_currency, on)
        lines += moved(at, between, act.paid_minor, act.paid_currency, on)
    if name != act.rail:  # the entry was booked where the bank's rail keeps what providers hand over
        lines += moved(Accounts.provider(act.rail), at, act.paid_minor, act.paid_currency, on)
    return lines


def _set_aside(act: MoneySetAside, on: date) -> list[Line]:
    return moved(Accounts.clearing(act.rail), UNCLAIMED, act.amount_minor, act.currency, on)


def _released(act: MoneyReleased, on: date) -> list[Line]:
    return moved(UNCLAIMED, Accounts.clearing(act.rail), act.amount_minor, act.currency, on)


def _written_off(act: MoneyWrittenOff, on: date) -> list[Line]:
    return moved(WRITE_OFFS, act.account, act.amount_minor, act.currency, on)


# What the acts of this room mean in money.
LEDGER: Entries = {
    PayoutExplained: _explained,
    MoneySetAside: _set_aside,
    MoneyReleased: _released,
    MoneyWrittenOff: _written_off,
    **PROPOSAL_LEDGER,
}
