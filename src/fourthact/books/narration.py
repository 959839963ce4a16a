"""What happened, in words: the sentence that stands beside each transaction of an exported journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

# One sentence for each act that moves money; facts are the act's own fields.
SENTENCES = {
    "payment.received": "Deposit received, stage {stage}, by {rail} ({reference})",
    "entry.read": "Bank statement of {rail}: {kind} ({bank_id})",
    "payment.disputed": "Payment {payment} disputed by the holder's bank ({dispute})",
    "payment.dispute_closed": "Dispute {dispute} of payment {payment} {outcome}",
    "payment.dispute_reversed": "Dispute {dispute} of payment {payment} won after it was lost",
    "refund.planned": "Refund planned, to be approved by {approvals_needed}",
    "refund.fee_waived": "Retained fee of a refund given up ({why})",
    "refund.leg_sent": "Refund leg {leg} sent by {rail} ({reference})",
    "refund.leg_settled": "Refund leg {leg} arrived by {rail} ({reference})",
    "refund.leg_returned": "Refund leg {leg} came back by {rail}: {reason}",
    "refund.leg_charged_back": "Refund leg {leg} went to the holder by a lost dispute ({dispute})",
    "payout.explained": "Payout {reference} of {rail}: {items} charges and refunds, less fees",
    "money.set_aside": "Unclaimed money set aside",
    "money.released": "Unclaimed money taken up again",
    "money.written_off": "Written off {difference}",
    "send_back.ordered": "Money of {of} goes back to where it came from",
    "send_back.settled": "Money of {of} went back by {over}",
    "send_back.failed": "Money of {of} did not go back: {reason}",
}
LINE_MAX = 200


def narrate(tag: str, data: Mapping[str, Any], value_on: date, booked_on: date) -> str:
    """One plain line. Says so where it is booked later than its value, because the period was closed."""
    sentence = SENTENCES.get(tag, tag)
    facts = {name: data.get(name, "") for _, name, _, _ in Formatter().parse(sentence) if name}
    text = sentence.format_map(facts)
    plain = "".join(letter if letter.isprintable() else " " for letter in text)[:LINE_MAX].strip()
    if booked_on == value_on:
        return plain
    return f"{plain}; of value {value_on}, booked on {booked_on} because its period was closed"
