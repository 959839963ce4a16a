"""Which acts a holder is told of, and with what facts; the words are the languages'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fourthact.acts import Recorded
from fourthact.contacts import ContactAdded, ContactConfirmed, ContactList, ContactRetired, ContactStopped
from fourthact.correspondence.acts import MessageRead, Unreached
from fourthact.correspondence.answering import calls_for_answer
from fourthact.languages import DepositStage, Language
from fourthact.payments import Instruction, PaymentDeclined, PaymentReceived, Purse, StageMissed, reference_of
from fourthact.people import RepresentativeNamed
from fourthact.products import FeeRule, Product
from fourthact.refunds import (
    RefundClockRang,
    RefundCoolingLate,
    RefundFeeWaived,
    RefundLegSettled,
    RefundPlanned,
    RefundSettled,
)
from fourthact.reservations import Found, ReservationCancelled, ReservationConfirmed, ReservationPlaced
from fourthact.values import ids
from fourthact.values.money import Money


@dataclass(frozen=True, slots=True)
class Case:
    """What a notice can speak of: the reservation as it stands when the notice is written.

    `to`: the contact that it goes to; `confirm_url`: where whoever reads that one confirms it.
    """

    found: Found
    product: Product
    purse: Purse
    page_url: str
    refunds: tuple[RefundPlanned, ...] = ()
    due: Sequence[Instruction] = ()
    contacts: ContactList | None = None
    unreached: tuple[Unreached, ...] = ()
    to: int = 0
    confirm_url: str = ""
    receipt_key: str = ""
    recovery_url: str = ""

    def refund(self, name: str) -> RefundPlanned | None:
        return next((planned for planned in self.refunds if planned.refund == name), None)

    def leaving(self, say: Language) -> str:
        """What leaving means, on the terms that were reserved on."""
        terms = self.product.terms_of(self.found.reservation.terms_version)
        return FeeRule.leaving(terms.fee, self.product.currency, say)

    def facts(self) -> dict[str, Any]:
        """The facts that every notice may name."""
        return {
            "name": self.found.holder.name or "",
            "product": self.product.name,
            "code": self.found.reservation.code,
            "position": self.found.reservation.position,
            "page_url": self.page_url,
        }


Facts = dict[str, Any]
Teller = Callable[[Any, Recorded, Case, Language], tuple[str, Facts] | None]


def _placed(act: ReservationPlaced, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    stages = [
        DepositStage(
            s.n,
            Money(s.amount_minor, act.currency),
            s.method,
            s.due_at,
            reference_of(act.code) if s.method == "transfer" else None,
        )
        for s in act.stages
    ]
    told = say.instructions_text([due.told() for due in case.due])
    facts = {
        "stages_text": say.stages_text(stages),
        "instructions_text": told,
        "leave_text": case.leaving(say),
    }
    return "reserved", facts | {"receipt_key": case.receipt_key, "recovery_url": case.recovery_url}


def _received(act: PaymentReceived, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    return "payment_received", {
        "amount": Money(act.amount_minor, act.currency),
        "total_paid": case.purse.paid,
        "reference": act.reference,
        "leave_text": case.leaving(say),
    }


def _declined(act: PaymentDeclined, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    payment = case.purse.payment(act.payment)
    return "payment_declined", {"stage": payment.stage if payment else 0, "reason": act.reason}


def _missed(act: StageMissed, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    stage = case.purse.stage(act.stage)
    assert stage is not None
    lacking = Money(stage.amount_minor - stage.paid_minor, case.purse.currency)
    facts = {"stage": act.stage, "amount": lacking}
    if stage.method == "card":
        return "stage_missed_card", facts
    told = say.instructions_text([due.told() for due in case.due if due.stage == act.stage])
    return "stage_missed", facts | {"reference": reference_of(case.purse.code), "instructions_text": told}


def _confirmed(act: ReservationConfirmed, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    return "confirmed", {"amount": case.purse.paid}


def _read(act: MessageRead, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts] | None:
    if not calls_for_answer(act):
        return None
    template = "request_received" if act.outcome == "cancelled" else "request_seen_by_person"
    return template, {"received_at": recorded.at}


def _cancelled(act: ReservationCancelled, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    rest = next((plan for plan in reversed(case.refunds) if plan.asked_at == act.asked_at), None)
    fee = rest.fee if rest else None
    # Who did not ask for it is not told that they did.
    why = (recorded.body or {}).get("why")
    opening = say.word(
        "cancellation",
        act.channel,
        product=case.product.name,
        code=case.purse.code,
        asked_at=act.asked_at,
        why=why or say.text("no_reason"),
    )
    return "cancelled_fee" if fee else "cancelled", {
        "opening_text": opening,
        "fee_text": fee.told(case.purse.currency, say) if fee else "",
        "amount": Money(rest.amount_minor if rest else 0, case.purse.currency),
        "promised_by": rest.promised_by if rest else act.asked_at,
    }


def _planned(act: RefundPlanned, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts] | None:
    if act.extent == "whole":  # who leaves is told of the cancellation
        return None
    return "refund_part_planned", {
        "amount": Money(act.amount_minor, act.currency),
        "promised_by": act.promised_by,
    }


def _waived(act: RefundFeeWaived, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts] | None:
    plan = case.refund(act.refund)
    if act.why != "waived" or plan is None:
        return None
    amounts = {"amount": act.amount_minor, "total": plan.amount_minor}
    return "refund_fee_waived", {name: Money(minor, act.currency) for name, minor in amounts.items()}


def _leg(act: RefundLegSettled, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    return "refund_leg_settled", {
        "amount": Money(act.amount_minor, act.currency),
        "way": act.route,
        "reference": act.reference,
    }


def _settled(act: RefundSettled, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    plan = case.refund(act.refund)
    return "refund_settled" if plan is None or plan.extent == "whole" else "refund_part_settled", {
        "amount": Money(act.amount_minor, act.currency),
        "elapsed": act.elapsed_seconds,
    }


def _late(act: RefundClockRang, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts] | None:
    plan = case.refund(act.refund)
    if act.which != "promise" or plan is None:
        return None
    return "refund_late", {
        "amount": Money(plan.amount_minor, plan.currency),
        "promised_by": plan.promised_by,
    }


def _represented(
    act: RepresentativeNamed, recorded: Recorded, case: Case, say: Language
) -> tuple[str, Facts]:
    return "representative_named", {}


def _contact_added(
    act: ContactAdded, recorded: Recorded, case: Case, say: Language
) -> tuple[str, Facts] | None:
    if case.to == act.contact:
        return ("contact_confirm", {"confirm_url": case.confirm_url}) if act.confirm else None
    return "contact_added", _contact_facts(act.contact, recorded, case) | {
        "until": act.cools_until or recorded.at
    }


def _contact_confirmed(
    act: ContactConfirmed, recorded: Recorded, case: Case, say: Language
) -> tuple[str, Facts] | None:
    # Whoever came back has no link any more; everybody else has one.
    way = case.contacts.way(act.contact) if case.contacts else None
    came_back = way is not None and way.source == "recovery" and case.to == act.contact
    return ("contact_ready", {}) if came_back else None


def _contact_retired(act: ContactRetired, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    return "contact_retired", _contact_facts(act.contact, recorded, case)


def _contact_stopped(
    act: ContactStopped, recorded: Recorded, case: Case, say: Language
) -> tuple[str, Facts] | None:
    # Whoever was stopped need not hear it from us.
    return (
        None if case.to == act.contact else ("contact_stopped", _contact_facts(act.contact, recorded, case))
    )


def _cooling(act: RefundCoolingLate, recorded: Recorded, case: Case, say: Language) -> tuple[str, Facts]:
    plan = case.refund(act.refund)
    amount = next((leg.amount_minor for leg in plan.legs if leg.n == act.leg), 0) if plan else 0
    return "refund_cooling", {
        "amount": Money(amount, case.purse.currency),
        "until": act.not_before,
        "statutory_by": act.statutory_by,
    }


def _contact_facts(number: int, recorded: Recorded, case: Case) -> Facts:
    way = case.contacts.way(number) if case.contacts else None
    address = way.address if way and way.address else case.found.holder.email if number == 0 else None
    kind = way.kind if way else "mail"
    facts = {"address": masked(address or "", kind), "at": recorded.at}
    return facts | {"contacts_url": f"{case.page_url}/contacts"}


def masked(address: str, kind: str) -> str:
    """An address as somebody may see who need not know it: enough to know one's own by."""
    if kind == "post":
        return "…, " + " ".join(address.splitlines()[-1:])
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


# What every contact hears of, and not the first that can be reached: a change of the contacts themselves.
TO_ALL: tuple[type[Any], ...] = (ContactAdded, ContactConfirmed, ContactRetired, ContactStopped)

TOLD: Mapping[type[Any], Teller] = {
    ReservationPlaced: _placed,
    PaymentReceived: _received,
    PaymentDeclined: _declined,
    StageMissed: _missed,
    ReservationConfirmed: _confirmed,
    MessageRead: _read,
    ReservationCancelled: _cancelled,
    RefundPlanned: _planned,
    RefundFeeWaived: _waived,
    RefundLegSettled: _leg,
    RefundSettled: _settled,
    RefundClockRang: _late,
    RepresentativeNamed: _represented,
    ContactAdded: _contact_added,
    ContactConfirmed: _contact_confirmed,
    ContactRetired: _contact_retired,
    ContactStopped: _contact_stopped,
    RefundCoolingLate: _cooling,
}


def tell(recorded: Recorded, case: Case, language: Language) -> tuple[str, Facts] | None:
    """The template and the facts for an act; None where the holder need not be told."""
    teller = TOLD.get(type(recorded.act))
    said = teller(recorded.act, recorded, case, language) if teller else None
    return None if said is None else (said[0], case.facts() | said[1])


def reservation_of(recorded: Recorded) -> Any:
    """Whose holder an act is told to; None for a message that belongs to no reservation."""
    if isinstance(recorded.act, MessageRead):
        name = recorded.act.reservation
        return None if name is None else ids.inner("reservation", name)
    return recorded.subject
