"""What the seller retains of who leaves: where the terms say so, no law forbids it, and the seller kept its word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.payments import Payment
from fourthact.products import Product
from fourthact.refunds import rules
from fourthact.refunds.acts import Fee, RefundFeeWaived
from fourthact.refunds.approving import voided
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import REFUNDS, Refund
from fourthact.reservations import Reservation
from fourthact.values import ids
from fourthact.values.errors import Refused

# Where no day was promised: 16 CFR 435.2(a)(1) and Directive 2011/83/EU art. 18 both say thirty days.
UNPROMISED_DAYS = 30
# Who leaves in answer to a delay; a reservation that the seller cancels; one that its staff cancels for the holder.
DELAYED, BY_SELLER, BY_STAFF = "delay_answer", "seller", "staff"


def assess(
    product: Product,
    reservation: Reservation,
    parts: Sequence[tuple[Payment, int]],
    asked_at: datetime,
    channel: str,
) -> Fee | None:
    """What is retained of what is left of these payments, and why so; None where the terms say nothing of it.

    The terms are those that were reserved on. Where two readings are possible, the holder has the better one.
    """
    terms = product.terms_of(reservation.terms_version)
    rule = terms.fee
    if rule is None:
        return None
    gross = sum(left for _, left in parts)
    most = gross * (rule.per_mille or 0) // 1_000 if rule.amount_minor is None else rule.amount_minor
    why = _why_nothing(product, reservation, asked_at, channel)
    # What a holder's bank may take back is not ours to retain.
    kept = min(most, sum(left for payment, left in parts if not payment.is_disputed)) if why is None else 0
    return Fee(terms.version, gross, kept, why or "terms", rule)


def _why_nothing(product: Product, reservation: Reservation, asked_at: datetime, channel: str) -> str | None:
    """The first reason for which nothing is retained; None where something can be."""
    rule = product.terms_of(reservation.terms_version).fee
    assert rule is not None
    since = asked_at - reservation.placed_at
    over, applies = rule.withdrawal_over_days, rule.applies_days
    if channel == BY_SELLER:
        return "seller_cancelled"
    if channel == BY_STAFF:
        return "request_unshown"
    if channel == DELAYED or _slipped(product, reservation, asked_at):
        return "promise_slipped"
    if over is None or since < timedelta(days=over):
        return "withdrawal_open"
    if applies is None or since < timedelta(days=applies):
        return "too_early"
    return None


def _slipped(product: Product, reservation: Reservation, asked_at: datetime) -> bool:
    """Whether the day that was promised has come, or was ever moved back since; no matter what was promised later."""
    made = next(one for one in product.promises if one.version == reservation.promise_version)
    day = made.by or (reservation.placed_at + timedelta(days=UNPROMISED_DAYS)).date()
    later = [one for one in product.promises if one.version > made.version]
    return asked_at.date() >= day or any(one.by is None or one.by > day for one in later)


def spread(parts: Sequence[tuple[Payment, int]], minor: int) -> dict[int, int]:
    """What is retained of which payment: the oldest first, and none of one that the holder's bank may take back."""
    kept: dict[int, int] = {}
    for payment, left in parts:
        share = 0 if payment.is_disputed else min(left, minor - sum(kept.values()))
        if share:
            kept[payment.n] = share
    return kept


class WaiveFee(msgspec.Struct, frozen=True):
    """Let the holder have what would be retained, too, and say why."""

    refund: UUID
    reservation: UUID
    why: str


def waive(refund: Refund | None, by: By, refund_id: str) -> RefundFeeWaived:
    """Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, NO_FEE, ALREADY_APPROVED."""
    refund = rules.known(refund, refund_id)
    person = rules.person_of(by)
    kept = {leg.n: leg.retained_minor for leg in refund.legs if leg.retained_minor}
    if not kept:
        raise Refused(RefundReason.NO_FEE)
    if refund.status != "planned":
        raise Refused(RefundReason.ALREADY_APPROVED)
    return rules.released(refund, kept, "waived", person)


class Waive:
    """Waive the whole fee; what was approved until then is void. Refuses: see `waive`."""

    name, scope = "refunds.waive_fee", "refunds:write"

    def locks(self, seller: UUID, args: WaiveFee) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: WaiveFee) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)

    def decide(self, args: WaiveFee, by: By, world: World, now: datetime) -> Sequence[Draft]:
        found = world.get(REFUNDS, args.refund)
        act = waive(found, by, ids.outer("refund", args.refund))
        news = voided(rules.known(found, act.refund), [act])
        waived = Draft("reservation", args.reservation, act, body={"why": args.why})
        return [waived, *(Draft("reservation", args.reservation, one, by=By("seller")) for one in news)]


WAIVE = Waive()
