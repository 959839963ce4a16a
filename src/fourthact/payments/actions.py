"""Order a payment, conclude it, read the bank's entries and the rails' notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.payments.acts import (
    ENTRIES,
    RAIL_NOTICES,
    EntryRead,
    EntryUnmatched,
    PaymentReceived,
    RailNoticed,
    RailNoticeRead,
)
from fourthact.payments.purse import PURSES
from fourthact.payments.rules import PaymentReason, closing, conclude, match, missed, order
from fourthact.rails import contract
from fourthact.reservations import HOLDERS, RESERVATIONS, ReservationConfirmed
from fourthact.values import ids, names
from fourthact.values.errors import Refused


class OrderPayment(msgspec.Struct, frozen=True):
    """Pay a stage by card. `token`: the rail's own word for the card."""

    reservation: UUID
    stage: int
    token: str


class ConcludePayment(msgspec.Struct, frozen=True):
    """What a rail answered to the order of a payment."""

    reservation: UUID
    payment: int
    outcome: contract.Outcome
    rail: str
    window_days: int | None = None


class WarnOfWindows(msgspec.Struct, frozen=True):
    """A reservation with payments whose way back to the card may be about to close."""

    reservation: UUID


class MissStages(msgspec.Struct, frozen=True):
    """A reservation whose stages may be overdue."""

    reservation: UUID


class ReadEntry(msgspec.Struct, frozen=True):
    """A line of a statement, with the reservation that its reference names, if one does."""

    id: UUID
    rail: str
    entry: contract.Entry
    reservation: UUID | None


class UnmatchEntry(msgspec.Struct, frozen=True):
    """An entry whose order is none of ours."""

    id: UUID


class HearNotice(msgspec.Struct, frozen=True):
    """A rail's notice, as it came."""

    id: UUID
    rail: str
    notice: contract.Notice
    raw: bytes


class ReadNotice(msgspec.Struct, frozen=True):
    """The rail's answer to our question about the order that a notice named."""

    id: UUID
    found: str


class _OnReservation:
    """What all verbs on one reservation's money look at."""

    scope: str | None = None

    def locks(
        self, seller: UUID, args: OrderPayment | ConcludePayment | MissStages | WarnOfWindows
    ) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(
        self, seller: UUID, args: OrderPayment | ConcludePayment | MissStages | WarnOfWindows
    ) -> Iterable[Place]:
        return ((PURSES, args.reservation), (RESERVATIONS, args.reservation))


class Order(_OnReservation):
    """The intent to take money for a stage. Refuses: see `rules.order`."""

    name, scope = "payments.order", "payments:write"

    def decide(self, args: OrderPayment, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("reservation", args.reservation)
        act = order(world.get(PURSES, args.reservation), args.stage, name)
        return [Draft("reservation", args.reservation, act, body={"token": args.token})]


class Conclude(_OnReservation):
    """The outcome of a payment; the last stage paid confirms the reservation. Refuses: PAYMENT_SETTLED."""

    name = "payments.conclude"

    def decide(self, args: ConcludePayment, by: By, world: World, now: datetime) -> Sequence[Draft]:
        purse = world.get(PURSES, args.reservation)
        act = conclude(purse, args.payment, args.outcome, now, args.window_days)
        drafts = [Draft("reservation", args.reservation, act, by=By("rail", args.rail))]
        paid = {act.stage: act.amount_minor} if isinstance(act, PaymentReceived) else {}
        return drafts + confirmed(world, args.reservation, paid)


class Miss(_OnReservation):
    """A stage was due and is not paid. Refuses: STAGE_NOT_MISSED."""

    name = "payments.miss"

    def decide(self, args: MissStages, by: By, world: World, now: datetime) -> Sequence[Draft]:
        acts = missed(world.get(PURSES, args.reservation), now)
        return [Draft("reservation", args.reservation, act) for act in acts]


class Warn(_OnReservation):
    """Tell finance that a rail's window is about to close. Refuses: WINDOW_NOT_CLOSING."""

    name = "payments.warn"

    def decide(self, args: WarnOfWindows, by: By, world: World, now: datetime) -> Sequence[Draft]:
        acts = closing(world.get(PURSES, args.reservation), now)
        return [Draft("reservation", args.reservation, act) for act in acts]


class ReadOneEntry:
    """Book a line of the bank's statement, and the payment that it is. Refuses: ENTRY_KNOWN."""

    name, scope = "payments.read_entry", None

    def locks(self, seller: UUID, args: ReadEntry) -> Iterable[UUID]:
        return (args.id,) if args.reservation is None else (args.id, args.reservation)

    def reads(self, seller: UUID, args: ReadEntry) -> Iterable[Place]:
        yield ENTRIES, args.id
        if args.reservation is not None:
            yield PURSES, args.reservation
            yield RESERVATIONS, args.reservation
            yield HOLDERS, args.reservation

    def decide(self, args: ReadEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(ENTRIES, args.id) is not None:
            raise Refused(PaymentReason.ENTRY_KNOWN)
        entry = args.entry
        act = EntryRead(
            amount_minor=entry.amount.minor,
            bank_id=entry.id,
            booked_at=entry.booked_at,
            currency=entry.amount.currency,
            key=entry.key,
            kind=entry.kind,
            matched="nothing",
            rail=args.rail,
            reason=entry.reason,
            value_on=entry.value_on,
        )
        body = {
            "account": entry.counterparty_account,
            "name": entry.counterparty_name,
            "remittance": entry.remittance,
        }
        paid: list[PaymentReceived] = []
        if entry.kind == "provider_payout":
            act = msgspec.structs.replace(act, matched="provider_payout")
        elif entry.key is not None:
            act = msgspec.structs.replace(act, matched="order")
        elif args.reservation is not None and entry.amount.minor > 0 and entry.kind == "transfer":
            purse = world.get(PURSES, args.reservation)
            holder = world.get(HOLDERS, args.reservation)
            same = names.compare(holder.name if holder else None, entry.counterparty_name)
            paid = match(purse, act, ids.outer("entry", args.id), same) if purse else []
        if args.reservation is None or not paid:
            return [Draft("entry", args.id, act, body=body)]
        act = msgspec.structs.replace(act, matched="payment")
        return [
            Draft("entry", args.id, act, body=body),
            *(Draft("reservation", args.reservation, payment, body=body) for payment in paid),
            *confirmed(world, args.reservation, {payment.stage: payment.amount_minor for payment in paid}),
        ]


class Unmatch:
    """An entry that looked like an order of ours is none. Refuses: ENTRY_KNOWN."""

    name, scope = "payments.unmatch", None

    def locks(self, seller: UUID, args: UnmatchEntry) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: UnmatchEntry) -> Iterable[Place]:
        return ((ENTRIES, args.id),)

    def decide(self, args: UnmatchEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        entry = world.get(ENTRIES, args.id)
        if entry is None or entry.matched != "order":
            raise Refused(PaymentReason.ENTRY_KNOWN)
        return [Draft("entry", args.id, EntryUnmatched(entry.key or ""))]


class Hear:
    """Keep a rail's notice before it is acknowledged."""

    name, scope = "payments.hear", None

    def locks(self, seller: UUID, args: HearNotice) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: HearNotice) -> Iterable[Place]:
        return ((RAIL_NOTICES, args.id),)

    def decide(self, args: HearNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = RailNoticed(args.notice.event, args.notice.key, args.rail, args.notice.charge)
        return [Draft("notice", args.id, act, evidence=[Evidence("rail_notice", args.raw)])]


class Read:
    """A notice's outcome. Refuses: NOTICE_READ."""

    name, scope = "payments.read_notice", None

    def locks(self, seller: UUID, args: ReadNotice) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: ReadNotice) -> Iterable[Place]:
        return ((RAIL_NOTICES, args.id),)

    def decide(self, args: ReadNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice = world.get(RAIL_NOTICES, args.id)
        if notice is None or notice.status != "heard":
            raise Refused(PaymentReason.NOTICE_READ)
        return [Draft("notice", args.id, RailNoticeRead(args.found))]


def confirmed(world: World, reservation: UUID, paid: Mapping[int, int]) -> list[Draft]:
    """The confirmation, if these payments are what was still lacking. `paid`: stage to amount."""
    purse, row = world.get(PURSES, reservation), world.get(RESERVATIONS, reservation)
    if not paid or purse is None or row is None or row.status != "placed":
        return []
    if not purse.is_completed_by(paid):
        return []
    return [Draft("reservation", reservation, ReservationConfirmed(), by=By("seller"))]


ORDER, CONCLUDE, MISS, WARN, READ_ENTRY, UNMATCH, HEAR, READ_NOTICE = (
    Order(),
    Conclude(),
    Miss(),
    Warn(),
    ReadOneEntry(),
    Unmatch(),
    Hear(),
    Read(),
)
