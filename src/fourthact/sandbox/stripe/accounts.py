"""One account at Stripe: what was paid into it, what went back, and what its balance says of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fourthact.sandbox.clock import Clock
from fourthact.sandbox.orders import mark
from fourthact.sandbox.stripe import amounts, shapes
from fourthact.sandbox.stripe.methods import Method, in_every_account
from fourthact.sandbox.stripe.params import Wrong
from fourthact.sandbox.stripe.shapes import Thing

Tell = Callable[["Account", Thing], None]

REFUND_MOVES = {
    "pending": ("succeeded", "failed", "canceled", "requires_action"),
    "requires_action": ("pending", "succeeded", "failed", "canceled"),
    "succeeded": ("failed",),  # weeks later: the holder's bank has sent it back
}
OPEN_DISPUTES = ("needs_response", "under_review", "lost")
PAYOUT_SECONDS = 86_400
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


class Shelf(dict[str, Thing]):
    """The things of a kind by their ids, in the order in which they were made; and those about a PaymentIntent."""

    def __init__(self) -> None:
        super().__init__()
        self.about: dict[str, dict[str, Thing]] = {}

    def __setitem__(self, name: str, thing: Thing) -> None:
        super().__setitem__(name, thing)
        if thing.get("payment_intent"):
            self.about.setdefault(thing["payment_intent"], {})[name] = thing


class Account:
    """Everything of one account. What happens in it is told as events. Units: fees in basis points and minor."""

    def __init__(self, account_id: str, clock: Clock, tell: Tell) -> None:
        self.id, self._clock, self._tell = account_id, clock, tell
        self.methods: dict[str, Method] = in_every_account()
        self.things: dict[str, Shelf] = {
            kind: Shelf()
            for kind in (
                "payment_intent",
                "charge",
                "refund",
                "dispute",
                "balance_transaction",
                "payout",
                "event",
            )
        }
        self.marked: dict[tuple[str, str], dict[str, None]] = {}
        self.fee_basis_points, self.fee_minor = 290, 30
        self.settles_in: str | None = None
        self.rates: dict[str, str] = {}
        self.asked: Thing = {"id": None, "idempotency_key": None}
        self._count = 0

    @property
    def at(self) -> int:
        return int(self._clock.now.timestamp())

    def find(self, kind: str, thing_id: str, param: str | None = None) -> Thing:
        found = self.things[kind].get(thing_id)
        if found is None:
            message = f"No such {kind}: '{thing_id}'"
            raise Wrong(message, code="resource_missing", param=param or "id", status=400 if param else 404)
        return found

    def mark(self, intent: Thing) -> None:
        """Let a PaymentIntent be found by the metadata that it has now."""
        for pair in intent["metadata"].items():
            self.marked.setdefault(pair, {})[intent["id"]] = None

    def create_intent(self, words: Thing) -> Thing:
        """Refuses: an impossible amount; confirming what cannot be confirmed; an unknown PaymentMethod; its no."""
        words = {**words, "currency": words["currency"].lower()}
        amounts.check(words["amount"], words["currency"])
        confirm = words.get("confirm", False)
        if words.get("off_session") and not confirm:
            raise Wrong("`off_session` can only be used when `confirm` is true.", param="off_session")
        if words.get("capture_method", "automatic") not in ("automatic", "automatic_async"):
            raise Wrong("This sandbox captures at once.", code="sandbox_unsupported", param="capture_method")
        redirects = words.get("automatic_payment_methods", {}).get("allow_redirects", "always")
        if confirm and redirects == "always" and "return_url" not in words:
            raise Wrong("A `return_url` is needed where payment methods may redirect.", param="return_url")
        if confirm and "payment_method" not in words:
            raise Wrong(
                "You cannot confirm this PaymentIntent without a payment method.",
                code="parameter_missing",
                param="payment_method",
            )
        if "payment_method" in words and words["payment_method"] not in self.methods:
            name = words["payment_method"]
            raise Wrong(f"No such PaymentMethod: '{name}'", code="resource_missing", param="payment_method")
        intent = shapes.intent(self._name("pi"), self.at, words)
        self._keep(intent, "payment_intent.created")
        self.mark(intent)
        if confirm:
            self._confirm(intent, words["payment_method"])
        return intent

    def _confirm(self, intent: Thing, method_id: str) -> None:
        method = self.methods[method_id]
        status = "failed" if method.code else "pending" if method.is_processing else "succeeded"
        charge = shapes.charge(self._name("ch"), self.at, intent, method_id, method, status)
        self.things["charge"][charge["id"]] = charge
        intent["latest_charge"] = charge["id"]
        if status == "failed":
            error = shapes.decline(method, charge["id"], method_id)
            intent["last_payment_error"] = error
            self.tell("charge.failed", charge)
            self.tell("payment_intent.payment_failed", intent)
            raise Wrong(**error, status=402, executed=True, payment_intent=intent)
        intent["payment_method"] = method_id
        if status == "pending":
            intent["status"] = "processing"
            self.tell("payment_intent.processing", intent)
            self._later(
                method.settles_after_seconds, intent["id"], lambda: self._take(intent, charge, method)
            )
            return
        self._take(intent, charge, method)

    def _take(self, intent: Thing, charge: Thing, method: Method) -> None:
        charge["balance_transaction"] = self.book(
            "charge", charge["id"], intent["amount"], None, intent["currency"]
        )
        charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
        intent.update(status="succeeded", amount_received=intent["amount"])
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)
        if method.disputes:
            self.dispute(charge, method.disputes, "needs_response")

    def cancel_intent(self, intent: Thing, words: Thing) -> Thing:
        """Refuses: what has succeeded or was canceled."""
        if intent["status"] in ("succeeded", "canceled", "processing"):
            message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
            raise Wrong(message, code="payment_intent_unexpected_state", executed=True)
        intent.update(
            status="canceled", canceled_at=self.at, cancellation_reason=words.get("cancellation_reason")
        )
        self.tell("payment_intent.canceled", intent)
        return intent

    def create_refund(self, words: Thing) -> Thing:
        """Refuses: no charge or two; one not paid; one disputed; one given back; more than is left."""
        if ("charge" in words) == ("payment_intent" in words):
            raise Wrong(
                "Specify exactly one of `charge` and `payment_intent`.",
                code="parameter_missing",
                param="payment_intent",
            )
        if words.get("reason") not in (None, *REASONS):
            raise Wrong(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
        charge = self._paid(words)
        left = charge["amount"] - charge["amount_refunded"]
        if charge["disputed"] and any(
            dispute["charge"] == charge["id"] and dispute["status"] in OPEN_DISPUTES
            for dispute in self.things["dispute"].values()
        ):
            raise Wrong(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
                executed=True,
            )
        if not left:
            raise Wrong(
                f"Charge {charge['id']} has already been refunded.",
                code="charge_already_refunded",
                executed=True,
            )
        amount = words.get("amount", left)
        if amount < 1:
            raise Wrong(
                "This value must be greater than or equal to 1.",
                code="parameter_invalid_integer",
                param="amount",
            )
        amounts.check(max(amount, amounts.MINIMUM.get(charge["currency"], 1)), charge["currency"])
        if amount > left:
            raise Wrong(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
                executed=True,
            )
        refund = shapes.refund(self._name("re"), self.at, charge, amount, words)
        self._give(refund, charge)
        return refund

    def _paid(self, words: Thing) -> Thing:
        if "charge" in words:
            charge = self.find("charge", words["charge"], "charge")
        else:
            intent = self.find("payment_intent", words["payment_intent"], "payment_intent")
            charge = self.things["charge"].get(intent["latest_charge"] or "", {"status": "none"})
        if charge["status"] != "succeeded":
            message = "There is no successful charge to refund."
            raise Wrong(
                message, code="payment_intent_unexpected_state", param="payment_intent", executed=True
            )
        return charge

    def _give(self, refund: Thing, charge: Thing) -> None:
        method = self.methods[charge["payment_method"]]
        refund["balance_transaction"] = self.book(
            "refund", refund["id"], -refund["amount"], 0, refund["currency"]
        )
        self._refunded(charge, refund["amount"])
        status = "succeeded" if method.refunds == "fails_later" else method.refunds
        if status == "requires_action":
            refund["next_action"] = {"type": "display_details"}
        refund["status"] = "pending" if status == "failed" else status
        self._keep(refund, "refund.created")
        self.tell("charge.refunded", charge)
        if status == "failed":
            self.move_refund(refund, "failed", method.failure_reason)
        elif method.refunds == "fails_later":
            reason = method.failure_reason
            self._later(method.fails_after_seconds, refund["id"], lambda: self._fail(refund, reason))
        elif status == "pending":
            self._later(method.settles_after_seconds, refund["id"], lambda: self._settle(refund))

    def _fail(self, refund: Thing, reason: str) -> None:
        if refund["status"] in REFUND_MOVES:
            self.move_refund(refund, "failed", reason)

    def _settle(self, refund: Thing) -> None:
        if refund["status"] == "pending":
            self.move_refund(refund, "succeeded", None)

    def move_refund(self, refund: Thing, status: str, reason: str | None) -> Thing:
        """What becomes of a refund. Refuses a way that no refund goes."""
        before = refund["status"]
        if status not in REFUND_MOVES.get(before, ()):
            message = f"A refund that is {before} does not become {status}."
            raise Wrong(message, code="refund_unexpected_state", executed=True)
        refund["status"] = status
        if status in ("failed", "canceled"):
            refund["failure_reason"] = reason or ("merchant_request" if status == "canceled" else "unknown")
            back = self.book("refund_failure", refund["id"], refund["amount"], 0, refund["currency"])
            refund["failure_balance_transaction"] = back
            self._refunded(self.find("charge", refund["charge"]), -refund["amount"])
        previous = {"status": before}
        self.tell("refund.updated", refund, previous)
        self.tell("charge.refund.updated", refund, previous)
        if status == "failed":
            self.tell("refund.failed", refund, previous)
        return refund

    def _refunded(self, charge: Thing, amount: int) -> None:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]

    def dispute(self, charge: Thing, reason: str, status: str) -> Thing:
        """The holder's bank takes a charge back, or (`warning_…`) asks about it first."""
        dispute = shapes.dispute(self._name("dp"), self.at, charge, reason, status)
        charge["disputed"] = True
        self._keep(dispute, "charge.dispute.created")
        if not status.startswith("warning"):
            self._withdraw(dispute)
        return dispute

    def move_dispute(self, dispute: Thing, status: str) -> Thing:
        """What becomes of a dispute; won, its money comes back."""
        previous = {"status": dispute["status"]}
        if dispute["status"].startswith("warning") and status == "needs_response":
            self._withdraw(dispute)
        dispute.update(status=status, is_charge_refundable=status in ("won", "warning_closed"))
        if status == "won":
            self._book_dispute(dispute, dispute["amount"], 0)
            self.tell("charge.dispute.funds_reinstated", dispute)
        closed = status in ("won", "lost", "warning_closed")
        self.tell("charge.dispute.closed" if closed else "charge.dispute.updated", dispute, previous)
        return dispute

    def answer_dispute(self, dispute: Thing, words: Thing) -> Thing:
        """Keep evidence, and send it if told to. Refuses a dispute that is closed."""
        if dispute["status"] not in ("needs_response", "warning_needs_response"):
            raise Wrong("This dispute is closed or under review.", code="dispute_closed", executed=True)
        dispute["evidence"].update(words.get("evidence", {}))
        dispute["metadata"].update(words.get("metadata", {}))
        dispute["evidence_details"]["has_evidence"] = any(
            text for word, text in dispute["evidence"].items() if word != "enhanced_evidence"
        )
        if words.get("submit", True) and words.get("evidence"):
            dispute["evidence_details"]["submission_count"] += 1
            warning = dispute["status"].startswith("warning")
            return self.move_dispute(dispute, "warning_under_review" if warning else "under_review")
        return dispute

    def _withdraw(self, dispute: Thing) -> None:
        self._book_dispute(dispute, -dispute["amount"], 1_500)
        self.tell("charge.dispute.funds_withdrawn", dispute)

    def _book_dispute(self, dispute: Thing, amount: int, fee: int) -> None:
        line = self.book("adjustment", dispute["id"], amount, fee, dispute["currency"])
        dispute["balance_transactions"].append(self.find("balance_transaction", line))

    def balance(self) -> Thing:
        """What the seller has at Stripe, from the lines."""
        sums: dict[str, dict[str, int]] = {"available": {}, "pending": {}}
        for line in self.transactions():
            purse = sums[line["status"]]
            purse[line["currency"]] = purse.get(line["currency"], 0) + line["net"]
        shown = {
            state: [
                {"amount": amount, "currency": currency, "source_types": {"card": amount}}
                for currency, amount in purse.items()
            ]
            for state, purse in sums.items()
        }
        return {"object": "balance", "livemode": False, "connect_reserved": [], **shown}

    def transactions(self) -> list[Thing]:
        lines = list(self.things["balance_transaction"].values())
        for line in lines:
            line["status"] = "available" if line["available_on"] <= self.at else "pending"
        return lines

    def pay_out(self, currency: str) -> Thing:
        """Hand over to the bank what is available; it arrives a day later. Refuses: nothing is."""
        free = [
            t for t in self.transactions()
            if t["currency"] == currency and t["status"] == "available" and "_payout" not in t
        ]  # fmt: skip
        amount = sum(line["net"] for line in free)
        if amount <= 0:
            raise Wrong(f"There is no {currency} to pay out.", code="balance_insufficient")
        name = self._name("po")
        line = self.find("balance_transaction", self._line("payout", name, -amount, 0, currency, None))
        for contained in (*free, line):
            contained["_payout"] = name
        line["available_on"] = self.at
        payout = shapes.payout(name, self.at, amount, currency, line["id"])
        self._keep(payout, "payout.created")
        self._later(PAYOUT_SECONDS, name, lambda: self._arrive(payout))
        return payout

    def _arrive(self, payout: Thing) -> None:
        if payout["status"] == "in_transit":
            payout.update(
                status="paid", trace_id={"status": "supported", "value": mark("trace", payout["id"])}
            )
            self.tell("payout.paid", payout, {"status": "in_transit"})

    def fail_payout(self, payout: Thing, code: str) -> Thing:
        """The seller's bank does not take a payout: it is in the balance again. Refuses one that failed already."""
        before = payout["status"]
        if before not in ("in_transit", "paid"):
            raise Wrong(f"A payout that is {before} does not fail.", code="payout_unexpected_state")
        back = self._line("payout_failure", payout["id"], payout["amount"], 0, payout["currency"], None)
        self.find("balance_transaction", back)["available_on"] = self.at
        payout.update(
            status="failed", failure_code=code, failure_message=code.replace("_", " "),
            failure_balance_transaction=back,
        )  # fmt: skip
        self.tell("payout.failed", payout, {"status": before})
        return payout

    def book(self, kind: str, source: str, amount: int, fee: int | None, currency: str) -> str:
        """A line of the balance, in the currency that the account is paid in, and its name. `fee`: None for what a
        charge costs."""
        into = self.settles_in or currency
        rate = None if into == currency else self.rates[currency]
        if rate is not None:
            amount, currency = amounts.convert(amount, currency, rate, into), into
        if fee is None:
            fee = amount * self.fee_basis_points // 10_000 + self.fee_minor
        return self._line(kind, source, amount, fee, currency, rate)

    def _line(self, kind: str, source: str, amount: int, fee: int, currency: str, rate: str | None) -> str:
        name = self._name("txn")
        line = shapes.transaction(name, self.at, kind, source, amount, fee, currency)
        line["exchange_rate"] = None if rate is None else float(rate)
        self.things["balance_transaction"][name] = line
        return name

    def tell(self, kind: str, about: Thing, previous: Thing | None = None) -> None:
        event = shapes.event(
            self._name("evt"), self.at, kind, copy.deepcopy(about), previous, dict(self.asked)
        )
        self.things["event"][event["id"]] = event
        self._tell(self, event)

    def _keep(self, thing: Thing, news: str) -> None:
        self.things[thing["object"]][thing["id"]] = thing
        self.tell(news, thing)

    def _later(self, seconds: int, label: str, happen: Callable[[], Any]) -> None:
        self._clock.at(self._clock.now + timedelta(seconds=seconds), label, happen)

    def _name(self, prefix: str) -> str:
        self._count += 1
        return mark(prefix, self.id, str(self._count))
