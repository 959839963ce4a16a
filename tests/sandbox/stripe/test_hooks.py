"""Our Stripe's webhooks: signed as Stripe signs, and doubled, late, out of order, lost or tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe as library

from fourthact.sandbox.stripe.control import StripeControl, running

SECRET = "whsec_of_the_endpoint"
CENTURIES = 10**10  # the world's clock is moved by hand, the library's is not
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Ear:
    """An endpoint that checks what it hears with the official library. `says`: its answers, then 200."""

    url: str
    heard: list[library.Event] = field(default_factory=list)
    says: list[int] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [str(event.type) for event in self.heard]


@contextmanager
def listening() -> Iterator[Ear]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            event = library.Webhook.construct_event(
                body, self.headers["stripe-signature"], SECRET, tolerance=CENTURIES
            )
            ear.heard.append(event)
            self.send_response(ear.says.pop(0) if ear.says else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    ear = Ear(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def heard(*manners: dict[str, object], says: tuple[int, ...] = ()) -> Iterator[tuple[StripeControl, Ear]]:
    """A charge that was given back, as an endpoint hears it."""
    with listening() as ear, running() as control:
        ear.says = list(says)
        control.advance(NOON)
        control.open(control.account, endpoints=[{"url": ear.url, "secret": SECRET}])
        control.manners(*manners)
        client = library.StripeClient(control.key, base_addresses={"api": control.http})
        never = {"enabled": True, "allow_redirects": "never"}
        intent = client.v1.payment_intents.create(
            {
                "amount": 1_000,
                "currency": "usd",
                "payment_method": "pm_card_visa",
                "confirm": True,
                "automatic_payment_methods": never,  # type: ignore[typeddict-item]
            }
        )
        client.v1.refunds.create({"payment_intent": intent.id})
        control.advance(NOON)
        yield control, ear


STORY = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "refund.created",
    "charge.refunded",
]


def test_everything_is_told_in_order_and_signed() -> None:
    with heard() as (control, ear):
        assert ear.kinds == STORY
        assert [hook["state"] for hook in control.webhooks()] == ["accepted"] * 5


def test_told_twice_it_is_the_same_event() -> None:
    with heard({"event": "refund.*", "manner": "twice"}) as (_, ear):
        first, second = [event.id for event in ear.heard if event.type == "refund.created"]
        assert first == second


def test_told_late_lost_and_out_of_order() -> None:
    manners: list[dict[str, object]] = [
        {"event": "charge.succeeded", "manner": "lost"},
        {"event": "payment_intent.created", "manner": "late", "late_seconds": 86_400},
        {"event": "refund.created", "manner": "last"},
    ]
    with heard(*manners) as (control, ear):
        control.advance(NOON + timedelta(seconds=1))
        assert ear.kinds == ["payment_intent.succeeded", "charge.refunded", "refund.created"]
        control.advance(NOON + timedelta(days=1))
        assert ear.kinds[3:] == ["payment_intent.created"]


def test_what_is_not_taken_is_told_again() -> None:
    with heard(says=(500,)) as (control, ear):
        assert ear.kinds == STORY
        control.advance(NOON + timedelta(minutes=2))
        assert ear.kinds[5:] == ["payment_intent.created"]
        assert ear.heard[0].id == ear.heard[5].id


def test_a_failed_refund_tells_what_it_was_before() -> None:
    with heard() as (control, ear):
        refund = next(iter(control.books()["refund"]))["id"]
        control.move_refund(refund, "failed", "lost_or_stolen_card")
        control.advance(NOON)
        news = {event.type: event.data for event in ear.heard[5:]}
        assert set(news) == {"refund.updated", "charge.refund.updated", "refund.failed"}
        before = news["refund.failed"].previous_attributes
        assert before is not None
        assert before["status"] == "succeeded"
        assert news["refund.failed"].object["failure_reason"] == "lost_or_stolen_card"
        charge = next(iter(control.books()["charge"]))
        assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
