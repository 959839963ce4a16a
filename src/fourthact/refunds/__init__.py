"""Money that goes back: planned per leg when it is asked for, approved by people, settled leg by leg.

How a request reached us is known to the right of here. Nothing is ever paid twice: an unknown outcome is
looked up, not retried.
"""

from fourthact.refunds.actions import (
    CANCEL,
    CancelReservation,
    Policy,
    cancel_reads,
    cancellation,
)
from fourthact.refunds.acts import (
    RefundClockRang,
    RefundFeeWaived,
    RefundLegSettled,
    RefundPlanned,
    RefundSettled,
)
from fourthact.refunds.approving import APPROVE, ApproveRefund
from fourthact.refunds.jobs import RefundJobs
from fourthact.refunds.payee import RefundCoolingLate
from fourthact.refunds.reads import above_price_of, refund_by_id, refunds_of, times
from fourthact.refunds.retaining import WAIVE, WaiveFee
from fourthact.refunds.room import ROOM
from fourthact.refunds.rules import RefundReason, is_whole
from fourthact.refunds.standing import Refund

__all__ = [
    "APPROVE",
    "CANCEL",
    "ROOM",
    "WAIVE",
    "ApproveRefund",
    "CancelReservation",
    "Policy",
    "Refund",
    "RefundClockRang",
    "RefundCoolingLate",
    "RefundFeeWaived",
    "RefundJobs",
    "RefundLegSettled",
    "RefundPlanned",
    "RefundReason",
    "RefundSettled",
    "WaiveFee",
    "above_price_of",
    "cancel_reads",
    "cancellation",
    "is_whole",
    "refund_by_id",
    "refunds_of",
    "times",
]
