"""The PaymentMethods in every test account, by Stripe's names. Source: docs.stripe.com/testing"""

from __future__ import annotations

import msgspec


class Method(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What pays. `code`, `decline_code`: why it declines. Units: `settles_after_seconds` of the world's clock.

    `refunds`: `succeeded`, `pending`, `requires_action` or `failed` at once, or `fails_later`, after success.
    """

    last4: str = "4242"
    code: str | None = None
    decline_code: str | None = None
    refunds: str = "succeeded"
    failure_reason: str = "expired_or_canceled_card"
    fails_after_seconds: int = 21 * 86_400
    is_processing: bool = False
    settles_after_seconds: int = 3 * 86_400
    disputes: str | None = None


def in_every_account() -> dict[str, Method]:
    """The names are Stripe's own."""

    def declining(last4: str, decline_code: str) -> Method:
        return Method(last4=last4, code="card_declined", decline_code=decline_code)

    return {
        "pm_card_visa": Method(),
        "pm_card_mastercard": Method(last4="4444"),
        "pm_card_visa_chargeDeclined": declining("0002", "generic_decline"),
        "pm_card_visa_chargeDeclinedInsufficientFunds": declining("9995", "insufficient_funds"),
        "pm_card_visa_chargeDeclinedLostCard": declining("9987", "lost_card"),
        "pm_card_visa_chargeDeclinedStolenCard": declining("9979", "stolen_card"),
        "pm_card_chargeDeclinedFraudulent": declining("0019", "fraudulent"),
        "pm_card_chargeDeclinedExpiredCard": Method(last4="0069", code="expired_card"),
        "pm_card_chargeDeclinedIncorrectCvc": Method(last4="0127", code="incorrect_cvc"),
        "pm_card_chargeDeclinedProcessingError": Method(last4="0119", code="processing_error"),
        "pm_card_authenticationRequired": Method(
            last4="3184", code="authentication_required", decline_code="authentication_required"
        ),
        "pm_card_createDispute": Method(last4="0259", disputes="fraudulent"),
        "pm_card_pendingRefund": Method(last4="7726", refunds="pending"),
        "pm_card_refundFail": Method(last4="5126", refunds="fails_later"),
        "pm_usBankAccount_success": Method(last4="6789", is_processing=True),
    }
