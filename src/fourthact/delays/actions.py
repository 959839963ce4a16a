"""Offer a holder the choice, take the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.delays import rules
from fourthact.delays.acts import OFFERS
from fourthact.refunds import CancelReservation, Policy, cancel_reads, cancellation
from fourthact.reservations import RESERVATIONS, waiting
from fourthact.values import ids


class OfferDelay(msgspec.Struct, frozen=True):
    """A new promise, for one holder."""

    reservation: UUID
    version: int
    before: date | None
    by: date | None


class AnswerDelay(msgspec.Struct, frozen=True):
    """A holder's answer. `refund`: drawn by the caller, for those who leave."""

    reservation: UUID
    choice: Literal["wait", "leave"]
    refund: UUID
    policy: Policy
    product: UUID | None = None


class TellGiven(msgspec.Struct, frozen=True):
    """What became of the notice of the offer that `act` made."""

    reservation: UUID
    act: UUID
    notice: UUID
    is_given: bool
    at: datetime
    answer_days: int


class LetLapse(msgspec.Struct, frozen=True):
    """An offer whose days may be over."""

    reservation: UUID


class OfferOne:
    """Tell a holder of a new promise. Refuses: NOT_WAITING, OFFERED_ALREADY."""

    name, scope = "delays.offer", None

    def locks(self, seller: UUID, args: OfferDelay) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: OfferDelay) -> Iterable[Place]:
        return ((RESERVATIONS, args.reservation), (OFFERS, args.reservation))

    def decide(self, args: OfferDelay, by: By, world: World, now: datetime) -> Sequence[Draft]:
        reservation, earlier = world.get(RESERVATIONS, args.reservation), world.get(OFFERS, args.reservation)
        act = rules.offer(reservation, earlier, args.version, args.before, args.by)
        return [Draft("reservation", args.reservation, act)]


class AnswerOne:
    """Take a holder's answer; who leaves has cancelled.

    Refuses: RESERVATION_UNKNOWN, ALREADY_CANCELLED, NOTHING_OFFERED, ANSWERED_ALREADY.
    """

    name, scope = "delays.answer", "reservations:write"

    def locks(self, seller: UUID, args: AnswerDelay) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: AnswerDelay) -> Iterable[Place]:
        yield OFFERS, args.reservation
        yield from cancel_reads(self._cancel(args))

    def decide(self, args: AnswerDelay, by: By, world: World, now: datetime) -> Sequence[Draft]:
        waiting(world.get(RESERVATIONS, args.reservation), ids.outer("reservation", args.reservation))
        act = rules.answer(world.get(OFFERS, args.reservation), args.choice)
        drafts = [Draft("reservation", args.reservation, act)]
        if args.choice == "leave":
            drafts += cancellation(self._cancel(args), world, now)
        return drafts

    def _cancel(self, args: AnswerDelay) -> CancelReservation:
        return CancelReservation(
            args.reservation, args.refund, "delay_answer", args.policy, product=args.product
        )


class Give:
    """Let the days to answer run, or stop, as the notice was given or came back.

    Refuses: OFFER_OVER, NOT_GIVEN, GIVEN_ALREADY.
    """

    name, scope = "delays.give", None

    def locks(self, seller: UUID, args: TellGiven) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: TellGiven) -> Iterable[Place]:
        return ((OFFERS, args.reservation),)

    def decide(self, args: TellGiven, by: By, world: World, now: datetime) -> Sequence[Draft]:
        offered, notice = world.get(OFFERS, args.reservation), ids.outer("notice", args.notice)
        if args.is_given:
            given = rules.given(offered, args.act, notice, args.at, args.answer_days)
            return [Draft("reservation", args.reservation, given)]
        return [Draft("reservation", args.reservation, rules.not_given(offered, args.act, notice))]


class Lapse:
    """Record that the days to answer are over. Refuses: OFFER_OVER."""

    name, scope = "delays.lapse", None

    def locks(self, seller: UUID, args: LetLapse) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: LetLapse) -> Iterable[Place]:
        return ((OFFERS, args.reservation),)

    def decide(self, args: LetLapse, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = rules.unanswered(world.get(OFFERS, args.reservation), now)
        return [Draft("reservation", args.reservation, act)]


OFFER, ANSWER, GIVE, LAPSE = OfferOne(), AnswerOne(), Give(), Lapse()
