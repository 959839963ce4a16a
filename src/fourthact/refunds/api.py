"""Refunds for machines: see every refund, approve one, give a leg an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from fourthact.agenda import read_clock
from fourthact.payments import Handed, PaymentReason
from fourthact.people import PeopleReason
from fourthact.refunds.actions import (
    CONFIRM_ACCOUNT,
    REDIRECT,
    ConfirmAccount,
    RedirectLeg,
)
from fourthact.refunds.acts import Closed, Fee
from fourthact.refunds.approving import APPROVE, ApproveRefund
from fourthact.refunds.byhand import CONFIRM_HAND, HAND, STRIKE_HAND, HandLeg, OnHandedLeg
from fourthact.refunds.cooling import END, OnCooling
from fourthact.refunds.leaving_api import router
from fourthact.refunds.payee import Payee
from fourthact.refunds.reads import Times, refund_by_id, refunds, times
from fourthact.refunds.rules import RefundReason, waits_for
from fourthact.refunds.standing import Leg, Refund
from fourthact.refunds.verifying import asker, payer_name
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Reply
from fourthact.web.forms import (
    Account,
    ActName,
    Body,
    HandedOver,
    Most,
    Name,
    RepresentativeId,
    Struck,
)
from fourthact.web.operation import known, told


class PlanSeen(Body, frozen=True):
    """Which plan was looked at: the `plan_act` that the refund shows, the act that made the plan what it is."""

    plan_act: ActName


class AccountWanted(Body, frozen=True):
    """The bank account that a leg shall be paid to, and whose it is. `representative`: who gave it, where that was
    somebody who acts for the holder (a confirmed one); null for the holder.
    """

    account: Account
    name: Name
    representative: RepresentativeId | None = None


class AccountSeen(Body, frozen=True):
    """Which account was looked at: the act that gave it, as the refund's leg names it. `seen`: the leg's
    `payee.answer`, named by who has looked at it; a match of the holder's own account needs none.
    """

    account_act: ActName
    seen: Literal["match", "close_match", "cannot_tell", "unavailable", "asked", "no_match"] | None = None


class Settled(Body, frozen=True):
    """Which refunds count: those that were settled within so many days."""

    days: Annotated[int, Meta(ge=1, le=36_500)] = 365


class PayeeShown(msgspec.Struct, frozen=True):
    """Whose account it is, as far as names and the bank tell. `answer`: the worst of what they say, of match,
    close_match, cannot_tell, unavailable, asked (the bank has not answered yet) and no_match.

    `holder`, `payer`, `representative`: how the name beside the account compares with the holder's, with that of who
    paid by transfer, and with that of who gave it; empty where there is none. `bank`: what the payee's bank says, in
    the act `act`; a close match has the name that it holds in its body; empty where no rail can ask. `not_before`:
    until when it is not paid, because these `contacts` of the holder are new.
    """

    answer: str
    holder: str
    payer: str
    representative: str
    given_by: str | None
    bank: str
    act: str | None
    not_before: datetime | None
    contacts: tuple[int, ...]


class LegShown(msgspec.Struct, frozen=True):
    """One payment's way back. `routes`: what is still left to try; `route`: what is being tried or was settled, and
    `over` which rail; `closed`: the routes that are not open, and why. `amount_minor` goes back: `gross_minor` less
    what is retained.

    `account_act`: the act that gave the account of a payout, with account and name in its body; `confirmed_by`: who
    has looked at it while it waits for more people;
    `name_check`: how that name compares with the holder's: match, close_match, no_match or cannot_tell; `payee`: all
    that is known of whose it is.
    """

    n: int
    gross_minor: int
    retained_minor: int
    amount_minor: int
    payment: int
    rail: str
    status: str
    routes: tuple[str, ...]
    route: str | None
    attempt: int
    reference: str | None
    account_act: str | None
    name_check: str | None
    payee: PayeeShown | None
    confirmed_by: tuple[str, ...]
    over: str
    closed: tuple[Closed, ...]
    changed_at: datetime


class RefundShown(msgspec.Struct, frozen=True):
    """A refund. It is settled only when every leg is. Units: minor; `elapsed_seconds` from the request on.

    `waits_for`: what the seller's people have yet to do, of `approval`, `account` and `confirmation`; or `dispute`, or
    `cooling_off`: an account that waits because contacts are new.
    `plan_act`: the version of the plan, which an approval names; `approvals_void`: whose approval was of an older one.
    `extent`: `whole`, `partial` or `overpaid`; `asked_by`: who of the staff asked for a part. `amount_minor` goes back,
    of all legs together; `fee`: what is retained and why, or why nothing is; null where the terms name no fee.
    """

    id: str
    reservation: str
    status: str
    currency: str
    amount_minor: int
    asked_at: datetime
    promised_by: datetime
    statutory_by: datetime
    approvals: tuple[str, ...]
    approvals_needed: int
    approvals_void: tuple[str, ...]
    plan_act: str
    extent: str
    asked_by: str | None
    fee: Fee | None
    waits_for: tuple[str, ...]
    legs: list[LegShown]
    settled_at: datetime | None
    elapsed_seconds: int | None


class RefundList(msgspec.Struct, frozen=True):
    """Refunds; those first whose promise ends first, settled ones last."""

    refunds: list[RefundShown]


class Changed(msgspec.Struct, frozen=True):
    """Something was done to a refund."""

    refund: str
    acts: list[str]
    receipt: dict[str, Any] | None


HANDED = (
    RefundReason.REFUND_UNKNOWN,
    RefundReason.NEEDS_A_PERSON,
    RefundReason.LEG_UNKNOWN,
    RefundReason.LEG_NOT_HANDED,
)


@router.get("/refunds", gives=RefundList, scope="reservations:read", query=Most)
async def list_refunds(call: Call, most: Most) -> Reply:
    """The seller's refunds, the most urgent first."""
    async with call.reading("reservations:read") as (conn, who):
        found = await refunds(conn, who.seller, most.limit)
    return Reply(RefundList([shown(refund) for refund in found]))


@router.get("/refunds/times", gives=Times, scope="reservations:read", query=Settled)
async def refund_times(call: Call, settled: Settled) -> Reply:
    """How long refunds take, in percentiles over those that were settled, from the request on whatever channel."""
    async with call.reading("reservations:read") as (conn, who):
        now, _ = await read_clock(conn)
        return Reply(await times(conn, who.seller, now - timedelta(days=settled.days)))


@router.get(
    "/refunds/{refund}", gives=RefundShown, scope="reservations:read", refuses=(RefundReason.REFUND_UNKNOWN,)
)
async def show_refund(call: Call, refund: str) -> Reply:
    """One refund with its legs."""
    return Reply(shown(await _found(call, refund, "reservations:read")))


@router.post(
    "/refunds/{refund}/approvals",
    takes=PlanSeen,
    gives=Changed,
    scope="refunds:approve",
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.ALREADY_APPROVED,
        RefundReason.PLAN_CHANGED,
        RefundReason.OWN_REQUEST,
        RefundReason.SAME_PERSON,
        RefundReason.DUTIES_PARTED,
    ),
)
async def approve_refund(call: Call, refund: str, seen: PlanSeen) -> Reply:
    """Approve, as a person, the plan that you looked at. The last approval needed sends every leg on its way."""
    found = await _found(call, refund, "refunds:approve")
    answer = await call.ask(APPROVE, ApproveRefund(found.id, found.reservation, seen.plan_act))
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/account",
    takes=AccountWanted,
    gives=Changed,
    scope="refunds:write",
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.LEG_UNKNOWN,
        RefundReason.LEG_NOT_BY_HAND,
        RefundReason.DUTIES_PARTED,
        RefundReason.IBAN_MISTYPED,
        PeopleReason.REPRESENTATIVE_UNKNOWN,
        PeopleReason.REPRESENTATIVE_IS,
    ),
)
async def redirect_leg(call: Call, refund: str, leg: str, wanted: AccountWanted) -> Reply:
    """Give a leg that has no route left the account it shall be paid to.

    The payee's bank is asked whether name and account belong together, where a rail can. The leg is paid once another
    person confirms.
    """
    found = await _found(call, refund, "refunds:write")
    place, name = found.leg(_number(leg)), wanted.representative
    async with call.context.pool.connection() as conn:
        payer = await payer_name(conn, found, place)
    args = RedirectLeg(
        refund=found.id,
        reservation=found.reservation,
        leg=_number(leg),
        account=wanted.account,
        name=wanted.name,
        payer=payer,
        representative=None if name is None else ids.inner("representative", name),
        rail=asker(call.context.rails, place),
    )
    answer = await call.ask(REDIRECT, args)
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/account/confirmation",
    takes=AccountSeen,
    gives=Changed,
    scope="refunds:approve",
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.LEG_UNKNOWN,
        RefundReason.ACCOUNT_NOT_WAITING,
        RefundReason.ACCOUNT_CHANGED,
        RefundReason.OWN_ACCOUNT,
        RefundReason.CHECK_NOT_SEEN,
        RefundReason.SAME_PERSON,
    ),
)
async def confirm_account(call: Call, refund: str, leg: str, seen: AccountSeen) -> Reply:
    """Confirm, as another person than the one who gave it, the account that a leg shall be paid to.

    Where its checks do not say `match`, name what they say.
    """
    found = await _found(call, refund, "refunds:approve")
    args = ConfirmAccount(found.id, found.reservation, _number(leg), seen.account_act, seen.seen or "")
    answer = await call.ask(CONFIRM_ACCOUNT, args)
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/account/cooling-end",
    takes=Struck,
    gives=Changed,
    scope="refunds:approve",
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.LEG_UNKNOWN,
        RefundReason.NOT_COOLING,
        RefundReason.OWN_ACCOUNT,
    ),
)
async def end_cooling(call: Call, refund: str, leg: str, made_sure: Struck) -> Reply:
    """Say, as a person, how you made sure of the holder: a confirmed account then waits no longer."""
    found = await _found(call, refund, "refunds:approve")
    answer = await call.ask(END, OnCooling(found.id, found.reservation, _number(leg), made_sure.why))
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/hand",
    takes=HandedOver,
    gives=Changed,
    scope="refunds:write",
    carries_document=True,
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.LEG_UNKNOWN,
        RefundReason.NOT_APPROVED,
        RefundReason.LEG_NOT_BY_HAND,
        RefundReason.DUTIES_PARTED,
        PaymentReason.RAIL_NOT_BY_HAND,
        PaymentReason.HAND_DAY_AHEAD,
        PaymentReason.DOCUMENT_UNREADABLE,
    ),
)
async def hand_leg(call: Call, refund: str, leg: str, wanted: HandedOver) -> Reply:
    """Enter, as a person, that a leg without any other way was handed to the holder, whole. Another confirms it."""
    found = await _found(call, refund, "refunds:write")
    handed = Handed.read(wanted, call.context.rails, call.context.settings.document_bytes_max)
    answer = await call.ask(HAND, HandLeg(found.id, found.reservation, _number(leg), handed))
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/hand/confirmation",
    takes=None,
    gives=Changed,
    scope="refunds:approve",
    refuses=(*HANDED, RefundReason.OWN_HAND),
)
async def confirm_hand(call: Call, refund: str, leg: str) -> Reply:
    """Confirm, as another person than the one who entered it, that a leg was handed over. It is then settled."""
    found = await _found(call, refund, "refunds:approve")
    answer = await call.ask(CONFIRM_HAND, OnHandedLeg(found.id, found.reservation, _number(leg)))
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


@router.post(
    "/refunds/{refund}/legs/{leg}/hand/strike",
    takes=Struck,
    gives=Changed,
    scope="refunds:approve",
    refuses=HANDED,
)
async def strike_hand(call: Call, refund: str, leg: str, struck: Struck) -> Reply:
    """Strike out, as a person, that a leg was handed over. It stays on record, and the leg is open again."""
    found = await _found(call, refund, "refunds:approve")
    answer = await call.ask(STRIKE_HAND, OnHandedLeg(found.id, found.reservation, _number(leg), struck.why))
    return told(answer, Changed(refund, call.names(answer), answer.receipt))


def _number(leg: str) -> int:
    """Refuses: LEG_UNKNOWN."""
    if not leg.isascii() or not leg.isdigit() or len(leg) > 3:
        raise Refused(RefundReason.LEG_UNKNOWN, {"leg": leg[:20]})
    return int(leg)


async def _found(call: Call, refund: str, scope: str) -> Refund:
    async with call.reading(scope) as (conn, who):
        wanted: UUID = known("refund", refund, RefundReason.REFUND_UNKNOWN)
        found = await refund_by_id(conn, who.seller, wanted)
    if found is None:
        raise Refused(RefundReason.REFUND_UNKNOWN, {"refund": refund})
    return found


def shown(refund: Refund) -> RefundShown:
    elapsed = None if refund.settled_at is None else refund.settled_at - refund.asked_at
    return RefundShown(
        id=ids.outer("refund", refund.id),
        reservation=ids.outer("reservation", refund.reservation),
        status=refund.status,
        currency=refund.currency,
        amount_minor=refund.amount_minor,
        asked_at=refund.asked_at,
        promised_by=refund.promised_by,
        statutory_by=refund.statutory_by,
        approvals=refund.approvals,
        approvals_needed=refund.approvals_needed,
        approvals_void=refund.approvals_void,
        plan_act=refund.plan_act,
        extent=refund.extent,
        asked_by=refund.asked_by,
        fee=refund.fee,
        waits_for=() if refund.status == "settled" else waits_for(refund),
        legs=[_leg_shown(leg) for leg in refund.legs],
        settled_at=refund.settled_at,
        elapsed_seconds=None if elapsed is None else int(elapsed.total_seconds()),
    )


def _leg_shown(leg: Leg) -> LegShown:
    own = ("changed_at", "payee")
    same = {name: getattr(leg, name) for name in LegShown.__struct_fields__ if name not in own}
    return LegShown(**same, payee=_payee_shown(leg.payee), changed_at=leg.at)


def _payee_shown(payee: Payee | None) -> PayeeShown | None:
    if payee is None:
        return None
    said = payee.names
    return PayeeShown(
        payee.answer,
        said.holder,
        said.payer,
        said.representative,
        said.given_by,
        payee.bank,
        payee.act,
        payee.not_before,
        payee.contacts,
    )
