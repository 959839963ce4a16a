"""Money that goes back: planned per leg when it is asked for, approved by people, settled leg by leg.

How a request reached us is known to the right of here. Nothing is ever paid twice: an unknown outcome is
looked up, not retried.
"""

from fourthact.refunds.actions import (
    CANCEL,
    CONFIRM_ACCOUNT,
    REDIRECT,
    CancelReservation,
    ConfirmAccount,
    Policy,
    RedirectLeg,
    cancel_reads,
    cancellation,
)
from fourthact.refunds.acts import RefundClockRang, RefundLegSettled, RefundPlanned, RefundSettled
from fourthact.refunds.approving import APPROVE, ApproveRefund
from fourthact.refunds.jobs import RefundJobs
from fourthact.refunds.payee import RefundCoolingLate
from fourthact.refunds.reads import above_price_of, refund_by_id, refunds_of, times
from fourthact.refunds.room import ROOM
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import Refund

__all__ = [
    "APPROVE",
    "CANCEL",
    "CONFIRM_ACCOUNT",
    "REDIRECT",
    "ROOM",
    "ApproveRefund",
    "CancelReservation",
    "ConfirmAccount",
    "Policy",
    "RedirectLeg",
    "Refund",
    "RefundClockRang",
    "RefundCoolingLate",
    "RefundJobs",
    "RefundLegSettled",
    "RefundPlanned",
    "RefundReason",
    "RefundSettled",
    "above_price_of",
    "cancel_reads",
    "cancellation",
    "refund_by_id",
    "refunds_of",
    "times",
]
