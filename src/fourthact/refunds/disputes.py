"""Disputes: while a holder's bank may give a payment back, we do not as well; what it gave back is never paid again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import Act, By, Draft, World
from fourthact.acts.verb import Place
from fourthact.payments import PURSES, Payment, dispute_news
from fourthact.rails import contract
from fourthact.refunds import rules
from fourthact.refunds.acts import RefundLegChargedBack, RefundLegResumed, RefundLegStopped, RefundPlanned
from fourthact.refunds.approving import voided
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.shares import SHARES
from fourthact.refunds.standing import REFUNDS, Leg, Refund
from fourthact.values import ids
from fourthact.values.errors import Refused

STOPPABLE = ("planned", "by_hand", "to_confirm")
IN_FLIGHT = ("ordered", "unknown", "sent", "handed")


class HearDispute(msgspec.Struct, frozen=True):
    """What a rail says of a dispute about a payment; None: there is none. `refunds`: all of the reservation."""

    reservation: UUID
    payment: int
    dispute: contract.Dispute | None
    rail: str
    refunds: tuple[UUID, ...]


class Hear:
    """Bring payment and legs to what the rail says of a dispute. Refuses: LEG_MOVED_ON (also when nothing is new)."""

    name, scope = "refunds.hear_dispute", None

    def locks(self, seller: UUID, args: HearDispute) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: HearDispute) -> Iterable[Place]:
        yield PURSES, args.reservation
        yield SHARES, args.reservation
        for refund in args.refunds:
            yield REFUNDS, refund

    def decide(self, args: HearDispute, by: By, world: World, now: datetime) -> Sequence[Draft]:
        purse = world.get(PURSES, args.reservation)
        payment = purse.payment(args.payment) if purse else None
        if purse is None or payment is None:
            raise Refused(RefundReason.LEG_MOVED_ON)
        found = [refund for name in args.refunds if (refund := world.get(REFUNDS, name)) is not None]
        legs = [(refund, leg) for refund in found for leg in refund.legs if leg.payment == payment.n]
        shares = world.get(SHARES, args.reservation)
        if shares and len(shares.refunds) > len(found):
            raise Refused(
                RefundReason.LEG_MOVED_ON
            )  # a refund was planned since they were counted: ask again
        news: list[Act] = []
        if args.dispute is not None:
            news = dispute_news(
                purse,
                payment,
                args.dispute,
                owed_minor=sum(
                    leg.open_minor + leg.retained_minor
                    for _, leg in legs
                    if leg.status in (*STOPPABLE, "disputed")
                ),
                planned_minor=shares.of(payment.n) if shares else 0,
                in_flight=any(leg.status in IN_FLIGHT for _, leg in legs),
                now=now,
            )
        drafts = [Draft("reservation", args.reservation, act, by=By("rail", args.rail)) for act in news]
        of_legs = _of_legs(payment, legs, args.dispute, news)
        drafts += [Draft("reservation", args.reservation, act, by=By("seller")) for act in of_legs]
        for refund in found:
            own = [act for act in of_legs if act.refund == ids.outer("refund", refund.id)]  # type: ignore[attr-defined]
            ends = [*voided(refund, own), *rules.settlement(refund, own, now)]
            drafts += [Draft("reservation", args.reservation, end, by=By("seller")) for end in ends]
        if not drafts:
            raise Refused(RefundReason.LEG_MOVED_ON)
        return drafts


def _of_legs(
    payment: Payment, legs: Sequence[tuple[Refund, Leg]], told: contract.Dispute | None, news: Sequence[Act]
) -> list[Act]:
    """What a dispute means for the legs of its payment: stopped, charged back, resumed."""
    closing = next((act for act in news if act.tag == "payment.dispute_closed"), None)
    opened = next((act for act in news if act.tag == "payment.disputed"), None)
    reference = told.reference if told else ""
    open_now = {one.reference for one in payment.disputes if one.is_open} | ({reference} if opened else set())
    open_now -= {reference} if closing else set()
    rest = told.amount.minor if told and closing and told.status == "lost" else 0
    acts: list[Act] = []
    for refund, leg in legs:
        name = ids.outer("refund", refund.id)
        if leg.status not in (*STOPPABLE, "disputed"):
            continue
        released = min(leg.retained_minor, max(rest - leg.open_minor, 0))
        if released:  # the bank took the fee with the rest
            acts.append(rules.released(refund, {leg.n: released}, "charged_back"))
        taken = min(leg.open_minor + released, rest)
        rest -= taken
        if taken:
            acts.append(RefundLegChargedBack(taken, refund.currency, reference, leg.n, payment.rail, name))
        if leg.open_minor + released == taken:
            continue
        if open_now and leg.status != "disputed":
            acts.append(RefundLegStopped(min(open_now), leg.n, name))
        if not open_now and leg.status == "disputed" and (told is None or told.status != "asked"):
            acts.append(RefundLegResumed(leg.n, name))
    return acts


def stopped_at_once(payments: Sequence[Payment], planned: RefundPlanned) -> list[Act]:
    """The legs of a plan that are stopped as it is made, for their payments are disputed."""
    disputes = {p.n: one.reference for p in payments for one in p.disputes if one.is_open}
    return [
        RefundLegStopped(disputes[leg.payment], leg.n, planned.refund)
        for leg in planned.legs
        if leg.payment in disputes
    ]


HEAR_DISPUTE = Hear()
