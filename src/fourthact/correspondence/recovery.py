"""A holder whose address died comes back: by the key of their receipts and what they know of their first payment.

Whatever is wrong, the answer is the same: nobody learns which reservation, key, day or amount is right. Who lost the
key as well shows a document; one member of staff enters it, another looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.contacts import CONTACT_LISTS, ContactList, added, next_number
from fourthact.correspondence.recovery_acts import (
    RECOVERIES,
    RecoveryDecided,
    RecoveryEntered,
    RecoveryTried,
)
from fourthact.correspondence.rules import MailReason
from fourthact.payments import Payment, PaymentReason, Purse
from fourthact.reservations import RESERVATIONS, ReservationReason
from fourthact.values import documents, ids
from fourthact.values.errors import Refused
from fourthact.values.money import exponent

# Who has the key may be wrong so often within a day; then the form is deaf for that reservation.
TRIES_MAX, TRIES_WITHIN = 5, timedelta(days=1)


class Proof(msgspec.Struct, frozen=True):
    """What a holder knows of their first payment. `ending`: the last four of the card, the account or its reference."""

    paid_on: date
    amount: str
    ending: str


class Recover(msgspec.Struct, frozen=True):
    """Somebody has the key of a reservation's receipts. `right`: whether they know its first payment, too."""

    reservation: UUID
    right: bool
    address: str
    cooling_hours: int


class EnterRecovery(msgspec.Struct, frozen=True):
    """Somebody lost the key and shows a document; this is the address that they give."""

    reservation: UUID
    address: str
    document: bytes
    bytes_max: int


class DecideRecovery(msgspec.Struct, frozen=True):
    """What a second person found in the document. `why`: of rejecting it."""

    reservation: UUID
    confirmed: bool
    cooling_hours: int
    why: str = ""


def first_payment(purse: Purse | None) -> Payment | None:
    paid = [payment for payment in purse.payments if payment.status == "received"] if purse else []
    return min(paid, key=lambda payment: payment.n, default=None)


def is_right(proof: Proof, payment: Payment, currency: str, body: dict[str, Any] | None) -> bool:
    """Whether somebody knows a payment: its amount, its ending, its day (banks and clocks differ by one)."""
    digits = re.sub(r"\D", "", proof.amount)
    minor = str(payment.amount_minor)
    whole = str(payment.amount_minor // 10 ** exponent(currency))
    fits = {minor} | ({whole} if payment.amount_minor % 10 ** exponent(currency) == 0 else set())
    days = {payment.at.date(), *([payment.value_on] if payment.value_on else [])}
    near = any(abs((proof.paid_on - day).days) <= 1 for day in days)
    known = [payment.reference, *((body or {}).get(name) for name in ("token", "account"))]
    endings = {_plain(text)[-4:] for text in known if isinstance(text, str) and len(_plain(text)) >= 4}
    return digits in fits and near and _plain(proof.ending) in endings


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


class ByKey:
    """Let a holder back in by what they know. Refuses: RESERVATION_UNKNOWN, RECOVERY_DEAF, CONTACTS_TOO_MANY."""

    name: str = "correspondence.recover"
    scope: str = "reservations:write"

    def locks(self, seller: UUID, args: Recover) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: Recover | EnterRecovery | DecideRecovery) -> Iterable[Place]:
        return (
            (RESERVATIONS, args.reservation),
            (RECOVERIES, args.reservation),
            (CONTACT_LISTS, args.reservation),
        )

    def decide(self, args: Recover, by: By, world: World, now: datetime) -> Sequence[Draft]:
        _there(args.reservation, world)
        row = world.get(RECOVERIES, args.reservation)
        lately = [at for at in (row.tries if row else ()) if now - at < TRIES_WITHIN]
        if len(lately) >= TRIES_MAX:
            raise Refused(MailReason.RECOVERY_DEAF)
        drafts = [Draft("reservation", args.reservation, RecoveryTried(args.right))]
        if args.right:
            known = world.get(CONTACT_LISTS, args.reservation)
            drafts.append(_contact(args.reservation, known, args.address, args.cooling_hours, now))
        return drafts


class Enter(ByKey):
    """Enter that a holder came back with a document. Refuses: RESERVATION_UNKNOWN, DECIDED_BY_A_PERSON,
    DOCUMENT_UNREADABLE.
    """

    name, scope = "correspondence.enter_recovery", "reservations:write"

    def decide(self, args: EnterRecovery, by: By, world: World, now: datetime) -> Sequence[Draft]:  # type: ignore[override]
        _there(args.reservation, world)
        person = _person(by)
        found = documents.type_of(args.document)
        if found is None or len(args.document) > args.bytes_max:
            raise Refused(PaymentReason.DOCUMENT_UNREADABLE, {"most": args.bytes_max})
        act = RecoveryEntered(found, person)
        evidence = [Evidence("document", args.document)]
        body = {"address": args.address}
        return [Draft("reservation", args.reservation, act, body=body, evidence=evidence)]


class Decide(ByKey):
    """Confirm or reject the document, as another person. Refuses: RESERVATION_UNKNOWN, DECIDED_BY_A_PERSON,
    RECOVERY_NOT_WAITING, OWN_RECOVERY.
    """

    name, scope = "correspondence.decide_recovery", "refunds:approve"

    def decide(self, args: DecideRecovery, by: By, world: World, now: datetime) -> Sequence[Draft]:  # type: ignore[override]
        _there(args.reservation, world)
        person = _person(by)
        row = world.get(RECOVERIES, args.reservation)
        if row is None or row.entered_by is None:
            raise Refused(MailReason.RECOVERY_NOT_WAITING)
        if row.entered_by == person:
            raise Refused(MailReason.OWN_RECOVERY)
        act = RecoveryDecided("confirmed" if args.confirmed else "rejected", person)
        body = None if args.confirmed else {"why": args.why}
        drafts = [Draft("reservation", args.reservation, act, body=body)]
        if args.confirmed and row.address:
            known = world.get(CONTACT_LISTS, args.reservation)
            drafts.append(_contact(args.reservation, known, row.address, args.cooling_hours, now))
        return drafts


def _there(reservation: UUID, world: World) -> None:
    if world.get(RESERVATIONS, reservation) is None:
        name = ids.outer("reservation", reservation)
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})


def _person(by: By) -> str:
    if by.kind != "staff" or by.id is None:
        raise Refused(MailReason.DECIDED_BY_A_PERSON)
    return by.id


def _contact(reservation: UUID, known: ContactList | None, address: str, hours: int, now: datetime) -> Draft:
    """The address that somebody who came back gave: to be confirmed, and cooling off like any other."""
    number, cooling = next_number(known), timedelta(hours=hours)
    act = added(known, number, "mail", confirm=True, cooling=cooling, source="recovery", now=now)
    return Draft("reservation", reservation, act, body={"address": address})


BY_KEY, ENTER, DECIDE = ByKey(), Enter(), Decide()
