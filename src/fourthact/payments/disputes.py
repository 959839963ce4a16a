"""What a rail says of a dispute, as acts of the payment that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import Act, By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.payments.acts import (
    PaymentDisputeClosed,
    PaymentDisputed,
    PaymentDisputeMoved,
    PaymentDisputeReversed,
)
from fourthact.payments.purse import ASK_DISPUTE_AFTER, PURSES, Dispute, Payment, Purse
from fourthact.payments.rules import PaymentReason
from fourthact.rails import contract
from fourthact.values import ids
from fourthact.values.errors import Refused


class MoveDispute(msgspec.Struct, frozen=True):
    """How far the answer to a dispute is. `text`: what is about to be said."""

    reservation: UUID
    payment: int
    dispute: str
    status: str
    text: str = ""
    why: str | None = None


class Move:
    """An answer goes on its way, has arrived, or is not taken. Refuses: DISPUTE_MOVED_ON."""

    name, scope = "payments.move_dispute", None

    def locks(self, seller: UUID, args: MoveDispute) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: MoveDispute) -> Iterable[Place]:
        return ((PURSES, args.reservation),)

    def decide(self, args: MoveDispute, by: By, world: World, now: datetime) -> Sequence[Draft]:
        purse = world.get(PURSES, args.reservation)
        payment = purse.payment(args.payment) if purse else None
        known = payment.dispute(args.dispute) if payment else None
        if known is None or known.status != ("open" if args.status == "answering" else "answering"):
            raise Refused(PaymentReason.DISPUTE_MOVED_ON)
        act = PaymentDisputeMoved(args.dispute, args.payment, args.status, args.why)
        evidence = [Evidence("dispute_answer", args.text.encode())] if args.text else []
        return [Draft("reservation", args.reservation, act, evidence=evidence)]


def dispute_news(
    purse: Purse,
    payment: Payment,
    told: contract.Dispute,
    *,
    owed_minor: int,
    planned_minor: int,
    in_flight: bool,
    now: datetime,
) -> list[Act]:
    """The acts between what is known of a dispute and what the rail says now, whatever its notices did on the way.

    `owed_minor`: what refunds still owe of this payment; `planned_minor`: what they owe or have given back of it;
    `in_flight`: some of that is on its way, so that nobody can say yet what a lost dispute takes.
    """
    if told.status in ("asked", "dropped"):
        return []  # nothing was withdrawn
    known = payment.dispute(told.reference)
    status, fee_minor = (known.status, known.fee_minor) if known else ("", 0)
    acts: list[Act] = []
    if known is None or (status == "won" and told.status != "won"):
        acts.append(_opened(payment, told))
        status, fee_minor = "open", told.fee.minor
    if known is not None and status == "lost" and told.status == "won":
        return [_reversed(purse, payment, known, told)]
    if status in ("won", "lost"):
        return acts
    if told.status == "won" or (told.status == "lost" and not in_flight):
        acts.append(_closed(purse, payment, told, owed_minor, planned_minor, told.fee.minor - fee_minor))
    elif told.status == "answered" and status != "answered":
        acts.append(PaymentDisputeMoved(told.reference, payment.n, "answered"))
    elif known is not None and not acts and known.at + ASK_DISPUTE_AFTER <= now:
        acts.append(PaymentDisputeMoved(told.reference, payment.n, "asked_again"))
    return acts


def _opened(payment: Payment, told: contract.Dispute) -> PaymentDisputed:
    return PaymentDisputed(
        amount_minor=told.amount.minor,
        answer_by=told.answer_by,
        currency=told.amount.currency,
        dispute=told.reference,
        fee_currency=told.fee.currency,
        fee_minor=told.fee.minor,
        payment=payment.n,
        rail=payment.rail,
        reason=told.reason,
    )


def _reversed(
    purse: Purse, payment: Payment, known: Dispute, told: contract.Dispute
) -> PaymentDisputeReversed:
    """What the lost dispute took comes back to where it was taken from."""
    return PaymentDisputeReversed(
        amount_minor=known.amount_minor,
        currency=purse.currency,
        deposit_minor=known.deposit_minor,
        dispute=told.reference,
        fee_currency=told.fee.currency,
        fee_minor=told.fee.minor - known.fee_minor,
        loss_minor=known.loss_minor,
        owed_minor=known.amount_minor - known.deposit_minor - known.loss_minor,
        payment=payment.n,
        product=ids.outer("product", purse.product),
        rail=payment.rail,
    )


def _closed(
    purse: Purse,
    payment: Payment,
    told: contract.Dispute,
    owed_minor: int,
    planned_minor: int,
    fee_minor: int,
) -> PaymentDisputeClosed:
    """Lost, it takes first what refunds still owe, then what is held for the reservation; the rest is our loss."""
    rest = max(told.amount.minor - owed_minor, 0) if told.status == "lost" else 0
    deposit = min(rest, max(payment.held_minor - planned_minor, 0))
    return PaymentDisputeClosed(
        amount_minor=told.amount.minor,
        currency=told.amount.currency,
        deposit_minor=deposit,
        dispute=told.reference,
        fee_currency=told.fee.currency,
        fee_minor=fee_minor,
        loss_minor=rest - deposit,
        outcome=told.status,
        payment=payment.n,
        product=ids.outer("product", purse.product),
        rail=payment.rail,
    )


MOVE_DISPUTE = Move()
