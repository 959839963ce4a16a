"""Tells a reservation's story: which of the four acts each thing that happened belongs to, and in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from fourthact.acts import Recorded
from fourthact.languages import Language
from fourthact.payments import Instruction, reference_of
from fourthact.products import FeeRule
from fourthact.refunds import Refund, RefundPlanned
from fourthact.reservations import ReservationCancelled
from fourthact.story.reads import Story, Told
from fourthact.values import ids
from fourthact.values.money import Money
from fourthact.web.qr import picture

RESERVED, WAITED, ASKED, BACK = 1, 2, 3, 4
NUMERALS = {RESERVED: "I", WAITED: "II", ASKED: "III", BACK: "IV"}

# Which act of an act there are sentences of its own for: the tag, and the field that tells them apart.
VARIANTS = {
    "delay.answered": "choice",
    "message.read": "outcome",
    "message.decided": "outcome",
    "payment.dispute_closed": "outcome",
    "refund.clock_rang": "which",
    "refund.planned": "extent",
    "refund.leg_asked": "found",
    "refund.payee_checked": "answer",
    "recovery.decided": "outcome",
}
SMALL = {
    *("notice.written", "payment.ordered", "payment.waiting", "escalation.sent"),
    *(
        "refund.leg_ordered",
        "refund.leg_sent",
        "refund.leg_asked",
        "refund.payee_checked",
        "payment.entered",
        "refund.leg_handed",
    ),
}
BIG = {"reservation.placed", "reservation.confirmed", "reservation.cancelled", "refund.settled"}
TROUBLE = {
    *(
        "payment.declined",
        "payment.unknown",
        "stage.missed",
        "delay.offered",
        "delay.not_given",
        "notice.failed",
    ),
    *("payment.disputed", "refund.leg_stopped"),
    *("refund.leg_declined", "refund.leg_unknown", "refund.leg_returned", "refund.clock_rang"),
    *("payment.struck", "refund.hand_struck", "representative.rejected", "representative.clock_rang"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `weight`: how it is shown; `quote`: what the holder wrote; `letters`: what we wrote
    to the holder because of it, each with its act.
    """

    at: datetime
    sentence: str
    by: str
    act: str
    weight: str
    quote: str
    letters: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Chapter:
    """One of the four acts. `ahead`: what is said of it while nothing has happened in it."""

    numeral: str
    title: str
    ahead: str
    moments: list[Moment] = field(default_factory=list)


def chapters(story: Story, say: Language) -> list[Chapter]:
    """The four acts with everything that happened in each."""
    told = {
        n: Chapter(NUMERALS[n], say.text(f"act.{n}"), _ahead(n, story, say))
        for n in (RESERVED, WAITED, ASKED, BACK)
    }
    by_act: dict[str, Moment] = {}
    asking = {one.recorded.subject for one in story.told if getattr(one.recorded.act, "clock", False) is True}
    now = RESERVED
    for one in story.told:
        now = _chapter(one.recorded, now, asking)
        sentence = say.act(_key(one.recorded), _facts(one.recorded, story))
        if sentence is None:
            continue
        if isinstance(one.recorded.act, RefundPlanned) and one.recorded.act.fee is not None:
            sentence += " " + one.recorded.act.fee.told(one.recorded.act.currency, say)
        moment = _moment(one, sentence, say)
        cause = by_act.get(getattr(one.recorded.act, "cause", ""))
        if cause is not None:
            cause.letters.append((sentence, moment.act))
        else:
            by_act[moment.act] = moment
            told[now].moments.append(moment)
    return list(told.values())


def _ahead(n: int, story: Story, say: Language) -> str:
    if n == BACK and story.refunds:
        return say.text("ahead.planned")
    return say.text(f"ahead.{n}") if n > RESERVED else ""


def _chapter(recorded: Recorded, now: int, asking: set[UUID]) -> int:
    """Where an act belongs. Mail goes with what it is about; what is paid late does not turn time back."""
    tag = recorded.act.tag
    match tag.partition(".")[0]:
        case "delay" if getattr(recorded.act, "choice", "") != "leave":
            return max(now, WAITED)
        case "delay":
            return ASKED
        case "message":
            return ASKED if recorded.subject in asking else now
        case "refund":
            return ASKED if tag == "refund.planned" else BACK
        case _:
            return ASKED if tag == "reservation.cancelled" else now


def _key(recorded: Recorded) -> str:
    tag = recorded.act.tag
    if isinstance(recorded.act, ReservationCancelled) and recorded.act.channel == "seller":
        return f"{tag}/seller"
    return f"{tag}/{getattr(recorded.act, VARIANTS[tag])}" if tag in VARIANTS else tag


def _facts(recorded: Recorded, story: Story) -> dict[str, Any]:
    """What an act's sentence may name."""
    act = msgspec.structs.asdict(recorded.act)
    facts = act | {"product": story.product.name, "elapsed": act.get("elapsed_seconds", 0)}
    facts["amount"] = _amount(act, story)
    facts["way"], facts["decline"] = act.get("route"), act.get("reason")
    facts["n"] = len(act.get("legs", ()))
    facts.setdefault("why", (recorded.body or {}).get("why", ""))
    facts.setdefault("stage", _stage_of(story, act.get("payment", 0)))
    if recorded.act.tag == "notice.written":
        facts["subject"] = (recorded.body or {}).get("subject", act["template"])
    return facts


def _amount(act: Mapping[str, Any], story: Story) -> Money:
    if "amount_minor" in act:
        return Money(act["amount_minor"], act["currency"])
    refund = _refund(act, story)
    leg = refund.leg(act.get("leg", 0)) if refund else None
    return Money(leg.amount_minor if leg else 0, story.purse.currency)


def _refund(act: Mapping[str, Any], story: Story) -> Refund | None:
    return next((one for one in story.refunds if ids.outer("refund", one.id) == act.get("refund")), None)


def _moment(told: Told, sentence: str, say: Language) -> Moment:
    recorded, tag = told.recorded, told.recorded.act.tag
    weight = "big" if tag in BIG else "small" if tag in SMALL else "trouble" if tag in TROUBLE else ""
    quote = (recorded.body or {}).get("own_text", "") if tag == "message.read" else ""
    by = say.word("by", "holder" if tag == "message.received" else recorded.by.kind)
    return Moment(recorded.at, sentence, by, ids.outer("act", recorded.id), weight, str(quote)[:2_000])


def status(story: Story) -> str:
    """How the reservation stands: placed, confirmed, refunding, refunded, or cancelled with nothing paid."""
    if story.found.reservation.cancelled_at is None:
        return story.found.reservation.status
    if not story.refunds:
        return "cancelled"
    return "refunded" if all(refund.status == "settled" for refund in story.refunds) else "refunding"


def figures(story: Story, say: Language) -> list[tuple[str, str, bool]]:
    """The few numbers that matter now: label, figure, whether it is a code."""
    row, purse = story.found.reservation, story.purse
    shown = [
        (say.text("figure.position"), say.number(row.position), False),
        (say.text("figure.code"), row.code, True),
    ]
    match status(story):
        case "refunding":
            shown.append((say.text("figure.going_back"), say.money(_total(story)), False))
        case "refunded":
            shown.append((say.text("figure.back"), say.money(_total(story)), False))
            shown.append((say.text("figure.took"), say.elapsed(_elapsed(story)), False))
        case _:
            shown.append((say.text("figure.paid"), say.money(purse.paid), False))
            shown.append((say.text("figure.promise"), say.day(story.product.promise.by), False))
    return shown


def _total(story: Story) -> Money:
    given = sum(
        leg.amount_minor - _undone(leg.payment, leg.charged_back_minor, story)
        for refund in story.refunds
        for leg in refund.legs
    )
    return Money(given, story.purse.currency)


def _undone(payment: int, by_dispute_minor: int, story: Story) -> int:
    """What the holder had of a payment by a dispute that was won after all: it is planned anew, and told only once."""
    paid = story.purse.payment(payment)
    is_lost = any(dispute.status == "lost" for dispute in paid.disputes) if paid else False
    return 0 if is_lost else by_dispute_minor


def leaving(story: Story, say: Language) -> str:
    """What leaving means, on the terms that were reserved on."""
    terms = story.product.terms_of(story.found.reservation.terms_version)
    return FeeRule.leaving(terms.fee, story.product.currency, say)


def _fee(story: Story, say: Language) -> str:
    """What the seller keeps, or why it keeps nothing; empty where the terms say nothing of a fee."""
    return " ".join(refund.fee.told(refund.currency, say) for refund in story.refunds if refund.fee)


def _kept(story: Story, say: Language) -> str:
    kept = sum(leg.retained_minor for refund in story.refunds for leg in refund.legs)
    return say.money(Money(kept, story.purse.currency)) if kept else ""


def _elapsed(story: Story) -> int:
    return max(
        int((refund.settled_at - refund.asked_at).total_seconds())
        for refund in story.refunds
        if refund.settled_at is not None
    )


def upcoming(story: Story, say: Language, due: Sequence[Instruction]) -> dict[str, Any]:
    """What is next, as the page shows it: what the holder can do, and what they wait for."""
    facts: dict[str, Any] = dict.fromkeys(
        ("settled", "refund", "legs", "offer", "nothing", "fee", "kept"), None
    )
    facts |= {"stages": [], "total": "", "overpaid": None}
    standing = status(story)
    if story.above_price_minor:
        facts["overpaid"] = Money(story.above_price_minor, story.purse.currency)
    if story.refunds:
        facts |= {"legs": _legs(story, say), "total": say.money(_total(story))}
        facts |= {"fee": _fee(story, say), "kept": _kept(story, say)}
    match standing:
        case "refunding":
            open_one = next(refund for refund in story.refunds if refund.status != "settled")
            facts["refund"] = {
                "amount": Money(open_one.amount_minor, open_one.currency),
                "asked_at": open_one.asked_at,
                "promised_by": open_one.promised_by,
                "late": story.now >= open_one.promised_by,
            }
        case "refunded":
            facts["settled"] = {"amount": say.money(_total(story)), "elapsed": say.elapsed(_elapsed(story))}
        case "cancelled":
            facts["nothing"] = say.text("next.cancelled")
        case _:
            facts["offer"] = _offer(story, say)
            facts["stages"] = [
                _stage(story, stage, say, due) for stage in story.purse.stages if _lacking(stage)
            ]
            if not facts["stages"] and not facts["offer"]:
                facts["nothing"] = say.text("next.waiting")
    return facts


def _lacking(stage: Any) -> int:
    return max(int(stage.amount_minor - stage.paid_minor), 0)


def _stage(story: Story, stage: Any, say: Language, due: Sequence[Instruction]) -> dict[str, Any]:
    tries = [payment for payment in story.purse.payments if payment.stage == stage.n]
    return {
        "n": stage.n,
        "amount": Money(_lacking(stage), story.purse.currency),
        "due_at": stage.due_at,
        "missed": stage.missed,
        "method": stage.method,
        "reference": reference_of(story.purse.code),
        "transfer": next((_transfer(one, say) for one in due if one.stage == stage.n), None),
        "in_flight": any(payment.status in ("ordered", "waiting", "unknown") for payment in tries),
        "declined": tries[-1].reason if tries and tries[-1].status == "declined" else None,
    }


def _transfer(due: Instruction, say: Language) -> dict[str, Any]:
    """What a holder gives their bank, line by line, and the picture of it where banking apps know one."""
    told = due.told()
    alt = say.text("transfer.qr", amount=told.amount, to=due.beneficiary, reference=due.reference)
    return {"lines": say.transfer_lines(told), "qr": picture(due.qr, alt) if due.qr else None}


def _offer(story: Story, say: Language) -> dict[str, str] | None:
    offer = story.offer
    if offer is None or offer.answer is not None:
        return None
    reasons = {promise.version: promise.reason for promise in story.product.promises}
    reason = reasons.get(offer.promise_version) or say.text("no_reason")
    by = offer.answer_by if offer.unanswered_at is None else None
    asked = say.text("offer.answer_by", day=say.day(by.date())) if by else ""
    return {"by": say.day(offer.promised_by), "reason": reason, "asked": asked}


def _stage_of(story: Story, payment: int) -> int:
    paid = story.purse.payment(payment)
    return paid.stage if paid else 0


def _legs(story: Story, say: Language) -> Sequence[dict[str, str]]:
    return [
        {
            "label": say.text("leg.label", n=_stage_of(story, leg.payment)),
            "way": say.word("way", leg.route or next(iter(leg.routes), None)),
            "status": say.word("leg_status", "retained" if leg.route == "retained" else leg.status),
            "kept": say.money(Money(leg.retained_minor, refund.currency)),
            "amount": say.money(
                Money(leg.amount_minor - _undone(leg.payment, leg.charged_back_minor, story), refund.currency)
            ),
        }
        for refund in story.refunds
        for leg in refund.legs
        if leg.amount_minor > _undone(leg.payment, leg.charged_back_minor, story)
    ]
