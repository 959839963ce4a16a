"""Lives: what each person will do, drawn from the seed, and how they do it with what they know.

A person knows their own letters, receipts, cards, accounts and what they asked for. What they mean is never told
to the app except in the words and deeds of a holder; the auditor hears it afterwards.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

from tests.simulate import post
from tests.simulate.browser import submit
from tests.simulate.words import LETTERS, NAMES, Sort
from tests.simulate.world import Seller, Told, World

Step = Callable[["Life", World], Awaitable[None]]
Proof = Literal["reply", "thread", "address", "stranger"]

# Who can be reached: at home; behind a server that asks for patience; at an address that never was, or that is
# no more, as its server says at once or in a letter days later.
DOMAINS = (("home.example", 82), ("grey.example", 8), ("gone.example", 5), ("moved.example", 5))
UNREACHABLE = frozenset({"gone.example", "moved.example"})
REMITTANCES = (
    ("{reference}", 55),
    ("/ROC/{reference}//deposit", 10),
    ("{spaced}", 10),
    ("reservation {code} {name}", 15),
    ("for the car, with many thanks", 5),
)


@dataclass(slots=True)
class Life:
    """One person with one reservation. `letters`: by sender and subject, whether its writer means to leave."""

    number: int
    seller: Seller
    product: dict[str, Any]
    language: str
    holder: str
    email: str
    dice: random.Random
    steps: dict[int, list[Step]] = field(default_factory=lambda: defaultdict(list))
    cards: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    reservation: str | None = None
    code: str = ""
    reference: str = ""
    position: int = 0
    page: str = ""
    placed_at: str = ""
    receipts: list[Any] = field(default_factory=list)
    wires: list[dict[str, Any]] = field(default_factory=list)
    wants_out: str | None = None
    letters: dict[tuple[str, str], bool] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def name(self) -> str:
        return f"life {self.number}"

    @property
    def reachable(self) -> bool:
        return self.email.rpartition("@")[2] not in UNREACHABLE

    def tell(self, world: World, what: str) -> None:
        self.story.append(f"{world.now:%Y-%m-%d %H:%M}  {what}")

    def testimony(self) -> dict[str, Any]:
        """What this person can say before the auditor."""
        return {
            "name": self.name,
            "seller": self.seller.id,
            "product": self.product["id"],
            "language": self.language,
            "email": self.email,
            "reachable": self.reachable,
            "cards": self.cards,
            "accounts": self.accounts,
            "given": self.given,
            "reservation": self.reservation,
            "code": self.code,
            "position": self.position,
            "receipts": self.receipts,
            "wires": self.wires,
            "wants_out": self.wants_out,
            "story": self.story,
        }

    async def ask(self, world: World, path: str, words: Any = None) -> Told:
        """Ask the seller's own site for something; whoever hears no answer asks again with the same key."""
        self.asked += 1
        key, once = self.seller.keys["site"], f"{self.name.replace(' ', '-')}/{self.asked}"
        told = await world.call(key, "POST", path, words, once=once)
        if self.dice.random() < 0.08:
            again = await world.call(key, "POST", path, words, once=once)
            if told.ok:
                world.expect(
                    "repeat",
                    f"POST {path} again",
                    [again.status, again.said],
                    [told.status, told.said],
                    self.name,
                )
                world.expect("repeat", f"POST {path} says it is a repeat", again.repeated, True, self.name)
        return told

    async def live(self, world: World, moment: int) -> None:
        for step in self.steps.pop(moment, ()):
            await step(self, world)


# What people do


async def place(life: Life, world: World) -> None:
    """Take a place in line; sometimes the button is pressed twice, and sometimes a key is used for two things."""
    words = {
        "product": life.product["id"],
        "name": life.holder,
        "email": life.email,
        "language": life.language,
    }
    key, once = life.seller.keys["site"], f"place-{life.number}"
    pressed = 2 if life.dice.random() < 0.15 else 1
    answers = await asyncio.gather(
        *(world.call(key, "POST", "/reservations", words, once=once) for _ in range(pressed))
    )
    told = answers[0]
    if told.status != 201:
        world.expect(
            "placed", "POST /reservations", [told.status, told.said], [201, "a place in line"], life.name
        )
        return
    for other in answers[1:]:
        world.expect("repeat", "placing twice at once", other.said, told.said, life.name)
    life.reservation, life.code, life.page = told.said["reservation"], told.said["code"], told.said["page"]
    life.position, life.placed_at = told.said["position"], told.said["placed_at"]
    life.receipts.append(told.said["receipt"])
    life.reference = reference_of(life.code)
    life.tell(
        world, f"placed {life.code}, number {life.position} for {life.product['slug']}, in {life.language}"
    )
    if life.dice.random() < 0.03:
        other = await world.call(key, "POST", "/reservations", {**words, "name": "Somebody Else"}, once=once)
        world.expect("repeat", "another request under a used key", other.code, "key_reused", life.name)


async def pay_by_card(life: Life, world: World, card: int) -> None:
    """Pay the card stage, or try to."""
    if life.reservation is None:
        return
    token = life.cards[card]
    told = await life.ask(world, f"/reservations/{life.reservation}/payments", {"stage": 1, "card": token})
    life.tell(world, f"paid by card {card}: {told.code or told.said['status']}")
    wanted = ("", "reservation_closed") if life.wants_out else ("", "stage_already_paid", "payment_in_flight")
    world.expect("payment", f"card payment: {told.code}", told.code in wanted, True, life.name)


async def wire(life: Life, world: World, minor: int, *, say: str | None = None) -> None:
    """Wire money from the holder's own account, with what they write into it."""
    if life.reservation is None:
        return
    say = say or str(_weighed(life.dice, REMITTANCES))
    spaced = " ".join(life.reference[at : at + 4] for at in range(0, len(life.reference), 4)).lower()
    text = say.format(reference=life.reference, spaced=spaced, code=life.code, name=life.holder)
    readable = "{" in say
    currency = life.product["currency"]
    words = {
        "account": life.seller.id, "amount_minor": minor, "currency": currency, "remittance": text,
        "payer_name": life.holder, "payer_account": life.accounts[0], "key": f"{life.name} {len(life.wires)}",
    }  # fmt: skip
    await world.outside("POST", "/control/wires", words, now=world.now)
    life.wires.append({"minor": minor, "currency": currency, "readable": readable, "text": text})
    life.tell(world, f"wired {minor} {currency} saying {text!r}")


async def answer(life: Life, world: World, choice: str) -> None:
    """Answer the question that came with a slipped promise."""
    if life.reservation is None:
        return
    told = await life.ask(world, f"/reservations/{life.reservation}/answers", {"choice": choice})
    life.tell(world, f"answered {choice}: {told.code or 'taken'}")
    if choice == "leave" and told.ok:
        life.wants_out = life.wants_out or world.now.isoformat()
    wanted = ("", "answered_already", "nothing_offered", "already_cancelled")
    world.expect("answer", f"answering {choice}: {told.code}", told.code in wanted, True, life.name)


async def cancel(life: Life, world: World) -> None:
    """Press the button on the seller's site."""
    if life.reservation is None:
        return
    told = await life.ask(world, f"/reservations/{life.reservation}/cancellation")
    life.tell(world, f"cancelled by the button: {told.code or 'taken'}")
    # A letter that nobody has read yet has cancelled nothing.
    wanted = ("", "already_cancelled") if life.wants_out else ("",)
    world.expect("cancelled", f"cancelling: {told.code}", told.code in wanted, True, life.name)
    life.wants_out = life.wants_out or world.now.isoformat()
    if told.ok:
        life.receipts += [told.said["receipt"]]


async def cancel_on_page(life: Life, world: World) -> None:
    """Press the button on one's own page, and once more on the page that asks whether one is sure."""
    if life.reservation is None:
        return
    times = 2 if life.dice.random() < 0.2 else 1
    told = await submit(world, f"{life.page}/cancellation", "cancellation", times=times)
    life.tell(world, f"cancelled on the page: {told}")
    wanted = (200, None) if life.wants_out else (200,)
    world.expect("cancelled", f"cancelling on the page: {told}", told in wanted, True, life.name)
    life.wants_out = life.wants_out or world.now.isoformat()


async def answer_on_page(life: Life, world: World) -> None:
    """Say on one's own page that one waits."""
    if life.reservation is None:
        return
    told = await submit(world, life.page, "answer", choice="wait")
    life.tell(world, f"answered wait on the page: {told}")
    world.expect("answer", f"answering on the page: {told}", told in (303, None), True, life.name)


async def write(life: Life, world: World, sort: Sort, proof: Proof) -> None:
    """Write a letter, or let a machine write one. `proof`: what shows whose it is."""
    if life.reservation is None:
        return
    box = world.box[life.email.lower()] if life.reachable else []
    if not box and proof in ("reply", "thread"):
        proof = "address"
    letter = life.dice.choice(LETTERS[life.language][sort])
    last = box[-1] if box else None
    sender, to, answers = life.email, life.dice.choice(life.seller.printed), None
    if proof == "reply" and last:
        to, answers = last["reply_to"], last["message_id"]
    elif proof == "thread" and last:
        sender, to, answers = f"other-{life.number}@elsewhere.example", last["from"], last["message_id"]
    elif proof == "stranger":
        sender = f"someone-{life.number}@elsewhere.example"
    subject = letter.subject if answers is None else f"Re: {letter.subject}"
    text = letter.text.format(code=life.code)
    if proof == "stranger" and life.code not in text:
        text += f"\n\n{life.code}"
    await send(life, world, sender, to, subject, text, answers, automatic=sort == "away")
    life.letters[sender, subject] = sort == "cancel"
    if sort == "cancel":
        life.wants_out = life.wants_out or world.now.isoformat()
    life.tell(world, f"wrote ({sort}, known by {proof}) to {to}: {text[:60]!r}")


async def impostor(life: Life, world: World) -> None:
    """Somebody who has seen the code asks for the money: that is not the holder's wish."""
    if life.reservation is None:
        return
    letter = life.dice.choice(LETTERS[life.language]["cancel"])
    sender, text = f"impostor-{life.number}@elsewhere.example", letter.text.format(code=life.code)
    text = text if life.code in text else f"{text}\n\n{life.code}"
    life.letters[sender, letter.subject] = False
    await send(life, world, sender, life.seller.printed[0], letter.subject, text, None)
    life.tell(world, "an impostor asked to cancel, with the code")


async def send(
    life: Life, world: World, sender: str, to: str, subject: str, text: str, answers: str | None, *,
    automatic: bool = False,
) -> None:  # fmt: skip
    life.asked += 1
    raw = post.write(
        sender=(life.holder, sender), to=to, subject=subject, text=text, at=world.now,
        name=f"letter-{life.number}-{life.asked}", answers=answers, automatic=automatic,
    )  # fmt: skip
    for _ in range(
        2 if life.dice.random() < 0.15 else 1
    ):  # some servers send what was acknowledged once more
        reply = await world.post(raw, "" if automatic else sender, to)
        world.expect("mail", f"a letter to {to}", reply[:3], "250", life.name)


async def close_account(life: Life, world: World) -> None:
    """The holder's bank account is closed; money sent there comes back."""
    words = {"name": life.holder, "closed": True}
    await world.outside("PUT", f"/control/outside/{life.accounts[0]}", words, now=world.now)
    life.tell(world, "closed the account")


async def make_cards(life: Life, world: World, kinds: Sequence[str]) -> None:
    """Put cards into the wallet: good ones, ones that expire some day, ones that refuse."""
    for place_, kind in enumerate(kinds):
        lasts = world.now.date() + timedelta(days=365 * life.dice.randint(1, 4))
        expires = {"expired": date(2001, 1, 31), "lasting": date(9999, 12, 31)}.get(kind, lasts)
        words = {
            "number": f"4{place_}{life.number:010d}", "expires_on": expires.isoformat(), "holder": life.holder,
            "gives_back_when_expired": life.dice.random() < 0.6,
        }  # fmt: skip
        token = (await world.outside("POST", "/control/cards", words))["token"]
        if kind == "refusing":
            await world.outside("PATCH", f"/control/cards/{token}", {"refuses": "insufficient_funds"})
        life.cards.append(token)


# What people will do


def draw(
    seed: str, number: int, sellers: Sequence[Seller], moments: int, slips: Mapping[str, Sequence[int]]
) -> Life:
    """A life, from its seed and number alone. `slips`: when each product's promise slips."""
    dice = random.Random(f"{seed}|life|{number}")
    seller = sellers[number % len(sellers)]
    language = dice.choice(("en", "ko", "fr", "it"))
    domain = _weighed(dice, DOMAINS)
    life = Life(
        number=number,
        seller=seller,
        product=dice.choices(seller.products, [3, 1])[0],
        language=language,
        holder=dice.choice(NAMES[language]),
        email=f"holder-{number}@{domain}",
        dice=dice,
        accounts=[f"ACCOUNT-{number:08d}"],
    )
    born = dice.randrange(0, max(1, moments - 10))
    leaves = dice.randrange(born + 1, moments) if dice.random() < 0.55 else None
    life.steps[born].append(place)
    _plan_payments(life, born, moments, leaves)
    _plan_waiting(life, born, moments, slips[life.product["id"]])
    _plan_letters(life, born, moments)
    if leaves is not None:
        _plan_leaving(life, leaves, moments)
    return life


def _plan_payments(life: Life, born: int, moments: int, leaves: int | None) -> None:
    dice = life.dice
    for stage in life.product["stages"]:
        if stage["method"] == "card":
            way = _weighed(
                dice, (("good", 70), ("refusing", 10), ("expired", 6), ("two cards", 6), ("never", 8))
            )
            kinds = {"refusing": ["refusing", "lasting"], "expired": ["expired", "good"]}.get(way, ["good"])
            life.steps[born].insert(0, partial(make_cards, kinds=kinds))
            if way != "never":
                life.steps[born].append(partial(pay_by_card, card=0))
                again = min(born + dice.randint(1, 3), moments - 1)
                if way != "two cards" or dice.random() < 0.5:
                    life.steps[again].append(partial(pay_by_card, card=len(kinds) - 1))
        else:
            _plan_wires(life, stage["amount_minor"], born, moments)
    if leaves is not None and dice.random() < 0.1:
        minor = life.product["stages"][-1]["amount_minor"]
        late = min(leaves + dice.randint(1, 4), moments - 1)
        life.steps[late].append(partial(wire, minor=minor, say="{reference}"))


def _plan_wires(life: Life, minor: int, born: int, moments: int) -> None:
    dice = life.dice
    at = min(born + _weighed(dice, ((1, 70), (2, 20), (6, 10))), moments - 1)
    way = _weighed(
        dice, (("right", 62), ("split", 12), ("much", 9), ("little", 7), ("twice", 3), ("never", 7))
    )
    part = minor * dice.randint(1, 9) // 10
    parts = {
        "right": [minor], "split": [part, minor - part], "much": [minor + part], "little": [part],
        "twice": [minor, minor], "never": [],
    }  # fmt: skip
    for place_, amount in enumerate(parts[way]):
        when = min(at + place_ * dice.randint(0, 2), moments - 1)
        life.steps[when].append(partial(wire, minor=amount))
    if dice.random() < 0.08:
        life.steps[min(at + dice.randint(1, 20), moments - 1)].append(close_account)


def _plan_waiting(life: Life, born: int, moments: int, slips: Sequence[int]) -> None:
    for slip in slips:
        if slip <= born:
            continue
        choice = _weighed(life.dice, (("wait", 35), ("leave", 5), ("", 60)))
        if choice:
            when = min(slip + life.dice.randint(1, 3), moments - 1)
            on_page = choice == "wait" and life.dice.random() < 0.4
            life.steps[when].append(answer_on_page if on_page else partial(answer, choice=choice))


def _plan_letters(life: Life, born: int, moments: int) -> None:
    dice = life.dice
    chances: tuple[tuple[Sort, float], ...] = (("thanks", 0.2), ("question", 0.2), ("away", 0.15))
    for sort, chance in chances:
        if dice.random() < chance:
            proof: Proof = _weighed(dice, (("reply", 5), ("thread", 2), ("address", 3)))
            life.steps[dice.randrange(born, moments)].append(partial(write, sort=sort, proof=proof))
    if dice.random() < 0.04:
        life.steps[dice.randrange(born, moments)].append(impostor)


def _plan_leaving(life: Life, leaves: int, moments: int) -> None:
    ways = (("page", 20), ("site", 20), ("reply", 22), ("thread", 10), ("address", 18), ("stranger", 10))
    way = _weighed(life.dice, ways)
    steps: dict[str, Step] = {"page": cancel_on_page, "site": cancel}
    step = steps.get(way, partial(write, sort="cancel", proof=way))
    life.steps[leaves].append(step)
    if life.dice.random() < 0.1:
        life.steps[min(leaves + life.dice.randint(1, 5), moments - 1)].append(cancel)


def _weighed(dice: random.Random, choices: Sequence[tuple[Any, int]]) -> Any:
    things, weights = zip(*choices, strict=True)
    return dice.choices(things, weights)[0]


def reference_of(code: str) -> str:
    """The creditor reference of a code, as a holder's bank checks it. Source: ISO 11649."""
    body = code.replace("-", "")
    digits = "".join(str(int(letter, 36)) for letter in body + "RF00")
    return f"RF{98 - int(digits) % 97:02d}{body}"
