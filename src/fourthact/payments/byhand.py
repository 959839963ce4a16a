"""Money that is handed over: entered by one person with a document, confirmed or struck out by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.payments.actions import confirmed
from fourthact.payments.acts import PaymentEntered, PaymentReceived, PaymentStruck
from fourthact.payments.purse import PAYMENTS_MAX, PURSES, Payment, Purse
from fourthact.payments.rules import PaymentReason
from fourthact.rails import contract
from fourthact.reservations import RESERVATIONS, ReservationReason
from fourthact.values import documents, ids
from fourthact.values.errors import Refused
from fourthact.web.forms import HandedOver


class Handed(msgspec.Struct, frozen=True):
    """What somebody says was handed over. `kinds`: what the rail takes by hand; `bytes_max`: of the document."""

    rail: str
    kinds: tuple[str, ...]
    kind: str
    reference: str
    on: date
    name: str
    note: str
    document: bytes
    bytes_max: int

    @classmethod
    def read(cls, form: HandedOver, rails: Mapping[str, contract.Rail], bytes_max: int) -> Handed:
        """What a form says, with what the house takes by hand on that rail: nothing where the rail is not there."""
        rail = rails.get(form.rail)
        return cls(
            rail=form.rail,
            kinds=rail.abilities.by_hand if rail else (),
            kind=form.kind,
            reference=form.reference,
            on=form.on,
            name=form.name,
            note=form.note,
            document=form.document,
            bytes_max=bytes_max,
        )

    def check(self, now: datetime) -> str:
        """The type of the document. Refuses: RAIL_NOT_BY_HAND, HAND_DAY_AHEAD, DOCUMENT_UNREADABLE."""
        if self.kind not in self.kinds:
            facts = {"kind": self.kind, "rail": self.rail, "known": ", ".join(self.kinds) or "none"}
            raise Refused(PaymentReason.RAIL_NOT_BY_HAND, facts)
        if self.on > now.date():
            raise Refused(PaymentReason.HAND_DAY_AHEAD, {"on": self.on.isoformat()})
        found = documents.type_of(self.document)
        if found is None or len(self.document) > self.bytes_max:
            raise Refused(PaymentReason.DOCUMENT_UNREADABLE, {"most": self.bytes_max})
        return found

    @property
    def body(self) -> Mapping[str, str]:
        return {"name": self.name, "note": self.note}

    @property
    def evidence(self) -> Sequence[Evidence]:
        return [Evidence("document", self.document)]


class EnterPayment(msgspec.Struct, frozen=True):
    """Money for a stage that somebody took by hand. Units: minor."""

    reservation: UUID
    stage: int
    amount_minor: int
    currency: str
    handed: Handed


class OnPayment(msgspec.Struct, frozen=True):
    """A payment that was entered by hand. `why`: of striking it out."""

    reservation: UUID
    payment: int
    why: str = ""


def person_of(by: By) -> str:
    """Refuses: HANDS_ARE_PEOPLES."""
    if by.kind != "staff" or by.id is None:
        raise Refused(PaymentReason.HANDS_ARE_PEOPLES)
    return by.id


def enter(purse: Purse | None, args: EnterPayment, by: By, now: datetime) -> PaymentEntered:
    """A payment as somebody says it was made; nothing is booked yet.

    Refuses: RESERVATION_UNKNOWN, HANDS_ARE_PEOPLES, STAGE_UNKNOWN, HAND_CURRENCY, TOO_MANY_PAYMENTS, and as
    `Handed.check`.
    """
    if purse is None:
        name = ids.outer("reservation", args.reservation)
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
    person = person_of(by)
    if purse.stage(args.stage) is None:
        raise Refused(PaymentReason.STAGE_UNKNOWN, {"stage": args.stage})
    if args.currency != purse.currency:
        raise Refused(PaymentReason.HAND_CURRENCY, {"currency": purse.currency})
    if len(purse.payments) >= PAYMENTS_MAX:
        raise Refused(PaymentReason.TOO_MANY_PAYMENTS, {"most": PAYMENTS_MAX})
    return PaymentEntered(
        amount_minor=args.amount_minor,
        currency=purse.currency,
        document_type=args.handed.check(now),
        kind=args.handed.kind,
        payment=len(purse.payments) + 1,
        person=person,
        rail=args.handed.rail,
        reference=args.handed.reference,
        stage=args.stage,
        value_on=args.handed.on,
    )


def entered(purse: Purse | None, args: OnPayment) -> tuple[Purse, Payment]:
    """The payment that waits for a second person. Refuses: RESERVATION_UNKNOWN, PAYMENT_NOT_ENTERED."""
    if purse is None:
        name = ids.outer("reservation", args.reservation)
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
    payment = purse.payment(args.payment)
    if payment is None or payment.status != "entered":
        facts = {"payment": args.payment, "status": payment.status if payment else "unknown"}
        raise Refused(PaymentReason.PAYMENT_NOT_ENTERED, facts)
    return purse, payment


def confirm(purse: Purse | None, args: OnPayment, by: By) -> PaymentReceived:
    """Refuses: RESERVATION_UNKNOWN, PAYMENT_NOT_ENTERED, HANDS_ARE_PEOPLES, OWN_PAYMENT."""
    purse, payment = entered(purse, args)
    if payment.entered_by == person_of(by):
        raise Refused(PaymentReason.OWN_PAYMENT)
    assert payment.reference is not None
    assert payment.value_on is not None
    return PaymentReceived(
        amount_minor=payment.amount_minor,
        currency=purse.currency,
        entry=None,
        payment=payment.n,
        product=ids.outer("product", purse.product),
        rail=payment.rail,
        reference=payment.reference,
        stage=payment.stage,
        value_on=payment.value_on,
    )


class _OnReservation:
    def locks(self, seller: UUID, args: EnterPayment | OnPayment) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: EnterPayment | OnPayment) -> Iterable[Place]:
        return ((PURSES, args.reservation), (RESERVATIONS, args.reservation))


class Enter(_OnReservation):
    """Say that money was handed over. Refuses: see `enter`."""

    name, scope = "payments.enter", "payments:write"

    def decide(self, args: EnterPayment, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = enter(world.get(PURSES, args.reservation), args, by, now)
        handed = args.handed
        return [Draft("reservation", args.reservation, act, body=handed.body, evidence=handed.evidence)]


class Confirm(_OnReservation):
    """Say, as another person, that it is so; the last stage paid confirms the reservation. Refuses: see `confirm`."""

    name, scope = "payments.confirm", "payments:write"

    def decide(self, args: OnPayment, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = confirm(world.get(PURSES, args.reservation), args, by)
        drafts = [Draft("reservation", args.reservation, act)]
        return drafts + confirmed(world, args.reservation, {act.stage: act.amount_minor})


class Strike(_OnReservation):
    """Say that it is not so. Refuses: RESERVATION_UNKNOWN, PAYMENT_NOT_ENTERED, HANDS_ARE_PEOPLES."""

    name, scope = "payments.strike", "payments:write"

    def decide(self, args: OnPayment, by: By, world: World, now: datetime) -> Sequence[Draft]:
        _, payment = entered(world.get(PURSES, args.reservation), args)
        act = PaymentStruck(payment.n, person_of(by))
        return [Draft("reservation", args.reservation, act, body={"why": args.why})]


ENTER, CONFIRM, STRIKE = Enter(), Confirm(), Strike()
