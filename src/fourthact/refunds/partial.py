"""A part of what was paid goes back while the reservation lives: because somebody asks, or because it was too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.payments import PURSES, Payment, PaymentReason, Purse
from fourthact.refunds import rules
from fourthact.refunds.actions import Policy, drafted
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.shares import SHARES, Shares, above_price, all_left, left_of, part
from fourthact.refunds.standing import REFUNDS
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused


class RefundPart(msgspec.Struct, frozen=True):
    """Give back a sum. `amount_minor`: None for what is above the price; `payment`: of this one alone."""

    reservation: UUID
    refund: UUID
    policy: Policy
    amount_minor: int | None = None
    payment: int | None = None
    why: str = ""


def asked_part(
    purse: Purse | None, shares: Shares | None, args: RefundPart
) -> tuple[Purse, list[tuple[Payment, int]]]:
    """What is taken of which payment.

    Refuses: RESERVATION_UNKNOWN, NOTHING_ABOVE_PRICE, PAYMENT_UNKNOWN, REFUND_ABOVE_PAID.
    """
    if purse is None:
        name = ids.outer("reservation", args.reservation)
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
    minor = above_price(purse, shares) if args.amount_minor is None else args.amount_minor
    if not minor or (args.amount_minor is None and purse.closed):
        raise Refused(RefundReason.NOTHING_ABOVE_PRICE)
    paid = purse.payment(args.payment) if args.payment is not None else None
    if args.payment is not None and paid is None:
        raise Refused(PaymentReason.PAYMENT_UNKNOWN, {"payment": args.payment})
    left = left_of(paid, shares) if paid else sum(rest for _, rest in all_left(purse, shares))
    if minor > left:
        facts = {"amount_minor": minor, "left_minor": left, "currency": purse.currency}
        raise Refused(RefundReason.REFUND_ABOVE_PAID, facts)
    return purse, part(purse, shares, minor, args.payment)


class _Part:
    scope: str | None = None

    def locks(self, seller: UUID, args: RefundPart) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: RefundPart) -> Iterable[Place]:
        return ((PURSES, args.reservation), (SHARES, args.reservation), (REFUNDS, args.refund))


class GivePart(_Part):
    """A person asks for a part to go back; at least one other person approves it.

    Refuses: NEEDS_A_PERSON, and as `asked_part`.
    """

    name, scope = "refunds.give_part", "refunds:write"

    def decide(self, args: RefundPart, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person = rules.person_of(by)
        shares = world.get(SHARES, args.reservation)
        purse, parts = asked_part(world.get(PURSES, args.reservation), shares, args)
        extent = "overpaid" if args.amount_minor is None else "partial"
        return drafted(
            purse, parts, shares, args.policy, args.refund, now, now,
            extent=extent, asked_by=person, body={"why": args.why}, by=by,
        )  # fmt: skip


class GiveOverpaid(_Part):
    """What came in above the price goes back, by itself or because the holder asks. Refuses: as `asked_part`."""

    name = "refunds.give_overpaid"

    def decide(self, args: RefundPart, by: By, world: World, now: datetime) -> Sequence[Draft]:
        shares = world.get(SHARES, args.reservation)
        purse, parts = asked_part(world.get(PURSES, args.reservation), shares, args)
        return drafted(purse, parts, shares, args.policy, args.refund, now, now, extent="overpaid", by=by)


GIVE_PART, GIVE_OVERPAID = GivePart(), GiveOverpaid()
