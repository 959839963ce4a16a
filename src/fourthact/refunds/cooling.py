"""Money and contacts that have just changed: accounts that wait, that are dropped, and a person who makes sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.contacts import CONTACT_LISTS, ContactList, were_stopped
from fourthact.refunds import rules
from fourthact.refunds.approving import voided
from fourthact.refunds.payee import RefundAccountDropped, RefundCoolingEnded, RefundCoolingLate
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import REFUNDS, Refund
from fourthact.values import ids
from fourthact.values.errors import Refused


class OnCooling(msgspec.Struct, frozen=True):
    """A leg whose account waits. `why`: how somebody made sure that it is the holder's."""

    refund: UUID
    reservation: UUID
    leg: int
    why: str


class OnDropped(msgspec.Struct, frozen=True):
    """A refund of a reservation with a contact that was stopped."""

    refund: UUID
    reservation: UUID


def dropped(refund: Refund, known: ContactList | None) -> list[RefundAccountDropped]:
    """The accounts that were given because of a contact that was not the holder, as long as nothing was ordered."""
    name = ids.outer("refund", refund.id)
    return [
        RefundAccountDropped(leg.account_act, leg.n, name)
        for leg in refund.legs
        if leg.account_act and leg.payee and (leg.stopped or leg.status) in ("to_confirm", "planned")
        if were_stopped(known, leg.payee.contacts)
    ]


def late(refund: Refund, leg: int, not_before: datetime | None) -> list[RefundCoolingLate]:
    """That an account waits beyond the day of the law is said at once, and not when the day has come."""
    if not_before is None or not_before <= refund.statutory_by:
        return []
    return [RefundCoolingLate(leg, not_before, ids.outer("refund", refund.id), refund.statutory_by)]


class Drop:
    """Drop the accounts that a stranger may have given. Refuses: REFUND_UNKNOWN, LEG_MOVED_ON."""

    name, scope = "refunds.drop_accounts", None

    def locks(self, seller: UUID, args: OnDropped) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: OnDropped) -> Iterable[Place]:
        return ((REFUNDS, args.refund), (CONTACT_LISTS, args.reservation))

    def decide(self, args: OnDropped, by: By, world: World, now: datetime) -> Sequence[Draft]:
        refund = rules.known(world.get(REFUNDS, args.refund), ids.outer("refund", args.refund))
        acts = dropped(refund, world.get(CONTACT_LISTS, args.reservation))
        if not acts:
            raise Refused(RefundReason.LEG_MOVED_ON)
        news = [*acts, *voided(refund, acts)]
        return [Draft("reservation", args.reservation, act) for act in news]


class End:
    """A person made sure of the holder: the account waits no longer. Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON,
    LEG_UNKNOWN, NOT_COOLING, OWN_ACCOUNT.
    """

    name, scope = "refunds.end_cooling", "refunds:approve"

    def locks(self, seller: UUID, args: OnCooling) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: OnCooling) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)

    def decide(self, args: OnCooling, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("refund", args.refund)
        refund = rules.known(world.get(REFUNDS, args.refund), name)
        person = rules.person_of(by)
        leg = rules.known_leg(refund, args.leg)
        waits = leg.payee and leg.payee.not_before and leg.payee.not_before > now
        if not waits or leg.status not in ("to_confirm", "planned"):
            raise Refused(RefundReason.NOT_COOLING, {"leg": args.leg})
        if leg.account_by == person:
            raise Refused(RefundReason.OWN_ACCOUNT)
        act = RefundCoolingEnded(args.leg, person, name)
        return [Draft("reservation", args.reservation, act, body={"why": args.why})]


DROP, END = Drop(), End()
