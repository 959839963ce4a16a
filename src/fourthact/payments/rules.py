"""What is owed, what an entry of the bank pays, and what each act means in money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from fourthact.acts import Entries
from fourthact.ledger import Line
from fourthact.payments.acts import (
    EntryRead,
    PaymentDeclined,
    PaymentDisputeClosed,
    PaymentDisputed,
    PaymentDisputeReversed,
    PaymentOrdered,
    PaymentReceived,
    PaymentUnknown,
    PaymentWaiting,
    PaymentWindowClosing,
    StageMissed,
)
from fourthact.payments.chart import Accounts
from fourthact.payments.purse import ASK_AGAIN_AFTER, MATCHED_MAX, PAYMENTS_MAX, Payment, Purse
from fourthact.rails import contract
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Kind, Reason, Refused, Why
from fourthact.values.money import Money
from fourthact.values.references import reference_of


class PaymentReason(Reason):
    """Why money is not asked for, or not booked."""

    RESERVATION_CLOSED = Why(Kind.CONFLICT, "This reservation was cancelled; nothing is due any more.")
    STAGE_UNKNOWN = Why(Kind.UNKNOWN, "This reservation has no stage {stage}.")
    STAGE_ALREADY_PAID = Why(Kind.CONFLICT, "Stage {stage} is paid already.")
    STAGE_BY_TRANSFER = Why(
        Kind.CONFLICT, "Stage {stage} is paid by bank transfer. Quote {reference} in the payment."
    )
    PAYMENT_IN_FLIGHT = Why(
        Kind.CONFLICT,
        "A payment of stage {stage} is on its way. Wait for its outcome first.",
        retry_helps=True,
    )
    TOO_MANY_PAYMENTS = Why(Kind.CONFLICT, "There were {most} payments already. Ask the seller's staff.")
    PAYMENT_UNKNOWN = Why(Kind.UNKNOWN, "This reservation has no payment {payment}.")
    PAYMENT_SETTLED = Why(Kind.CONFLICT, "The outcome of this payment is known already.")
    NOTICE_READ = Why(Kind.CONFLICT, "This notice was read already.")
    DISPUTE_MOVED_ON = Why(Kind.CONFLICT, "This dispute has moved on; what was found is known already.")
    WINDOW_NOT_CLOSING = Why(Kind.CONFLICT, "No way back to a card is about to close.")
    STAGE_NOT_MISSED = Why(Kind.CONFLICT, "No stage is overdue.")
    HANDS_ARE_PEOPLES = Why(
        Kind.FORBIDDEN, "Only a person may do this by hand. Use the key of a member of staff."
    )
    RAIL_NOT_BY_HAND = Why(
        Kind.INVALID, "{kind} cannot be handed over on the rail {rail}. There are: {known}."
    )
    HAND_CURRENCY = Why(
        Kind.INVALID, "This reservation is in {currency}. Change the money first, and enter that."
    )
    HAND_DAY_AHEAD = Why(
        Kind.INVALID, "{on} has not come yet. Enter the day on which the money changed hands."
    )
    DOCUMENT_UNREADABLE = Why(
        Kind.INVALID,
        "This is not a document. Send a scan or a photo as PDF, JPEG or PNG, up to {most} bytes.",
    )
    PAYMENT_NOT_ENTERED = Why(
        Kind.CONFLICT, "Payment {payment} is {status}; only one that was entered can be this."
    )
    OWN_PAYMENT = Why(Kind.CONFLICT, "You entered this payment yourself; somebody else must confirm it.")
    ENTRY_KNOWN = Why(Kind.CONFLICT, "This entry of the bank's statement is booked already.")


def order(purse: Purse | None, stage_n: int, reservation_id: str) -> PaymentOrdered:
    """Ask for what a card stage still lacks.

    Refuses: RESERVATION_UNKNOWN, RESERVATION_CLOSED, STAGE_UNKNOWN, STAGE_ALREADY_PAID, STAGE_BY_TRANSFER,
    PAYMENT_IN_FLIGHT, TOO_MANY_PAYMENTS.
    """
    if purse is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation_id})
    if purse.closed:
        raise Refused(PaymentReason.RESERVATION_CLOSED)
    stage = purse.stage(stage_n)
    if stage is None:
        raise Refused(PaymentReason.STAGE_UNKNOWN, {"stage": stage_n})
    if stage.paid_minor >= stage.amount_minor:
        raise Refused(PaymentReason.STAGE_ALREADY_PAID, {"stage": stage_n})
    if stage.method != "card":
        raise Refused(
            PaymentReason.STAGE_BY_TRANSFER, {"stage": stage_n, "reference": reference_of(purse.code)}
        )
    if any(p.stage == stage_n and p.status in ("ordered", "waiting", "unknown") for p in purse.payments):
        raise Refused(PaymentReason.PAYMENT_IN_FLIGHT, {"stage": stage_n})
    n = len(purse.payments) + 1
    if n > PAYMENTS_MAX:
        raise Refused(PaymentReason.TOO_MANY_PAYMENTS, {"most": PAYMENTS_MAX})
    return PaymentOrdered(
        amount_minor=stage.amount_minor - stage.paid_minor,
        currency=purse.currency,
        key=ids.order_key("P", purse.id, n, 1),
        payment=n,
        rail=stage.rail,
        stage=stage_n,
    )


def conclude(
    purse: Purse | None,
    n: int,
    outcome: contract.Outcome,
    now: datetime,
    window_days: int | None = None,
) -> PaymentReceived | PaymentWaiting | PaymentUnknown | PaymentDeclined:
    """What the rail's answer means for a payment. Refuses: PAYMENT_SETTLED (also when nothing is new).

    `window_days`: for how long the rail gives charges back, None for ever.
    """
    payment = purse.payment(n) if purse else None
    if purse is None or payment is None or payment.status in ("received", "declined"):
        raise Refused(PaymentReason.PAYMENT_SETTLED)
    match outcome:
        case contract.Done(reference):
            return PaymentReceived(
                amount_minor=payment.amount_minor,
                currency=purse.currency,
                entry=None,
                payment=n,
                product=ids.outer("product", purse.product),
                rail=payment.rail,
                reference=reference,
                stage=payment.stage,
                value_on=now.date(),
                refundable_until=None if window_days is None else now + timedelta(days=window_days),
            )
        case contract.Declined(reason):
            return PaymentDeclined(n, reason)
        case contract.Waiting(reference) if (
            payment.status != "waiting" or payment.at + ASK_AGAIN_AFTER <= now
        ):
            return PaymentWaiting(n, reference)
        case contract.Unknown(why) if payment.status == "ordered":
            return PaymentUnknown(n, why)
        case _:
            raise Refused(PaymentReason.PAYMENT_SETTLED)


def named(codes: Iterable[str], known: Mapping[str, UUID]) -> UUID | None:
    """The one reservation that a payer's codes name, of those that are there; None where it is nobody's, or several."""
    found = {known[code] for code in codes if code in known}
    return found.pop() if len(found) == 1 else None


def match(purse: Purse, entry: EntryRead, entry_id: str, payer_check: str = "") -> list[PaymentReceived]:
    """The payments that a credit is, see `Purse.receipts`. Nothing where the currency is another one."""
    if entry.currency != purse.currency:
        return []
    return purse.receipts(entry, entry_id, entry.amount_minor, payer_check, MATCHED_MAX)


def missed(purse: Purse | None, now: datetime) -> list[StageMissed]:
    """The stages that are overdue now and were not said to be. Refuses: STAGE_NOT_MISSED."""
    overdue = [
        StageMissed(stage.n)
        for stage in (purse.stages if purse and not purse.closed else ())
        if stage.paid_minor < stage.amount_minor and not stage.missed and stage.due_at <= now
    ]
    if not overdue:
        raise Refused(PaymentReason.STAGE_NOT_MISSED)
    return overdue


def closing(purse: Purse | None, now: datetime) -> list[PaymentWindowClosing]:
    """The payments whose way back to the card is about to close, while they live. Refuses: WINDOW_NOT_CLOSING."""
    found = []
    if purse is not None and not purse.closed:
        found = [
            PaymentWindowClosing(p.amount_minor, p.refundable_until, purse.currency, p.n, p.rail)
            for p in purse.payments
            if p.refundable_until is not None and p.warn_at is not None and p.warn_at <= now
        ]
    if not found:
        raise Refused(PaymentReason.WINDOW_NOT_CLOSING)
    return found


def open_payments(purse: Purse) -> list[Payment]:
    """The payments whose outcome is not known yet."""
    return [p for p in purse.payments if p.status in ("ordered", "waiting", "unknown")]


def _disputed(act: PaymentDisputed, on: date) -> list[Line]:
    amount = Money(act.amount_minor, act.currency)
    return [Line(Accounts.disputed(act.rail), Accounts.provider(act.rail), amount, on), *_fee(act, on)]


def _dispute_closed(act: PaymentDisputeClosed, on: date) -> list[Line]:
    """Won, it is with the provider again; lost, it is off the deposit, or lost to us if it had gone back before."""
    parts = {
        Accounts.provider(act.rail): act.amount_minor if act.outcome == "won" else 0,
        Accounts.deposits(act.product): act.deposit_minor,
        f"expenses:disputes:{act.rail}": act.loss_minor,
    }
    source = Accounts.disputed(act.rail)
    lines = [Line(to, source, Money(minor, act.currency), on) for to, minor in parts.items() if minor]
    return lines + _fee(act, on)


def _dispute_reversed(act: PaymentDisputeReversed, on: date) -> list[Line]:
    """It is with the provider again: held for the holder what was the holder's, and our loss is none."""
    parts = {
        Accounts.deposits(act.product): act.deposit_minor + act.owed_minor,
        f"expenses:disputes:{act.rail}": act.loss_minor,
    }
    to = Accounts.provider(act.rail)
    lines = [Line(to, source, Money(minor, act.currency), on) for source, minor in parts.items() if minor]
    return lines + _fee(act, on)


def _fee(act: PaymentDisputed | PaymentDisputeClosed | PaymentDisputeReversed, on: date) -> list[Line]:
    if not act.fee_minor:
        return []
    accounts = (f"expenses:fees:{act.rail}", Accounts.provider(act.rail))
    to, source = accounts if act.fee_minor > 0 else accounts[::-1]
    return [Line(to, source, Money(abs(act.fee_minor), act.fee_currency), on)]


def _received(act: PaymentReceived, on: date) -> list[Line]:
    source = Accounts.provider(act.rail) if act.entry is None else Accounts.clearing(act.rail)
    return [Line(source, Accounts.deposits(act.product), Money(act.amount_minor, act.currency), act.value_on)]


def _entry_read(act: EntryRead, on: date) -> list[Line]:
    if act.amount_minor == 0:
        return []  # some banks print what they have to say as a line of nothing
    other = Accounts.provider(act.rail) if act.matched == "provider_payout" else Accounts.clearing(act.rail)
    accounts = (Accounts.bank(act.rail), other) if act.amount_minor > 0 else (other, Accounts.bank(act.rail))
    return [Line(*accounts, Money(abs(act.amount_minor), act.currency), act.value_on)]


# What the acts of this room mean in money.
LEDGER: Entries = {
    PaymentReceived: _received,
    EntryRead: _entry_read,
    PaymentDisputed: _disputed,
    PaymentDisputeClosed: _dispute_closed,
    PaymentDisputeReversed: _dispute_reversed,
}
