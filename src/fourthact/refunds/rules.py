"""How money goes back: which way each leg takes, and who must agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from fourthact.acts import Act, By
from fourthact.payments import EntryRead, Payment, Purse
from fourthact.rails import contract
from fourthact.refunds.acts import (
    Closed,
    Fee,
    FeeReleased,
    PlannedLeg,
    RefundAccountConfirmed,
    RefundClockRang,
    RefundFeeWaived,
    RefundLegAsked,
    RefundLegChargedBack,
    RefundLegDeclined,
    RefundLegOrdered,
    RefundLegRedirected,
    RefundLegReturned,
    RefundLegSent,
    RefundLegSettled,
    RefundLegUnknown,
    RefundPlanned,
    RefundSettled,
)
from fourthact.refunds.payee import Compared, is_seen
from fourthact.refunds.standing import Leg, Refund
from fourthact.values import ids, names
from fourthact.values.errors import Kind, Reason, Refused, Why

# Directive 2011/83/EU art. 13(1): all payments, not later than 14 days from the day the trader is informed. The
# strictest law of the model case's holders that counts in calendar days; the jurisdictions' own clocks come later.
STATUTORY = timedelta(days=14)
ATTEMPTS_MAX = 30


class RefundReason(Reason):
    """Why a refund does not go on."""

    REFUND_UNKNOWN = Why(Kind.UNKNOWN, "There is no refund {refund} here.")
    NEEDS_A_PERSON = Why(Kind.FORBIDDEN, "Only a person may do this. Use the key of a member of staff.")
    ALREADY_APPROVED = Why(Kind.CONFLICT, "This refund has all the approvals it needs.")
    SAME_PERSON = Why(
        Kind.CONFLICT, "You approved this refund already; somebody else must give the other approval."
    )
    PLAN_CHANGED = Why(
        Kind.CONFLICT,
        "The plan is no longer the one of {plan_act}. Look at the refund again, and approve the plan_act that "
        "it shows now.",
    )
    LEG_UNKNOWN = Why(Kind.UNKNOWN, "This refund has no leg {leg}.")
    LEG_NOT_BY_HAND = Why(
        Kind.CONFLICT,
        "Leg {leg} is {status}; an account can be given only where no other route is left (by_hand).",
    )
    IBAN_MISTYPED = Why(
        Kind.INVALID,
        "The IBAN {account} has a typing error: its check digits do not match. Compare it with what the holder sent, "
        "letter by letter, and ask them if it is the same.",
    )
    ACCOUNT_NOT_WAITING = Why(
        Kind.CONFLICT, "Leg {leg} is {status}; only an account that was given and not confirmed yet can be."
    )
    ACCOUNT_CHANGED = Why(
        Kind.CONFLICT, "The account of leg {leg} was given anew since you looked. Look at it again."
    )
    CHECK_NOT_SEEN = Why(
        Kind.CONFLICT,
        "The checks of this account say {answer}. Look at it; if it is right all the same, confirm it with "
        "`seen` naming that answer.",
    )
    NOT_COOLING = Why(Kind.CONFLICT, "The account of leg {leg} does not wait because of a new contact.")
    OWN_ACCOUNT = Why(Kind.CONFLICT, "You gave this account yourself; somebody else must confirm it.")
    DUTIES_PARTED = Why(
        Kind.CONFLICT,
        "Of a refund of this size nobody both approves and enters an account. Ask a third person.",
    )
    NOT_APPROVED = Why(Kind.CONFLICT, "This refund is {status}. Hand money over only once it is approved.")
    LEG_NOT_HANDED = Why(
        Kind.CONFLICT,
        "Leg {leg} is {status}; only what was entered as handed over can be confirmed or struck out.",
    )
    OWN_HAND = Why(Kind.CONFLICT, "You entered this yourself; somebody else must confirm it.")
    REQUEST_AHEAD = Why(
        Kind.INVALID, "{at} has not come yet. Give the time at which the request reached you."
    )
    LEG_MOVED_ON = Why(Kind.CONFLICT, "This leg has moved on; what was found is known already.")
    CLOCK_STOPPED = Why(Kind.CONFLICT, "This clock has stopped or rung already.")
    NOTHING_TO_ORDER = Why(Kind.CONFLICT, "No leg of this refund is waiting for an order.")
    OWN_REQUEST = Why(
        Kind.CONFLICT, "You asked for this refund, or gave up its fee; somebody else must approve it."
    )
    NOTHING_ABOVE_PRICE = Why(
        Kind.CONFLICT,
        "Nothing was paid above the price. Name the amount that shall go back (`amount_minor`).",
    )
    REFUND_ABOVE_PAID = Why(
        Kind.CONFLICT,
        "{amount_minor} is more than was paid and is not going back already. At most {left_minor} is left "
        "(in minor units of {currency}).",
    )
    NO_FEE = Why(Kind.CONFLICT, "Nothing is retained of this refund; there is no fee to waive.")
    NOTHING_TO_RETURN = Why(Kind.CONFLICT, "Nothing was paid that is not going back already.")


def plan(
    purse: Purse,
    parts: Sequence[tuple[Payment, int]],
    abilities: Mapping[str, contract.Abilities],
    *,
    refund_id: str,
    asked_at: datetime,
    promise: timedelta,
    two_approvals_above_minor: int,
    no_approval_up_to_minor: int,
    now: datetime,
    before_minor: int = 0,
    asked_by: str | None = None,
    extent: str = "whole",
    warning: timedelta | None = None,
    fee: Fee | None = None,
    kept: Mapping[int, int] | None = None,
) -> RefundPlanned:
    """So much of each payment, and its way back, planned for its age. Refuses: NOTHING_TO_RETURN.

    `before_minor`: what other refunds of the reservation give back: a sum in slices needs as many people as in one.
    `kept`: what of which payment is retained, by its number; what a fee takes counts for the people who must agree as
    if it were paid.
    """
    kept = kept or {}
    if not parts:
        raise Refused(RefundReason.NOTHING_TO_RETURN)
    total = sum(minor for _, minor in parts)
    legs = tuple(
        msgspec.structs.replace(
            plan_leg(n, payment, minor - kept.get(payment.n, 0), purse, abilities, now),
            retained_minor=kept.get(payment.n, 0),
        )
        for n, (payment, minor) in enumerate(parts, 1)
    )
    approvals = 2 if before_minor + total > two_approvals_above_minor else 1
    if extent == "whole" and approvals < 2:
        asked_by = None  # above the limit only, who cancelled for the seller is none of those who approve
    # Whoever cannot be paid back the way they paid is looked at by a person, however small the amount; and so is what
    # a person of the seller asked for, and what a fee is retained of.
    by_itself = all(leg.routes for leg in legs) and not asked_by and not kept
    if before_minor + total <= no_approval_up_to_minor and by_itself:
        approvals = 0
    return RefundPlanned(
        amount_minor=sum(leg.amount_minor for leg in legs),
        approvals_needed=approvals,
        asked_at=asked_at,
        currency=purse.currency,
        legs=legs,
        promised_by=asked_at + promise,
        refund=refund_id,
        statutory_by=asked_at + STATUTORY,
        asked_by=asked_by,
        extent=extent,
        warned_by=asked_at + STATUTORY - warning if warning else None,
        fee=fee,
    )


def plan_leg(
    n: int,
    payment: Payment,
    minor: int,
    purse: Purse,
    abilities: Mapping[str, contract.Abilities],
    now: datetime,
) -> PlannedLeg:
    """Original instrument; else the bank account that paid; else one that the holder proves; else by hand.

    `abilities`: of the rails that the house has today. A holder may leave whatever has become of the one that was
    paid; every route that is not open says why.
    """
    shut = {"original": original_shut(payment, abilities.get(payment.rail), now)}
    payer, over = payer_of(purse, payment), None
    candidates = [*([payer.rail] if payer else []), payment.rail, *abilities]
    over = next((name for name in candidates if (can := abilities.get(name)) and can.pays_out), None)
    shut["payout"] = "no_rail_pays_out" if over is None else None if payer else "no_transfer_paid"
    shut["proven"] = "no_rail_pays_out" if over is None else "no_account_proved"
    return PlannedLeg(
        n=n,
        amount_minor=minor,
        payment=payment.n,
        product=ids.outer("product", purse.product),
        rail=payment.rail,
        routes=tuple(route for route, why in shut.items() if why is None),
        payer=payer.n if payer else None,
        payout_rail=over,
        closed=tuple(Closed(route, why) for route, why in shut.items() if why is not None),
    )


def original_shut(payment: Payment, rail: contract.Abilities | None, now: datetime) -> str | None:
    """Why a payment cannot go back the way it came; None where it can."""
    if rail is None:
        return "rail_gone"
    if payment.method != "card":
        return "not_paid_by_card"
    if not rail.gives_back:
        return "rail_gives_nothing_back"
    if rail.gives_back_days_max is not None and (now - payment.at).days > rail.gives_back_days_max:
        return "refund_window_closed"
    return None


def payer_of(purse: Purse, payment: Payment) -> Payment | None:
    """The transfer whose account a payment can be paid out to: itself, else the latest that the holder wired.

    Anybody can wire a cent with a holder's reference: only what came in the holder's own name takes other money back.
    """
    wired = [p for p in purse.payments if p.method == "transfer" and p.status == "received"]
    hers = [p for p in wired if p.payer_check == names.MATCH]
    return next((p for p in reversed(wired) if p.n == payment.n), hers[-1] if hers else None)


def is_large(refund: Refund) -> bool:
    """Whether it is above the seller's limit: then maker, checker and whoever enters an account are three people."""
    return refund.approvals_needed > 1


def known(refund: Refund | None, refund_id: str) -> Refund:
    if refund is None:
        raise Refused(RefundReason.REFUND_UNKNOWN, {"refund": refund_id})
    return refund


def person_of(by: By) -> str:
    """Refuses: NEEDS_A_PERSON."""
    if by.kind != "staff" or by.id is None:
        raise Refused(RefundReason.NEEDS_A_PERSON)
    return by.id


def orders(refund: Refund, now: datetime, held: Collection[int] = ()) -> list[RefundLegOrdered]:
    """The orders of all legs that wait for one, but for those that are `held`. Refuses: NOTHING_TO_ORDER."""
    ready = [
        leg
        for leg in refund.legs
        if leg.status == "planned" and leg.routes and leg.attempt < ATTEMPTS_MAX
        if leg.drive_at <= now and leg.n not in held
    ]
    if refund.status != "approved" or not ready:
        raise Refused(RefundReason.NOTHING_TO_ORDER)
    return [
        RefundLegOrdered(
            attempt=leg.attempt + 1,
            key=ids.order_key("R", refund.id, leg.n, leg.attempt + 1),
            leg=leg.n,
            rail=leg.rail_of(leg.routes[0]),
            refund=ids.outer("refund", refund.id),
            route=leg.routes[0],
        )
        for leg in ready
    ]


def conclude(refund: Refund, leg: Leg, key: str, outcome: contract.Outcome, now: datetime) -> Act:
    """What a rail's answer about an order means for its leg. Refuses: LEG_MOVED_ON (also when nothing is new).

    Nothing new is worth an act when it was time to ask: then it is known until when nothing had changed.
    """
    name = ids.outer("refund", refund.id)
    time_to_ask = leg.ask_at is not None and leg.ask_at <= now
    if leg.key != key:
        raise Refused(RefundReason.LEG_MOVED_ON)
    match outcome, leg.status:
        case contract.Done(reference), "ordered" | "unknown" | "sent" if leg.route == "original":
            return _settled(refund, leg, reference, None, was_sent=leg.status == "sent")
        case contract.Done(reference) | contract.Waiting(reference), "ordered" | "unknown":
            # A payout is settled by the bank's statement only, whatever the rail says of it.
            return RefundLegSent(leg.open_minor, refund.currency, leg.n, leg.over, reference, name)
        case contract.Declined(reason), "ordered" | "unknown":
            return RefundLegDeclined(leg.n, reason, name, leg.route or "")
        case contract.Declined(reason), "sent":
            return RefundLegReturned(
                leg.open_minor, refund.currency, None, leg.n, leg.over, reason, name, was_settled=False
            )
        case contract.Declined(reason), "settled" if leg.route == "original":
            return RefundLegReturned(
                leg.open_minor, refund.currency, None, leg.n, leg.over, reason, name, was_settled=True
            )
        case contract.Unknown(why), "ordered":
            return RefundLegUnknown(leg.n, name, why)
        case contract.Done() | contract.Waiting(), "sent" if time_to_ask:
            return RefundLegAsked("waiting", leg.n, name)
        case contract.Waiting(), "disputed" if time_to_ask:
            return RefundLegAsked("waiting", leg.n, name)
        case contract.Done(), "settled" if time_to_ask:
            return RefundLegAsked("done", leg.n, name)
        case _:
            raise Refused(RefundReason.LEG_MOVED_ON)


def shown(refund: Refund, leg: Leg, key: str, entry: EntryRead, entry_id: str) -> list[Act]:
    """What an entry of the bank means for a leg. Refuses: LEG_MOVED_ON."""
    name = ids.outer("refund", refund.id)
    if entry.amount_minor < 0:
        # An order that was answered with a no and has no other after it yet: the money has gone all the same.
        moving = ("ordered", "unknown", "sent", "planned", "by_hand", "to_confirm")
        if leg.key != key or leg.status not in moving or -entry.amount_minor != leg.open_minor:
            raise Refused(RefundReason.LEG_MOVED_ON)
        sent = RefundLegSent(leg.open_minor, refund.currency, leg.n, leg.over, entry.bank_id, name)
        settled = _settled(refund, leg, entry.bank_id, entry_id, was_sent=True)
        return [settled] if leg.status == "sent" else [sent, settled]
    # Who was paid knows our key and can write it on a cent: only the whole of a leg that comes back opens it again.
    if (
        leg.key != key
        or leg.status != "settled"
        or not is_whole(refund, leg, entry.amount_minor, entry.currency)
    ):
        raise Refused(RefundReason.LEG_MOVED_ON)
    returned = RefundLegReturned(
        entry.amount_minor, entry.currency, entry_id, leg.n, leg.over, entry.reason or "returned", name,
        was_settled=True,
    )  # fmt: skip
    return [returned]


def is_whole(refund: Refund, leg: Leg, minor: int, currency: str) -> bool:
    """Whether a credit is all of what a leg was paid; anything else is for a person to say what it is."""
    return (minor, currency) == (leg.open_minor, refund.currency)


def _settled(
    refund: Refund, leg: Leg, reference: str, entry_id: str | None, *, was_sent: bool
) -> RefundLegSettled:
    return RefundLegSettled(
        amount_minor=leg.open_minor,
        currency=refund.currency,
        entry=entry_id,
        leg=leg.n,
        rail=leg.over,
        reference=reference,
        refund=ids.outer("refund", refund.id),
        route=leg.route or "",
        was_sent=was_sent,
    )


def settlement(refund: Refund, settled_now: Sequence[Act], now: datetime) -> list[RefundSettled]:
    """The end, if what was settled just now is what was still open."""
    done = {act.leg for act in settled_now if isinstance(act, RefundLegSettled)}
    for act in settled_now:
        leg = refund.leg(act.leg) if isinstance(act, RefundLegChargedBack) else None
        # With a fee that was released for it, a lost dispute takes more of a leg than was open.
        if isinstance(act, RefundLegChargedBack) and leg and act.amount_minor >= leg.open_minor:
            done.add(leg.n)
    if not done or any(leg.status != "settled" and leg.n not in done for leg in refund.legs):
        return []
    more = sum(act.amount_minor for act in settled_now if isinstance(act, RefundFeeWaived))
    return [_end(refund, refund.amount_minor + more, now)]


def _end(refund: Refund, minor: int, now: datetime) -> RefundSettled:
    elapsed = int((now - refund.asked_at).total_seconds())
    return RefundSettled(minor, refund.currency, elapsed, ids.outer("refund", refund.id))


def nothing_to_pay(refund: Refund, now: datetime) -> list[RefundSettled]:
    """The end of a refund of which all is retained: there is nothing more to come once its plan is approved."""
    if any(leg.status != "settled" for leg in refund.legs):
        return []
    return [_end(refund, refund.amount_minor, now)]


def released(refund: Refund, kept: Mapping[int, int], why: str, person: str | None = None) -> RefundFeeWaived:
    """So much of what is retained of these legs goes back after all."""
    legs = tuple(FeeReleased(leg.n, kept[leg.n]) for leg in refund.legs if kept.get(leg.n))
    name = ids.outer("refund", refund.id)
    return RefundFeeWaived(sum(kept.values()), refund.currency, legs, person, name, why)


def redirect(
    refund: Refund | None,
    leg_n: int,
    by: By,
    refund_id: str,
    said: Compared,
    not_before: datetime | None = None,
    contacts: tuple[int, ...] = (),
) -> RefundLegRedirected:
    """Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, LEG_UNKNOWN, LEG_NOT_BY_HAND, DUTIES_PARTED."""
    refund = known(refund, refund_id)
    person = person_of(by)
    leg = known_leg(refund, leg_n)
    if leg.status not in ("by_hand", "to_confirm") and (leg.status != "planned" or leg.routes):
        raise Refused(RefundReason.LEG_NOT_BY_HAND, {"leg": leg_n, "status": leg.status})
    if is_large(refund) and person in refund.approvals:
        raise Refused(RefundReason.DUTIES_PARTED)
    return RefundLegRedirected(
        leg=leg_n,
        name_matches=said.holder == names.MATCH,
        person=person,
        refund=refund_id,
        name_check=said.holder,
        payee_rail=said.rail,
        payer_check=said.payer,
        not_before=not_before,
        contacts=contacts,
        representative=said.given_by,
        representative_check=said.representative,
    )


def confirm_account(
    refund: Refund | None, leg_n: int, account_act: str, by: By, refund_id: str, seen: str = ""
) -> RefundAccountConfirmed:
    """`seen`: the answer of the checks that the person has seen. What was approved with another account needs as many
    confirmations as it needed approvals.

    Refuses: REFUND_UNKNOWN, NEEDS_A_PERSON, LEG_UNKNOWN, ACCOUNT_NOT_WAITING, ACCOUNT_CHANGED, OWN_ACCOUNT,
    CHECK_NOT_SEEN, SAME_PERSON.
    """
    refund = known(refund, refund_id)
    person = person_of(by)
    leg = known_leg(refund, leg_n)
    if leg.status != "to_confirm":
        raise Refused(RefundReason.ACCOUNT_NOT_WAITING, {"leg": leg_n, "status": leg.status})
    if leg.account_act != account_act:
        raise Refused(RefundReason.ACCOUNT_CHANGED, {"leg": leg_n})
    if leg.account_by == person:
        raise Refused(RefundReason.OWN_ACCOUNT)
    if leg.payee is not None and not is_seen(leg.payee, seen):
        raise Refused(RefundReason.CHECK_NOT_SEEN, {"answer": leg.payee.answer})
    if person in leg.confirmed_by:
        raise Refused(RefundReason.SAME_PERSON)
    needed = refund.approvals_needed if refund.status == "approved" else 1
    enough = len(leg.confirmed_by) + 1 >= needed
    return RefundAccountConfirmed(account_act, leg_n, person, refund_id, seen, enough)


def known_leg(refund: Refund, leg_n: int) -> Leg:
    """Refuses: LEG_UNKNOWN."""
    leg = refund.leg(leg_n)
    if leg is None:
        raise Refused(RefundReason.LEG_UNKNOWN, {"leg": leg_n})
    return leg


def ring(refund: Refund, which: str, now: datetime) -> RefundClockRang:
    """Refuses: CLOCK_STOPPED."""
    if refund.status == "settled" or which in refund.rang:
        raise Refused(RefundReason.CLOCK_STOPPED)
    return RefundClockRang(ids.outer("refund", refund.id), waits_for(refund), which)


def waits_for(refund: Refund) -> tuple[str, ...]:
    """What the money waits for: what the seller's people have yet to do, the end of a dispute or of a cooling-off."""
    states = {leg.status for leg in refund.legs}
    waiting = {
        "approval": refund.status == "planned",
        "account": "by_hand" in states,
        "confirmation": not states.isdisjoint({"to_confirm", "handed"}),
        "dispute": "disputed" in states,
        "cooling_off": any(leg.not_before for leg in refund.legs),
    }
    return tuple(what for what, is_so in waiting.items() if is_so)
