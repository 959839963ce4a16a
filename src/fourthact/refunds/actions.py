"""Cancel, order, conclude, redirect: the verbs of money going back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.contacts import CONTACT_LISTS, cooling
from fourthact.payments import PURSES, EntryRead, Payment, Purse
from fourthact.people import REPRESENTATIVES, PeopleReason
from fourthact.products import PRODUCTS
from fourthact.rails import contract
from fourthact.refunds import rules
from fourthact.refunds.acts import Fee
from fourthact.refunds.approving import voided
from fourthact.refunds.cooling import dropped, late
from fourthact.refunds.disputes import stopped_at_once
from fourthact.refunds.payee import Compared
from fourthact.refunds.retaining import BY_SELLER, BY_STAFF, assess, spread
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.shares import SHARES, Shares, all_left, left_of
from fourthact.refunds.standing import REFUNDS, Refund
from fourthact.reservations import HOLDERS, RESERVATIONS
from fourthact.reservations import cancel as cancel_reservation
from fourthact.values import ids, names
from fourthact.values.errors import Refused
from fourthact.values.ibans import mistyped

SELLER = By("seller")


class Policy(msgspec.Struct, frozen=True):
    """The seller's own rules. Units: hours; days; minor of the reservation's currency."""

    promise_hours: int
    two_approvals_above_minor: int
    abilities: Mapping[str, Any]
    no_approval_up_to_minor: int = 0
    overpaid_goes_back: bool = False
    statutory_warning_days: int = 0


class CancelReservation(msgspec.Struct, frozen=True):
    """A holder leaves and wants everything back. `refund`: drawn by the caller. `asked_at`: None for now.

    `by`: who asked, where that is somebody else than who carries it out: the message that was understood.
    `product`: what is reserved, whose terms may state a fee; None: nothing is retained. `why`: where it is the seller
    who cancels, in words for the holder.
    """

    reservation: UUID
    refund: UUID
    channel: str
    policy: Policy
    asked_at: datetime | None = None
    by: By | None = None
    product: UUID | None = None
    why: str = ""


class ReturnLate(msgspec.Struct, frozen=True):
    """Money came in after the reservation was cancelled. `owed_minor`: so much is the holder's while it lives, too."""

    reservation: UUID
    refund: UUID
    payment: int
    policy: Policy
    owed_minor: int = 0


class OnRefund(msgspec.Struct, frozen=True):
    """A refund, and the reservation whose record it is part of."""

    refund: UUID
    reservation: UUID


class ConcludeLeg(msgspec.Struct, frozen=True):
    """What a rail answered about the order with this key."""

    refund: UUID
    reservation: UUID
    leg: int
    key: str
    rail: str
    outcome: contract.Outcome


class ShowEntry(msgspec.Struct, frozen=True):
    """An entry of the bank that carries the key of a leg's order."""

    refund: UUID
    reservation: UUID
    leg: int
    key: str
    entry: EntryRead
    entry_id: str


class RedirectLeg(msgspec.Struct, frozen=True):
    """The account to which a leg without any other route shall be paid.

    `payer`: who paid by transfer, as their bank wrote it. `representative`: who gave the account, where that was
    somebody who acts for the holder. `rail`: the one that asks the payee's bank.
    """

    refund: UUID
    reservation: UUID
    leg: int
    account: str
    name: str
    payer: str | None = None
    representative: UUID | None = None
    rail: str = ""


class ConfirmAccount(msgspec.Struct, frozen=True):
    """The account of a leg, as the act `account_act` gave it, looked at by a second person. `seen`: the answer of its
    checks that they looked at.
    """

    refund: UUID
    reservation: UUID
    leg: int
    account_act: str
    seen: str = ""


class RingClock(msgspec.Struct, frozen=True):
    """A clock of a refund that has run out."""

    refund: UUID
    reservation: UUID
    which: str


def cancel_reads(args: CancelReservation) -> Iterable[Place]:
    """What a cancellation looks at; for verbs of other rooms that lead to one."""
    yield RESERVATIONS, args.reservation
    yield PURSES, args.reservation
    yield SHARES, args.reservation
    yield REFUNDS, args.refund
    if args.product is not None:
        yield PRODUCTS, args.product


def cancellation(
    args: CancelReservation, world: World, now: datetime, *, staff: str | None = None
) -> list[Draft]:
    """A cancellation with its refund planned per leg, if anything was paid. `staff`: the person of the seller who
    cancels; nothing is retained then, and above the limit they approve nothing.

    Refuses: RESERVATION_UNKNOWN, ALREADY_CANCELLED.
    """
    name = ids.outer("reservation", args.reservation)
    asked_at = args.asked_at or now
    reservation = world.get(RESERVATIONS, args.reservation)
    act = cancel_reservation(
        reservation,
        reservation_id=name,
        asked_at=asked_at,
        channel=args.channel,
    )
    body = {"why": args.why} if args.why else None
    drafts = [Draft("reservation", args.reservation, act, body=body, by=args.by)]
    purse = world.get(PURSES, args.reservation)
    assert purse is not None
    shares = world.get(SHARES, args.reservation)
    parts = all_left(purse, shares)
    if parts:
        product = None if args.product is None else world.get(PRODUCTS, args.product)
        fee = None
        if product is not None and reservation is not None and reservation.product == product.id:
            fee = assess(product, reservation, parts, asked_at, args.channel)
        drafts += drafted(
            purse, parts, shares, args.policy, args.refund, asked_at, now, asked_by=staff, fee=fee
        )
    return drafts


def drafted(
    purse: Purse,
    parts: Sequence[tuple[Payment, int]],
    shares: Shares | None,
    policy: Policy,
    refund: UUID,
    asked_at: datetime,
    now: datetime,
    *,
    extent: str = "whole",
    asked_by: str | None = None,
    body: Mapping[str, Any] | None = None,
    by: By = SELLER,
    fee: Fee | None = None,
) -> list[Draft]:
    """A plan; the legs of payments that are disputed stand still from the start. Refuses: NOTHING_TO_RETURN."""
    planned = rules.plan(
        purse,
        parts,
        policy.abilities,
        refund_id=ids.outer("refund", refund),
        asked_at=asked_at,
        promise=timedelta(hours=policy.promise_hours),
        two_approvals_above_minor=policy.two_approvals_above_minor,
        no_approval_up_to_minor=policy.no_approval_up_to_minor,
        now=now,
        before_minor=shares.back_minor if shares else 0,
        asked_by=asked_by,
        extent=extent,
        warning=timedelta(days=policy.statutory_warning_days),
        fee=fee,
        kept=spread(parts, fee.retained_minor) if fee else None,
    )
    stopped = stopped_at_once([payment for payment, _ in parts], planned)
    return [
        Draft("reservation", purse.id, planned, body=body, by=by),
        *(Draft("reservation", purse.id, act, by=SELLER) for act in stopped),
    ]


class Cancel:
    """Cancel a reservation for its holder, and plan its refund. Refuses: RESERVATION_UNKNOWN, ALREADY_CANCELLED."""

    name, scope = "refunds.cancel", "reservations:write"

    def locks(self, seller: UUID, args: CancelReservation) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: CancelReservation) -> Iterable[Place]:
        return cancel_reads(args)

    def decide(self, args: CancelReservation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if by.kind != "staff":
            return cancellation(args, world, now)
        # Of what a person of the seller enters, the record does not show that the holder asked for it.
        return cancellation(replace(args, channel=BY_STAFF), world, now, staff=by.id)


class CancelBySeller(Cancel):
    """The seller cancels, and says why. Refuses: NEEDS_A_PERSON, RESERVATION_UNKNOWN, ALREADY_CANCELLED."""

    name = "refunds.cancel_by_seller"

    def decide(self, args: CancelReservation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person = rules.person_of(by)
        return cancellation(replace(args, channel=BY_SELLER), world, now, staff=person)


class Late:
    """Plan the return of money that came after the end. Refuses: NOTHING_TO_RETURN."""

    name, scope = "refunds.return_late", None

    def locks(self, seller: UUID, args: ReturnLate) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: ReturnLate) -> Iterable[Place]:
        return ((PURSES, args.reservation), (SHARES, args.reservation), (REFUNDS, args.refund))

    def decide(self, args: ReturnLate, by: By, world: World, now: datetime) -> Sequence[Draft]:
        purse, shares = world.get(PURSES, args.reservation), world.get(SHARES, args.reservation)
        payment = purse.payment(args.payment) if purse else None
        left = left_of(payment, shares) if payment else 0
        if purse is not None and not purse.closed:
            left = min(left, args.owed_minor)
        if purse is None or payment is None or not left:
            raise Refused(RefundReason.NOTHING_TO_RETURN)
        extent = "whole" if purse.closed else "partial"
        return drafted(purse, [(payment, left)], shares, args.policy, args.refund, now, now, extent=extent)


class _OnRefund:
    """What all verbs on one refund look at."""

    scope: str | None = None

    def locks(self, seller: UUID, args: Any) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: Any) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)

    def found(self, args: Any, world: World) -> Refund:
        return rules.known(world.get(REFUNDS, args.refund), ids.outer("refund", args.refund))


class Order(_OnRefund):
    """The intents for all legs that wait for an order. Refuses: REFUND_UNKNOWN, NOTHING_TO_ORDER."""

    name = "refunds.order"

    def reads(self, seller: UUID, args: OnRefund) -> Iterable[Place]:
        return ((REFUNDS, args.refund), (CONTACT_LISTS, args.reservation))

    def decide(self, args: OnRefund, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund = self.found(args, world)
        # A holder may say "this was not me" at the last moment: what follows the log has not dropped it yet.
        held = {act.leg for act in dropped(refund, world.get(CONTACT_LISTS, args.reservation))}
        return [Draft("reservation", args.reservation, act) for act in rules.orders(refund, now, held)]


class Conclude(_OnRefund):
    """What a rail answered about a leg's order. Refuses: REFUND_UNKNOWN, LEG_UNKNOWN, LEG_MOVED_ON."""

    name = "refunds.conclude"

    def decide(self, args: ConcludeLeg, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund = self.found(args, world)
        leg = refund.leg(args.leg)
        if leg is None:
            raise Refused(RefundReason.LEG_UNKNOWN, {"leg": args.leg})
        act = rules.conclude(refund, leg, args.key, args.outcome, now)
        acts = [Draft("reservation", args.reservation, act, by=By("rail", args.rail))]
        ends = rules.settlement(refund, [act], now)
        return acts + [Draft("reservation", args.reservation, end, by=By("seller")) for end in ends]


class Show(_OnRefund):
    """What the bank's statement shows of a leg. Refuses: REFUND_UNKNOWN, LEG_UNKNOWN, LEG_MOVED_ON."""

    name = "refunds.show"

    def decide(self, args: ShowEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund = self.found(args, world)
        leg = refund.leg(args.leg)
        if leg is None:
            raise Refused(RefundReason.LEG_UNKNOWN, {"leg": args.leg})
        acts = rules.shown(refund, leg, args.key, args.entry, args.entry_id)
        drafts = [Draft("reservation", args.reservation, act, by=By("bank", args.entry.rail)) for act in acts]
        ends = rules.settlement(refund, acts, now)
        return drafts + [Draft("reservation", args.reservation, end, by=By("seller")) for end in ends]


class Redirect(_OnRefund):
    """Give a leg the account it shall be paid to. Refuses: REPRESENTATIVE_UNKNOWN, REPRESENTATIVE_IS, as
    `rules.redirect`, and IBAN_MISTYPED.
    """

    name, scope = "refunds.redirect", "refunds:write"

    def reads(self, seller: UUID, args: RedirectLeg) -> Iterable[Place]:
        yield REFUNDS, args.refund
        yield HOLDERS, args.reservation
        yield CONTACT_LISTS, args.reservation
        if args.representative is not None:
            yield REPRESENTATIVES, args.representative

    def decide(self, args: RedirectLeg, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund_id = ids.outer("refund", args.refund)
        holder = world.get(HOLDERS, args.reservation)
        given_by, same = self._given_by(args, world)
        said = Compared(
            holder=names.compare(holder.name if holder else None, args.name),
            payer=names.compare(args.payer, args.name) if args.payer else "",
            representative=same,
            given_by=given_by,
            rail=args.rail,
        )
        found = world.get(REFUNDS, args.refund)
        until, contacts = cooling(world.get(CONTACT_LISTS, args.reservation), now)
        act = rules.redirect(found, args.leg, by, refund_id, said, until, contacts)
        if mistyped(args.account):
            raise Refused(RefundReason.IBAN_MISTYPED, {"account": args.account})
        body = {"account": args.account, "name": args.name}
        refund = rules.known(found, refund_id)
        news = [*voided(refund, [act]), *late(refund, args.leg, until)]
        given = [Draft("reservation", args.reservation, act, body=body)]
        return given + [Draft("reservation", args.reservation, one, by=By("seller")) for one in news]

    def _given_by(self, args: RedirectLeg, world: World) -> tuple[str | None, str]:
        """The representative who gave the account, and how its name compares with theirs."""
        if args.representative is None:
            return None, ""
        name = ids.outer("representative", args.representative)
        row = world.get(REPRESENTATIVES, args.representative)
        if row is None or row.reservation != args.reservation:
            raise Refused(PeopleReason.REPRESENTATIVE_UNKNOWN, {"representative": name})
        if row.status != "confirmed":
            raise Refused(PeopleReason.REPRESENTATIVE_IS, {"status": row.status})
        return name, names.compare(row.name, args.name)


class Confirm(_OnRefund):
    """Confirm the account that another person gave. Refuses: see `rules.confirm_account`."""

    name, scope = "refunds.confirm_account", "refunds:approve"

    def decide(self, args: ConfirmAccount, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund_id = ids.outer("refund", args.refund)
        found = world.get(REFUNDS, args.refund)
        act = rules.confirm_account(found, args.leg, args.account_act, by, refund_id, args.seen)
        return [Draft("reservation", args.reservation, act)]


class Ring(_OnRefund):
    """Say that a clock ran out. Refuses: REFUND_UNKNOWN, CLOCK_STOPPED."""

    name = "refunds.ring"

    def decide(self, args: RingClock, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = rules.ring(self.found(args, world), args.which, now)
        return [Draft("reservation", args.reservation, act)]


CANCEL, CANCEL_BY_SELLER, RETURN_LATE, ORDER = Cancel(), CancelBySeller(), Late(), Order()
CONCLUDE, SHOW, REDIRECT, CONFIRM_ACCOUNT, RING = Conclude(), Show(), Redirect(), Confirm(), Ring()
