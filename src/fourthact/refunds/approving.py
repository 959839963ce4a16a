"""Approvals: a person agrees to a plan as it stands, and to no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import Act, By, Draft, World
from fourthact.acts.verb import Place
from fourthact.refunds import rules
from fourthact.refunds.acts import RefundApprovalsVoid, RefundApproved
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import CHANGES_THE_PLAN, REFUNDS, Refund
from fourthact.values import ids
from fourthact.values.errors import Refused


class ApproveRefund(msgspec.Struct, frozen=True):
    """A refund, and the version of its plan that was looked at: the act that made it what it is."""

    refund: UUID
    reservation: UUID
    plan_act: str


def approve(refund: Refund | None, plan_act: str, by: By, refund_id: str) -> RefundApproved:
    """Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, ALREADY_APPROVED, PLAN_CHANGED, OWN_REQUEST, SAME_PERSON,
    DUTIES_PARTED.
    """
    refund = rules.known(refund, refund_id)
    person = rules.person_of(by)
    if refund.status != "planned":
        raise Refused(RefundReason.ALREADY_APPROVED)
    if refund.plan_act != plan_act:
        raise Refused(RefundReason.PLAN_CHANGED, {"plan_act": plan_act})
    if person == refund.asked_by:
        raise Refused(RefundReason.OWN_REQUEST)
    if person in refund.approvals:
        raise Refused(RefundReason.SAME_PERSON)
    if rules.is_large(refund) and any(leg.account_by == person for leg in refund.legs):
        raise Refused(RefundReason.DUTIES_PARTED)
    return RefundApproved(person, refund_id, plan_act)


def voided(refund: Refund, news: Sequence[Act]) -> list[RefundApprovalsVoid]:
    """That approvals given so far no longer count, where these acts change the plan while it is being approved.

    Once it is approved, a change has its own control: as many people confirm a leg's new account as approved the plan.
    """
    if refund.status != "planned" or not refund.approvals:
        return []
    if not any(isinstance(act, CHANGES_THE_PLAN) for act in news):
        return []
    return [RefundApprovalsVoid(refund.approvals, ids.outer("refund", refund.id))]


class Approve:
    """One person's approval; the last one needed orders every leg. Refuses: see `approve`."""

    name, scope = "refunds.approve", "refunds:approve"

    def locks(self, seller: UUID, args: ApproveRefund) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: ApproveRefund) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)

    def decide(self, args: ApproveRefund, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund_id = ids.outer("refund", args.refund)
        found = world.get(REFUNDS, args.refund)
        act = approve(found, args.plan_act, by, refund_id)
        refund = rules.known(found, refund_id)
        enough = len(refund.approvals) + 1 >= refund.approvals_needed
        ends = rules.nothing_to_pay(refund, now) if enough else []
        return [
            Draft("reservation", args.reservation, act),
            *(Draft("reservation", args.reservation, end, by=By("seller")) for end in ends),
        ]


APPROVE = Approve()
