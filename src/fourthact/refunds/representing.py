"""Somebody acts for a holder (a power of attorney, an inheritance): named with a paper, confirmed by a second person.

Until then what they ask for starts the clock and orders nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.payments import PaymentReason
from fourthact.people import (
    REPRESENTATIVES,
    RepresentativeNamed,
    ask_for_holder,
    decide_on_representative,
    ring_for_representative,
)
from fourthact.refunds.actions import CancelReservation, Policy, cancel_reads, cancellation
from fourthact.refunds.rules import RefundReason, person_of
from fourthact.reservations import RESERVATIONS, ReservationReason
from fourthact.values import documents, ids
from fourthact.values.errors import Refused

CHANNEL = "representative"


class NameRepresentative(msgspec.Struct, frozen=True):
    """Somebody who says that they act for a holder, and the paper. `id`: drawn by the caller."""

    id: UUID
    reservation: UUID
    kind: str
    name: str
    document: bytes
    bytes_max: int


class AskForHolder(msgspec.Struct, frozen=True):
    """They want the holder's reservation cancelled and the money back. `asked_at`: when that reached us, None for now.
    `refund`: drawn by the caller.
    """

    representative: UUID
    reservation: UUID
    refund: UUID
    policy: Policy
    asked_at: datetime | None = None
    product: UUID | None = None


class DecideRepresentative(msgspec.Struct, frozen=True):
    """What a second person found in the paper. `why`: of rejecting it; `refund`: drawn by the caller."""

    representative: UUID
    reservation: UUID
    refund: UUID
    policy: Policy
    confirmed: bool
    why: str = ""
    product: UUID | None = None


class RingForRepresentative(msgspec.Struct, frozen=True):
    """A paper that nobody may have looked at."""

    representative: UUID
    reservation: UUID


class Name:
    """Say that somebody acts for a holder. Refuses: RESERVATION_UNKNOWN, NEEDS_A_PERSON, DOCUMENT_UNREADABLE."""

    name, scope = "refunds.name_representative", "reservations:write"

    def locks(self, seller: UUID, args: NameRepresentative) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: NameRepresentative) -> Iterable[Place]:
        return ((RESERVATIONS, args.reservation), (REPRESENTATIVES, args.id))

    def decide(self, args: NameRepresentative, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(RESERVATIONS, args.reservation) is None:
            name = ids.outer("reservation", args.reservation)
            raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
        person = person_of(by)
        found = documents.type_of(args.document)
        if found is None or len(args.document) > args.bytes_max:
            raise Refused(PaymentReason.DOCUMENT_UNREADABLE, {"most": args.bytes_max})
        act = RepresentativeNamed(found, args.kind, person, ids.outer("representative", args.id))
        evidence = [Evidence("document", args.document)]
        return [Draft("reservation", args.reservation, act, body={"name": args.name}, evidence=evidence)]


class _OnRepresentative:
    """What all verbs about somebody who was named look at."""

    def locks(
        self, seller: UUID, args: AskForHolder | DecideRepresentative | RingForRepresentative
    ) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: AskForHolder | DecideRepresentative) -> Iterable[Place]:
        yield REPRESENTATIVES, args.representative
        yield from cancel_reads(
            CancelReservation(args.reservation, args.refund, CHANNEL, args.policy, product=args.product)
        )


class Ask(_OnRepresentative):
    """Cancel for a holder; before the paper is confirmed, only start the clock.

    Refuses: NEEDS_A_PERSON, REQUEST_AHEAD, REPRESENTATIVE_UNKNOWN, REPRESENTATIVE_IS, ALREADY_CANCELLED.
    """

    name, scope = "refunds.ask_for_holder", "reservations:write"

    def decide(self, args: AskForHolder, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("representative", args.representative)
        person_of(by)
        asked_at = args.asked_at or now
        if asked_at > now:
            raise Refused(RefundReason.REQUEST_AHEAD, {"at": asked_at.isoformat()})
        row = world.get(REPRESENTATIVES, args.representative)
        promise = timedelta(hours=args.policy.promise_hours)
        act = ask_for_holder(row, args.reservation, name, asked_at, promise)
        if act is None:
            return _cancelled_for(name, args, asked_at, world, now)
        return [Draft("reservation", args.reservation, act)]


class Decide(_OnRepresentative):
    """Confirm or reject the paper, as another person; once confirmed, what was asked for is done, with its own time.

    Refuses: NEEDS_A_PERSON, REPRESENTATIVE_UNKNOWN, REPRESENTATIVE_IS, OWN_REPRESENTATIVE.
    """

    name, scope = "refunds.decide_representative", "refunds:approve"

    def decide(self, args: DecideRepresentative, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("representative", args.representative)
        person = person_of(by)
        row = world.get(REPRESENTATIVES, args.representative)
        act = decide_on_representative(row, args.reservation, name, person, confirmed=args.confirmed)
        assert row is not None
        body = None if args.confirmed else {"why": args.why}
        drafts = [Draft("reservation", args.reservation, act, body=body)]
        held = world.get(RESERVATIONS, args.reservation)
        if args.confirmed and row.asked_at is not None and held is not None and held.cancelled_at is None:
            drafts += _cancelled_for(name, args, row.asked_at, world, now)
        return drafts


def _cancelled_for(
    name: str, args: AskForHolder | DecideRepresentative, asked_at: datetime, world: World, now: datetime
) -> list[Draft]:
    """A cancellation in the holder's name: the act says who asked for it."""
    by = By("representative", name)
    wanted = CancelReservation(
        args.reservation, args.refund, CHANNEL, args.policy, asked_at, by, args.product
    )
    return cancellation(wanted, world, now)


class Ring(_OnRepresentative):
    """Say that half of the promised time is over and nobody has looked. Refuses: CLOCK_STOPPED."""

    name, scope = "refunds.ring_for_representative", None

    def reads(self, seller: UUID, args: RingForRepresentative) -> Iterable[Place]:  # type: ignore[override]
        return ((REPRESENTATIVES, args.representative),)

    def decide(self, args: RingForRepresentative, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = ring_for_representative(world.get(REPRESENTATIVES, args.representative), now)
        if act is None:
            raise Refused(RefundReason.CLOCK_STOPPED)
        return [Draft("reservation", args.reservation, act)]


NAME, ASK, DECIDE, RING = Name(), Ask(), Decide(), Ring()
