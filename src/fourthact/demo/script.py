"""The story's script: who does what when. Figures and dates are the model case's, names are invented."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default as modern
from functools import partial
from pathlib import Path
from typing import Any

from fourthact.demo import letter
from fourthact.demo.browser import Browser
from fourthact.demo.stage import Api, Stage
from fourthact.sandbox.control import Control
from fourthact.values.money import Money

SELLER, DOMAIN = "Example Motors", "example-motors.example"
HOLDER, HOLDER_MAIL = "Cléo Exemple", "cleo@holder.example"
HOLDER_ACCOUNT = "021000021-000123456789"  # an invented account at a routing number
OLD_ADDRESS, NEW_ADDRESS = f"reservations@{DOMAIN}", f"care@{DOMAIN}"
BEGINS_AT = datetime(2017, 11, 16, 9, tzinfo=UTC)
ASKED_AT = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
SLIPS = (
    (datetime(2019, 11, 4, 10, tzinfo=UTC), date(2022, 12, 31), "The drive unit is being redesigned."),
    (datetime(2021, 9, 2, 10, tzinfo=UTC), date(2023, 12, 31), "Parts are short across the industry."),
    (datetime(2023, 5, 17, 10, tzinfo=UTC), date(2024, 12, 31), "Engineering is not complete."),
    (datetime(2024, 6, 14, 10, tzinfo=UTC), date(2025, 12, 31), "Production has been scheduled anew."),
    (datetime(2025, 6, 3, 10, tzinfo=UTC), None, "The product is in design development."),
)
WAIT_SECONDS_MAX = 60

Say = Callable[[datetime, str], None]


LEAVING, STAYING = {"cancel", "leave", "money"}, {"keep", "thanks"}


@dataclass(frozen=True, slots=True)
class Played:
    """How the story ended. `message`: what became of the holder's mail."""

    reservation: str
    page: str
    product: str
    message: dict[str, Any]
    refund: dict[str, Any] | None


class Script:
    """The six scenes of the story, in order."""

    def __init__(self, stage: Stage, language: str, mail: Path | None, say: Say) -> None:
        self._stage, self._language, self._mail, self._say = stage, language, mail, say
        self._ana, self._bo = Api(stage.url, stage.ana), Api(stage.url, stage.bo)
        self._holder = Browser()
        self._now = BEGINS_AT

    @property
    def world(self) -> Control:
        return self._stage.world

    def play(self) -> Played:
        """Everything, from the first act to the last."""
        self._open()
        self._reserve()
        self._slip()
        message = self._ask()
        refund = self._give_back(message) if message["outcome"] == "cancelled" else None
        return Played(self._reservation, self._page, self._product, message, refund)

    def _tell(self, what: str) -> None:
        self._say(self._now, what)

    def _at(self, moment: datetime) -> None:
        """Move the clock; whatever falls due on the way happens on the way."""
        self._ana.post("/clock", {"to": moment.strftime("%Y-%m-%dT%H:%M:%SZ")})
        self._now = moment

    def _open(self) -> None:
        self.world.account(
            self._stage.seller.id,
            notice_url=f"{self._stage.url}/api/v1/rails/sandbox/notices/{self._stage.seller.id}",
            notice_secret=self._stage.notice_secret,
            booking_times=["06:00"],
        )
        self.world.outside(HOLDER_ACCOUNT, HOLDER)
        self._old_id = self._ana.post("/addresses", {"address": OLD_ADDRESS})["id"]
        product = {
            "name": "Roadster",
            "slug": "roadster",
            "currency": "USD",
            "stages": [
                {"n": 1, "amount_minor": 500_000, "method": "card", "rail": "sandbox", "due_days": 0},
                {"n": 2, "amount_minor": 4_500_000, "method": "transfer", "rail": "sandbox", "due_days": 10},
            ],
            "terms": "You may leave at any time and get back everything you paid.",
            "promise_by": "2020-12-31",
        }
        self._product = self._ana.post("/products", product)["id"]
        self._tell(
            "Example Motors opens reservations: $5,000 by card at once, $45,000 by wire; promise: 2020"
        )

    def _reserve(self) -> None:
        self._at(datetime(2018, 7, 11, 9, tzinfo=UTC))
        self._holder.open(f"{self._stage.url}/{self._language}/p/{self._stage.seller.id}/roadster")
        self._holder.fill(name=HOLDER, email=HOLDER_MAIL)
        self._page = self._holder.url
        self._reservation = self._ana.get("/reservations")["reservations"][0]["id"]
        self._tell("A holder reserves on the page, and has a place in line before any money moves")
        card = self.world.card("4242424242424242", date(2023, 4, 30), HOLDER, gives_back_when_expired=False)
        self._holder.fill(card=card)
        self._until(lambda: self._shown()["purse"]["paid_minor"] == 500_000, "the card stage is paid")
        self._tell("The card stage is paid: $5,000")
        reference = next(s["reference"] for s in self._shown()["purse"]["stages"] if s["reference"])
        self.world.wire(
            self._stage.seller.id,
            Money(4_500_000, "USD"),
            f"Deposit {reference}",
            payer_name=HOLDER,
            payer_account=HOLDER_ACCOUNT,
            at=datetime(2018, 7, 17, 8, tzinfo=UTC),
        )
        self._at(datetime(2018, 7, 17, 12, tzinfo=UTC))
        self._until(lambda: self._shown()["status"] == "confirmed", "the reservation is confirmed")
        self._tell(f"The wire stands in the bank's statement, matched by {reference}: $45,000; confirmed")

    def _slip(self) -> None:
        for place, (moment, by, reason) in enumerate(SLIPS):
            if place == 2:
                self._retire()
            self._at(moment)
            promised_by = None if by is None else by.isoformat()
            self._ana.post(f"/products/{self._product}/promises", {"by": promised_by, "reason": reason})
            self._until(partial(self._asked_about, place + 2), "the holder is asked")
            self._holder.open(self._page)
            self._holder.fill(choice="wait")
            when = "no date at all" if by is None else str(by.year)
            self._tell(f"The promise slips to {when}; the holder is told and asked, and waits")

    def _asked_about(self, version: int) -> bool:
        offer = self._shown()["offer"]
        return offer is not None and offer["promise_version"] == version

    def _retire(self) -> None:
        self._at(datetime(2021, 11, 15, 9, tzinfo=UTC))
        self._ana.post("/addresses", {"address": NEW_ADDRESS})
        self._ana.post(f"/addresses/{self._old_id}/retirement")
        self._tell(f"The seller retires {OLD_ADDRESS}")

    def _ask(self) -> dict[str, Any]:
        self._at(ASKED_AT)
        number, old = self._old_mail()
        reply = self._reply(number, old)
        letter.deliver(reply, OLD_ADDRESS, self._stage.lmtp_port)
        self._tell("The holder answers the mail of 2018, at the address that died in 2021")
        self._until(lambda: self._message()["status"] != "received", "the mail is read")
        message = self._message()
        said = ", ".join(self._intents(message)) or "nothing asked"
        if message["status"] == "open":
            return self._decide(message, said)
        self._tell(f"The mail is understood ({said}): {message['outcome']}")
        return message

    def _decide(self, message: dict[str, Any], said: str) -> dict[str, Any]:
        """What the reader left to a person, Bo decides: he weighs what speaks for leaving against what for staying."""
        found = set(self._intents(message))
        leaves = self._clock_runs(message) and len(found & LEAVING) > len(found & STAYING)
        outcome = "cancelled" if leaves else "noted"
        self._tell(
            f"The reader is not certain ({said}) and leaves it to a person; Bo reads the mail: {outcome}"
        )
        decision = {"outcome": outcome, "reservation": self._reservation if outcome == "cancelled" else None}
        self._bo.post(f"/messages/{message['id']}/decision", decision)
        return self._message()

    def _clock_runs(self, message: dict[str, Any]) -> bool:
        """Whether the reader started the refund's clock for this mail."""
        acts = self._bo.get(f"/reservations/{self._reservation}/acts")["acts"]
        read = [json.loads(act["act"])["data"] for act in acts if act["tag"] == "message.read"]
        return any(data["clock"] for data in read)

    def _reply(self, number: int, old: Any) -> letter.Reply:
        if self._mail is not None:
            return letter.from_file(self._mail, HOLDER_MAIL, OLD_ADDRESS, old["Message-ID"])
        quoted = old.get_body(("plain",)).get_content()
        return letter.own(self._language, HOLDER_MAIL, OLD_ADDRESS, old["Message-ID"], quoted)

    def _old_mail(self) -> tuple[int, Any]:
        number = self.world.mails(HOLDER_MAIL)[0]["n"]
        return number, message_from_bytes(self.world.mail(number), policy=modern)

    def _message(self) -> dict[str, Any]:
        messages = self._bo.get("/messages")["messages"]
        self._until_any(messages)
        found: dict[str, Any] = self._bo.get(f"/messages/{self._bo.get('/messages')['messages'][0]['id']}")
        found["words"] = found.get("words") or {}
        return found

    def _intents(self, message: dict[str, Any]) -> list[str]:
        found = [evidence["intent"] for evidence in message["words"].get("evidence", [])]
        return sorted(set(found))

    def _until_any(self, messages: list[Any]) -> None:
        if not messages:
            self._until(lambda: self._bo.get("/messages")["messages"], "the mail is stored")

    def _give_back(self, message: dict[str, Any]) -> dict[str, Any]:
        refund = self._shown()["refunds"][0]
        self._at(datetime(2025, 10, 30, 10, 5, tzinfo=UTC))
        for name, staff in (("Ana", self._ana), ("Bo", self._bo)):
            staff.post(f"/refunds/{refund}/approvals", {"plan_act": self._refund(refund)["plan_act"]})
            self._tell(f"{name} approves the refund")
        self._until(
            lambda: all(leg["status"] == "sent" for leg in self._refund(refund)["legs"]), "both legs are sent"
        )
        self._tell(
            "The card of 2018 is dead: that leg goes to the account the wire came from; both legs are sent"
        )
        self._at(datetime(2025, 10, 31, 8, 30, tzinfo=UTC))
        self._until(lambda: self._refund(refund)["status"] == "settled", "the refund is settled")
        self._tell("The bank's statement shows both; the refund is settled")
        return self._refund(refund)

    def _refund(self, refund: str) -> dict[str, Any]:
        found: dict[str, Any] = self._ana.get(f"/refunds/{refund}")
        return found

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self._ana.get(f"/reservations/{self._reservation}")
        return shown

    def _until(self, happened: Callable[[], object], what: str) -> None:
        end = time.monotonic() + WAIT_SECONDS_MAX
        while not happened():
            if time.monotonic() > end:
                raise RuntimeError(
                    f"waited {WAIT_SECONDS_MAX} s in vain until {what}; the logs are in {self._stage.logs}"
                )
            time.sleep(0.03)
