"""A leg whose money was handed to the holder: entered by one person with a document, confirmed by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.payments import Handed
from fourthact.refunds import rules
from fourthact.refunds.acts import RefundHandStruck, RefundLegHanded, RefundLegSettled
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import REFUNDS, Leg, Refund
from fourthact.values import ids
from fourthact.values.errors import Refused


class HandLeg(msgspec.Struct, frozen=True):
    """The whole of a leg was handed to the holder."""

    refund: UUID
    reservation: UUID
    leg: int
    handed: Handed


class OnHandedLeg(msgspec.Struct, frozen=True):
    """A leg that somebody says was handed over. `why`: of striking it out."""

    refund: UUID
    reservation: UUID
    leg: int
    why: str = ""


def hand(refund: Refund | None, args: HandLeg, by: By, now: datetime) -> RefundLegHanded:
    """Only a leg that has no way left but this, of a refund that people have approved.

    Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, LEG_UNKNOWN, NOT_APPROVED, LEG_NOT_BY_HAND, DUTIES_PARTED, and as
    `Handed.check`.
    """
    refund_id = ids.outer("refund", args.refund)
    refund = rules.known(refund, refund_id)
    person = rules.person_of(by)
    leg = rules.known_leg(refund, args.leg)
    if refund.status != "approved":
        raise Refused(RefundReason.NOT_APPROVED, {"status": refund.status})
    if leg.status != "by_hand":
        raise Refused(RefundReason.LEG_NOT_BY_HAND, {"leg": leg.n, "status": leg.status})
    if rules.is_large(refund) and person in refund.approvals:
        raise Refused(RefundReason.DUTIES_PARTED)
    return RefundLegHanded(
        document_type=args.handed.check(now),
        kind=args.handed.kind,
        leg=leg.n,
        person=person,
        rail=args.handed.rail,
        reference=args.handed.reference,
        refund=refund_id,
        value_on=args.handed.on,
    )


def handed(refund: Refund | None, args: OnHandedLeg, by: By) -> tuple[Refund, Leg, str]:
    """The leg that waits for a second person, and the person. Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, LEG_UNKNOWN,
    LEG_NOT_HANDED.
    """
    refund = rules.known(refund, ids.outer("refund", args.refund))
    person = rules.person_of(by)
    leg = rules.known_leg(refund, args.leg)
    if leg.status != "handed":
        raise Refused(RefundReason.LEG_NOT_HANDED, {"leg": leg.n, "status": leg.status})
    return refund, leg, person


def confirm(refund: Refund | None, args: OnHandedLeg, by: By) -> RefundLegSettled:
    """Refuses: as `handed`, OWN_HAND."""
    refund, leg, person = handed(refund, args, by)
    if leg.hand_by == person:
        raise Refused(RefundReason.OWN_HAND)
    return RefundLegSettled(
        amount_minor=leg.open_minor,
        currency=refund.currency,
        entry=None,
        leg=leg.n,
        rail=leg.over,
        reference=leg.reference or "",
        refund=ids.outer("refund", refund.id),
        route="by_hand",
        was_sent=False,
    )


class _OnRefund:
    def locks(self, seller: UUID, args: HandLeg | OnHandedLeg) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: HandLeg | OnHandedLeg) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)


class Hand(_OnRefund):
    """Say that a leg's money was handed over. Refuses: see `hand`."""

    name, scope = "refunds.hand", "refunds:write"

    def decide(self, args: HandLeg, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = hand(world.get(REFUNDS, args.refund), args, by, now)
        body, evidence = args.handed.body, args.handed.evidence
        return [Draft("reservation", args.reservation, act, body=body, evidence=evidence)]


class ConfirmHand(_OnRefund):
    """Say, as another person, that it is so; the last leg settles the refund. Refuses: see `confirm`."""

    name, scope = "refunds.confirm_hand", "refunds:approve"

    def decide(self, args: OnHandedLeg, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund = world.get(REFUNDS, args.refund)
        act = confirm(refund, args, by)
        assert refund is not None
        ends = rules.settlement(refund, [act], now)
        drafts = [Draft("reservation", args.reservation, act)]
        return drafts + [Draft("reservation", args.reservation, end, by=By("seller")) for end in ends]


class StrikeHand(_OnRefund):
    """Say that it is not so; the leg is open again. Refuses: as `handed`."""

    name, scope = "refunds.strike_hand", "refunds:approve"

    def decide(self, args: OnHandedLeg, by: By, world: World, now: datetime) -> Sequence[Draft]:
        _, leg, person = handed(world.get(REFUNDS, args.refund), args, by)
        act = RefundHandStruck(leg.n, person, ids.outer("refund", args.refund))
        return [Draft("reservation", args.reservation, act, body={"why": args.why})]


HAND, CONFIRM_HAND, STRIKE_HAND = Hand(), ConfirmHand(), StrikeHand()
