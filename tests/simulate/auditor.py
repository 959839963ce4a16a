"""The judge of a simulation: imports nothing of ours, and looks only at what anyone outside can see.

Its evidence (`testimony`) is plain JSON: the books of the rail and the bank, every mail that arrived, the
public log with the checkpoints that were collected on the way, the seller's own balances, and what each person
knows: what they paid and asked, and the receipts they hold. Hashing, notes and signatures are done anew here.
Source: RFC 6962 section 2.1; C2SP signed-note, tlog-checkpoint, tlog-tiles; docs/spec/receipts.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = Mapping[str, Any]
TILE_WIDTH = 256


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be. `life`: whose story tells how it came about, if it is one person's."""

    rule: str
    what: str
    life: str | None = None

    def __str__(self) -> str:
        return f"{self.rule}: {f'{self.life}: ' if self.life else ''}{self.what}"


def judge(testimony: Json) -> list[Violation]:
    """Everything that is wrong in a world at rest (nothing under way any more)."""
    court = Court(testimony)
    for hearing in (
        court.hear_logs,
        court.hear_receipts,
        court.hear_positions,
        court.hear_money,
        court.hear_books,
        court.hear_cancellations,
        court.hear_clocks,
        court.hear_mails,
        court.hear_answers,
    ):
        hearing()
    return court.violations


def fingerprint(testimony: Json) -> str:
    """A hash over what became of everybody, in words that chance (ids, keys, order) does not touch."""
    court = Court(testimony)
    return hashlib.sha256(json.dumps(court.outcome(), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that really moved. Units: minor, seen from the seller: in is positive. `again`: it undoes another."""

    at: str
    minor: int
    currency: str
    instrument: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """An act as the public log tells it."""

    index: int
    id: str
    tag: str
    subject: str
    n: int
    at: str
    data: Json


@dataclass(slots=True)
class House:
    """One seller, as the outside sees it."""

    told: Json
    acts: list[Act] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    of_subject: dict[str, list[Act]] = field(default_factory=lambda: defaultdict(list))
    places: dict[bytes, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.told["id"])

    def tagged(self, subject: str, *tags: str) -> list[Act]:
        return [act for act in self.of_subject[subject] if act.tag in tags]


class Court:
    """Hears the testimony, rule by rule."""

    def __init__(self, testimony: Json) -> None:
        self.testimony = testimony
        self.violations: list[Violation] = []
        self.houses = {seller["id"]: _house(seller) for seller in testimony["sellers"]}
        self.lives: list[Json] = [life for life in testimony["lives"] if life["reservation"]]
        self.owners = {
            instrument: life
            for life in testimony["lives"]
            for instrument in (*life["cards"], *life["accounts"], *life["given"])
        }
        self.movements = self._all_movements()

    def object(self, rule: str, what: str, life: Json | None = None) -> None:
        self.violations.append(Violation(rule, what, life["name"] if life else None))

    # The log

    def hear_logs(self) -> None:
        """Every log is one log that only grew, signed by its key, with tiles and numbers as they should be."""
        for house in self.houses.values():
            self._hear_numbers(house)
            self._hear_tiles(house)
            self._hear_checkpoints(house)

    def _hear_numbers(self, house: House) -> None:
        for subject, acts in house.of_subject.items():
            if [act.n for act in acts] != list(range(1, len(acts) + 1)):
                self.object("log", f"{subject} has acts numbered {[act.n for act in acts]}")
        if len({act.id for act in house.acts}) != len(house.acts):
            self.object("log", f"{house.name} has an act twice in its log")

    def _hear_tiles(self, house: House) -> None:
        for (level, index), hashes in tiles_of(house.leaves).items():
            if house.told["tiles"].get(f"{level}/{index}") != hashes.hex():
                self.object("log", f"{house.name}: tile {level}/{index} is not that of its entries")

    def _hear_checkpoints(self, house: House) -> None:
        wanted, seen = set(), []
        for note in house.told["checkpoints"]:
            try:
                seen.append(open_note(note, house.told["vkeys"], house.told["origin"]))
            except ValueError as error:
                self.object("log", f"{house.name}: a checkpoint that is none: {error}")
        wanted = {size for size, _ in seen}
        roots = dict(roots_at(house.leaves, wanted))
        for (size, root), (later, _) in zip(seen, [*seen[1:], (len(house.leaves), b"")], strict=True):
            if size > later:
                self.object("log", f"{house.name}: a log of {size} acts had {later} later")
            if roots.get(size) != root:
                self.object(
                    "log", f"{house.name}: the log does not begin with what was signed at {size} acts"
                )
        if not seen or seen[-1][0] != len(house.leaves):
            self.object(
                "log", f"{house.name}: the last checkpoint does not cover the log's {len(house.leaves)} acts"
            )

    # What each person was given in hand

    def hear_receipts(self) -> None:
        """Every acknowledged reservation has a valid receipt, and its act stands in the log."""
        for life in self.lives:
            house = self.houses[life["seller"]]
            for receipt in life["receipts"]:
                try:
                    leaf = check_receipt(receipt, house.told["vkeys"])
                except (ValueError, KeyError) as error:
                    self.object("receipt", f"a receipt that proves nothing: {error}", life)
                    continue
                if leaf not in house.places:
                    self.object("receipt", "an act was promised to the log and is not there", life)
            self._hear_placing(life, house)

    def _hear_placing(self, life: Json, house: House) -> None:
        said = [json.loads(receipt["act"]) for receipt in life["receipts"]]
        placed = [act for act in said if act["tag"] == "reservation.placed"]
        if len(placed) != 1:
            self.object("receipt", f"{len(placed)} receipts for placing one reservation", life)
        elif (placed[0]["subject"], placed[0]["data"]["code"]) != (life["reservation"], life["code"]):
            self.object("receipt", "the receipt is for another reservation", life)
        if len(house.tagged(life["reservation"], "reservation.placed")) != 1:
            self.object("receipt", "the reservation was placed not exactly once", life)

    def hear_positions(self) -> None:
        """Places in line are 1 to n for each product, each once, and nobody else stands in it."""
        known = {life["reservation"]: life for life in self.lives}
        for house in self.houses.values():
            lines: dict[str, list[int]] = defaultdict(list)
            for act in house.acts:
                if act.tag != "reservation.placed":
                    continue
                lines[act.data["product"]].append(act.data["position"])
                life = known.get(act.subject)
                if life is None:
                    self.object("position", f"{act.subject} was placed by nobody")
                elif life["position"] != act.data["position"]:
                    self.object("position", f"told {life['position']}, recorded {act.data['position']}", life)
            for product, places in lines.items():
                if sorted(places) != list(range(1, len(places) + 1)):
                    self.object("position", f"the line of {product} is {sorted(places)[:20]} …")

    # Money

    def _all_movements(self) -> dict[str, list[Movement]]:
        found: dict[str, list[Movement]] = defaultdict(list)
        for house in self.houses.values():
            for movement in movements_of(house.told["books"]):
                owner = self.owners.get(movement.instrument)
                found[owner["name"] if owner else ""].append(movement)
        return found

    def hear_money(self) -> None:
        """What came in is held for who stays and went back to who left, once, to where it came from."""
        for movement in self.movements.get("", []):
            self.object(
                "money", f"{movement.minor} {movement.currency} moved with a stranger, {movement.instrument}"
            )
        for life in self.testimony["lives"]:
            moved = sorted(self.movements.get(life["name"], []), key=lambda m: (m.at, -m.minor))
            self._hear_running(life, moved)
            self._hear_paid(life, moved)
            left = bool(life["wants_out"])
            for currency in {movement.currency for movement in moved}:
                net = sum(m.minor for m in moved if m.currency == currency)
                paid = sum(m.minor for m in moved if m.currency == currency and m.minor > 0 and not m.again)
                held = unidentified(life, currency) if left else paid
                if net != held:
                    self.object("money", f"paid {paid} {currency}, {net} is kept, {held} should be", life)
            if left:
                self._hear_instruments(life, moved)
            elif any(m.minor < 0 for m in moved):
                self.object("money", "money went back to somebody who stays", life)

    def _hear_running(self, life: Json, moved: Sequence[Movement]) -> None:
        running: Counter[str] = Counter()
        for movement in moved:
            running[movement.currency] += movement.minor
            if running[movement.currency] < 0:
                over = -running[movement.currency]
                self.object(
                    "money", f"at {movement.at} got {over} {movement.currency} more than was paid", life
                )
                return

    def _hear_paid(self, life: Json, moved: Sequence[Movement]) -> None:
        """What a person says they wired is what the bank says they wired."""
        wired = Counter((wire["minor"], wire["currency"]) for wire in life["wires"])
        came = Counter(
            (m.minor, m.currency)
            for m in moved
            if m.minor > 0 and not m.again and m.instrument in life["accounts"]
        )
        if wired != came:
            self.object(
                "money", f"wired {sorted(wired.elements())}, the bank has {sorted(came.elements())}", life
            )

    def _hear_instruments(self, life: Json, moved: Sequence[Movement]) -> None:
        """Each card got its own back unless it refused; an account gets more only for what a card refused."""
        net: Counter[str] = Counter()
        for movement in moved:
            net[movement.instrument] += movement.minor
        refused = self._cards_that_refused(life)
        for card in life["cards"]:
            if net[card] < 0:
                self.object("money", f"the card {card} got {-net[card]} more than it paid", life)
            if net[card] > 0 and card not in refused:
                self.object("money", f"{net[card]} did not go back to a card that never refused it", life)
        accounts = sum(net[account] for account in (*life["accounts"], *life["given"]))
        held = sum(wire["minor"] for wire in life["wires"] if not wire["readable"])
        cards = sum(max(0, net[card]) for card in life["cards"])
        if accounts + cards != held:
            self.object(
                "money", f"cards keep {cards} and accounts {accounts}; they should add up to {held}", life
            )

    def _cards_that_refused(self, life: Json) -> set[str]:
        books = self.houses[life["seller"]].told["books"]
        tokens = {charge["reference"]: charge["token"] for charge in books["charges"]}
        return {
            tokens[refund["charge"]]
            for refund in books["refunds"]
            if refund["charge"] in tokens and any(step["status"] == "declined" for step in refund["history"])
        }

    def hear_books(self) -> None:
        """The seller's own figures are those of the bank and of the rail, and nothing hangs in between."""
        for house in self.houses.values():
            books = house.told["books"]
            stated = {(b["account"], b["currency"]): b["balance_minor"] for b in house.told["balances"]}
            for currency in sorted(self._currencies(house)):
                lines = [line for line in books["statement"] if line["currency"] == currency]
                bank = sum(line["amount_minor"] for line in lines)
                charged = sum(order["moved_minor"] for what in ("charges", "refunds") for order in books[what]
                              if order["currency"] == currency)  # fmt: skip
                handed = sum(
                    p["amount_minor"] for p in books["provider_payouts"] if p["currency"] == currency
                )
                wanted = {
                    "assets:bank:sandbox": bank,
                    "assets:provider:sandbox": charged - handed,
                    "assets:clearing:sandbox": -self._lost_sight_of(house, currency),
                    "liabilities:refunds_payable": 0,
                    "liabilities:in_transit": 0,
                }
                self._compare(house, currency, stated, wanted)
                deposits = sum(
                    minor for (account, unit), minor in stated.items()
                    if account.startswith("liabilities:deposits:") and unit == currency
                )  # fmt: skip
                if deposits != -self._held(house, currency):
                    self.object(
                        "books",
                        f"{house.name}: deposits of {-deposits} {currency} for {self._held(house, currency)}",
                    )
                if books["balances"]["bank"].get(currency, 0) != bank:
                    self.object("books", f"{house.name}: the bank's balance is not the sum of its lines")
                if sum(minor for (_, unit), minor in stated.items() if unit == currency):
                    self.object("books", f"{house.name}: the books in {currency} do not balance")

    def _compare(
        self, house: House, currency: str, stated: Mapping[tuple[str, str], int], wanted: Mapping[str, int]
    ) -> None:
        for account, minor in wanted.items():
            said = stated.get((account, currency), 0)
            if said != minor:
                self.object("books", f"{house.name}: {account} says {said} {currency}, outside it is {minor}")

    def _currencies(self, house: House) -> set[str]:
        orders = [
            order
            for what in ("charges", "refunds", "payouts", "statement")
            for order in house.told["books"][what]
        ]
        return {order["currency"] for order in orders} | {b["currency"] for b in house.told["balances"]}

    def _lost_sight_of(self, house: House, currency: str) -> int:
        return sum(
            unidentified(life, currency) for life in self.testimony["lives"] if life["seller"] == house.name
        )

    def _held(self, house: House, currency: str) -> int:
        stay = [
            life for life in self.testimony["lives"] if life["seller"] == house.name and not life["wants_out"]
        ]
        return sum(
            sum(m.minor for m in self.movements.get(life["name"], []) if m.currency == currency)
            - unidentified(life, currency)
            for life in stay
        )

    # Leaving

    def hear_cancellations(self) -> None:
        """Who asked clearly has left, from the moment they asked; who did not ask has not."""
        for life in self.lives:
            left = self.houses[life["seller"]].tagged(life["reservation"], "reservation.cancelled")
            if not life["wants_out"]:
                if left:
                    self.object(
                        "cancelled", f"cancelled by {left[0].data['channel']} without having asked", life
                    )
            elif len(left) != 1:
                self.object(
                    "cancelled", f"asked on {life['wants_out']} and was cancelled {len(left)} times", life
                )
            elif left[0].data["asked_at"][:19] != life["wants_out"][:19]:
                self.object(
                    "cancelled",
                    f"asked at {life['wants_out']}, the clock began {left[0].data['asked_at']}",
                    life,
                )
            self._hear_refunds(life)

    def _hear_refunds(self, life: Json) -> None:
        house = self.houses[life["seller"]]
        planned = {act.data["refund"]: act for act in house.tagged(life["reservation"], "refund.planned")}
        for refund, plan in planned.items():
            ends = [act for act in house.tagged(life["reservation"], "refund.settled", "refund.leg_returned")
                    if act.data["refund"] == refund]  # fmt: skip
            if not ends or ends[-1].tag != "refund.settled":
                self.object("refund", f"{plan.data['amount_minor']} planned to go back are not settled", life)
            people = [act.data["person"] for act in house.tagged(life["reservation"], "refund.approved")
                      if act.data["refund"] == refund]  # fmt: skip
            if len(set(people)) < plan.data["approvals_needed"] or len(set(people)) != len(people):
                self.object(
                    "refund", f"approved by {people}, {plan.data['approvals_needed']} people are needed", life
                )

    def hear_clocks(self) -> None:
        """A refund that took longer than was promised was said to be late, to the holder too."""
        for life in self.lives:
            house = self.houses[life["seller"]]
            rang = {(act.data["refund"], act.data["which"])
                    for act in house.tagged(life["reservation"], "refund.clock_rang")}  # fmt: skip
            for act in house.tagged(life["reservation"], "refund.settled"):
                plan = next(p for p in house.tagged(life["reservation"], "refund.planned")
                            if p.data["refund"] == act.data["refund"])  # fmt: skip
                late = act.at[:19] > plan.data["promised_by"][:19]
                if late and (act.data["refund"], "promise") not in rang:
                    self.object(
                        "clock",
                        f"settled at {act.at}, promised by {plan.data['promised_by']}: nobody said so",
                        life,
                    )

    # Mail

    def hear_mails(self) -> None:
        """Everybody with a working address was told what they must be told, once, in their language."""
        boxes: dict[str, list[Json]] = defaultdict(list)
        for mail in self.testimony["mails"]:
            for recipient in mail["to"]:
                boxes[recipient.lower()].append(mail)
        known = {life["email"].lower() for life in self.testimony["lives"]}
        for recipient in boxes.keys() - known:
            self.object("mail", f"{len(boxes[recipient])} mails went to {recipient}, who is nobody here")
        for life in self.lives:
            self._hear_box(life, boxes[life["email"].lower()])

    def _hear_box(self, life: Json, box: Sequence[Json]) -> None:
        house = self.houses[life["seller"]]
        written = house.tagged(life["reservation"], "notice.written")
        arrived = Counter(mail["message_id"] for mail in box)
        told = Counter(act.data["template"] for act in written if not act.data["replaces"])
        for template, times in self._due_notices(life, house).items():
            if told[template] != times:
                self.object("mail", f"{told[template]} notices of {template}, {times} are due", life)
        for act in written:
            copies = arrived[act.data["message_id"]]
            if copies > 1 and not self.testimony.get("kills"):
                self.object("mail", f"the notice {act.data['template']} arrived {copies} times", life)
            if not copies and life["reachable"] and act.data["channel"] == "mail":
                self.object("mail", f"the notice {act.data['template']} of {act.at} never arrived", life)
            if act.data["language"] != life["language"]:
                self.object("mail", f"written to in {act.data['language']}", life)
        ends = Counter(
            a.data["notice"] for a in house.tagged(life["reservation"], "notice.sent", "notice.failed")
        )
        replaced = {act.data["replaces"] for act in written}
        for act in house.tagged(life["reservation"], "notice.failed"):
            if act.data["notice"] not in replaced:
                self.object("mail", f"nothing took the place of the notice of {act.at} that failed", life)
        for act in written:
            if not ends[act.data["notice"]] and act.data["channel"] == "mail":
                self.object("mail", f"the notice {act.data['template']} of {act.at} has no outcome", life)
        self._hear_words(life, written, {mail["message_id"]: mail for mail in box})

    def _hear_words(self, life: Json, written: Sequence[Act], box: Mapping[str, Json]) -> None:
        house = self.houses[life["seller"]]
        causes = {act.id: act for act in house.of_subject[life["reservation"]]}
        for act in written:
            mail, cause = box.get(act.data["message_id"]), causes.get(act.data["cause"])
            if mail is None:
                continue
            if mail["language"] != life["language"]:
                self.object("mail", f"{act.data['template']} says it is in {mail['language']!r}", life)
            if (
                life["code"] not in f"{mail['subject']} {mail['text']}"
                and act.data["template"] not in WITHOUT_CODE
            ):
                self.object("mail", f"{act.data['template']} does not name the reservation", life)
            if cause is None or act.data["template"] not in WITH_AMOUNT:
                continue
            if str(cause.data["amount_minor"]) not in re.sub(r"[^\d–-]", "", _joined(mail["text"])):
                self.object(
                    "mail", f"{act.data['template']} does not name {cause.data['amount_minor']}", life
                )

    def _due_notices(self, life: Json, house: House) -> dict[str, int]:
        """What this person must have been told, by what they did and what moved; what may vary is left out."""
        acts = house.of_subject[life["reservation"]]
        placed = acts[0].index
        gone = next((act.index for act in acts if act.tag == "reservation.cancelled"), len(house.acts))
        slips = [act for act in house.acts if act.tag == "promise.revised" and act.subject == life["product"]]
        moved = [m for m in self.movements.get(life["name"], []) if m.minor > 0 and not m.again]
        lost = sum(not wire["readable"] for wire in life["wires"])
        settled = [act for act in acts if act.tag == "refund.leg_settled"]
        return {
            "reserved": 1,
            "payment_received": len(moved) - lost,
            "promise_revised": sum(placed < act.index < gone for act in slips),
            "cancelled": int(bool(life["wants_out"])),
            "refund_leg_settled": len(settled),
            "refund_settled": sum(act.tag == "refund.settled" for act in acts),
        }

    # What was answered

    def hear_answers(self) -> None:
        """Strangers learn nothing, repeats get the first answer, and what must be refused was refused."""
        for told in self.testimony["answers"]:
            got, wanted = told["got"], told["wanted"]
            if got != wanted:
                life = {"name": told["life"]} if told.get("life") else None
                self.object(
                    told["rule"], f"{told['what']}: got {shortly(got)}, wanted {shortly(wanted)}", life
                )

    # What became of everybody

    def outcome(self) -> list[Any]:
        """Per person: money by instrument and day, notices, whether they left; and what the houses hold."""
        found: list[Any] = []
        for life in self.testimony["lives"]:
            instruments = [*life["cards"], *life["accounts"], *life["given"]]
            moved = sorted(
                (m.at[:10], m.minor, m.currency, instruments.index(m.instrument))
                for m in self.movements.get(life["name"], [])
            )
            house = self.houses[life["seller"]]
            acts = house.of_subject[life["reservation"]] if life["reservation"] else []
            told = sorted((a.data["template"], a.at[:10]) for a in acts if a.tag == "notice.written")
            tags = sorted(Counter(act.tag for act in acts).items())
            found.append([life["name"], life["language"], moved, told, tags, life["wants_out"]])
        held = [sorted(((b["account"].split(":prd_")[0], b["currency"], b["balance_minor"])
                        for b in house.told["balances"]), key=str) for house in self.houses.values()]  # fmt: skip
        return [found, held]


WITHOUT_CODE = frozenset(
    {"refund_leg_settled", "payment_declined", "request_seen_by_person", "unknown_sender"}
)
WITH_AMOUNT = frozenset({"payment_received", "refund_leg_settled", "refund_settled"})


def _joined(text: str) -> str:
    """A text whose figures have lost what groups their digits and marks their fractions, in any language."""
    return re.sub(r"(?<=\d)[\s.,  '’](?=\d)", "", text)


def unidentified(life: Json, currency: str) -> int:
    """What somebody wired without saying what for: the bank has it, and nobody can know whose it is."""
    return sum(w["minor"] for w in life["wires"] if not w["readable"] and w["currency"] == currency)


def movements_of(books: Json) -> Iterator[Movement]:
    """All money that moved with holders, from the orders' histories and the statement."""
    tokens = {}
    for charge in books["charges"]:
        tokens[charge["reference"]] = charge["token"]
        yield from _steps(charge, charge["token"], charge["amount_minor"])
    for refund in books["refunds"]:
        yield from _steps(refund, tokens.get(refund["charge"], refund["charge"]), -refund["amount_minor"])
    for line in books["statement"]:
        if line["kind"] != "provider_payout":
            again = line["kind"] == "return"
            yield Movement(
                line["booked_at"], line["amount_minor"], line["currency"], line["counterparty_account"], again
            )


def _steps(order: Json, instrument: str, minor: int) -> Iterator[Movement]:
    """An order moves its money when it is done, and back when it fails later."""
    moved = False
    for step in order["history"]:
        if step["status"] == "done" and not moved:
            moved = True
            yield Movement(step["at"], minor, order["currency"], instrument)
        elif step["status"] == "declined" and moved:
            moved = False
            yield Movement(step["at"], -minor, order["currency"], instrument, again=True)


def shortly(what: object) -> str:
    text = json.dumps(what, ensure_ascii=False, default=str)
    return text if len(text) <= 300 else f"{text[:300]} …"


# Hashes and signatures


def leaf_of(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots_at(leaves: Sequence[bytes], sizes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """The root of the tree over the first leaves, for each of these sizes, in one pass."""
    wanted = set(sizes)
    if 0 in wanted:
        yield 0, hashlib.sha256(b"").digest()
    stack: list[tuple[int, bytes]] = []  # whole subtrees, the largest first: (leaves, hash)
    for count, leaf in enumerate(leaves, 1):
        width, node = 1, leaf
        while stack and stack[-1][0] == width:
            node = node_of(stack.pop()[1], node)
            width *= 2
        stack.append((width, node))
        if count in wanted:
            root = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                root = node_of(left, root)
            yield count, root


def tiles_of(leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """All tiles of a tree: rows of up to 256 hashes; a row of full tiles makes the next level."""
    found: dict[tuple[int, int], bytes] = {}
    level, row = 0, list(leaves)
    while row:
        tiles = [row[at : at + TILE_WIDTH] for at in range(0, len(row), TILE_WIDTH)]
        found.update({(level, index): b"".join(tile) for index, tile in enumerate(tiles)})
        row = [
            next(root for _, root in roots_at(tile, [TILE_WIDTH]))
            for tile in tiles
            if len(tile) == TILE_WIDTH
        ]
        level += 1
    return found


def check_receipt(receipt: Json, vkeys: Sequence[str]) -> bytes:
    """The leaf of a batch receipt's act, if its path leads to a root that the log's key signed."""
    if receipt["kind"] != "batch":
        raise ValueError(f"a receipt of the kind {receipt['kind']}")
    leaf = node = leaf_of(receipt["act"].encode())
    index, last = receipt["index"], receipt["size"] - 1
    if not 0 <= index <= last:
        raise ValueError("its index lies outside its batch")
    for part in receipt["path"]:
        sibling = b64decode(part, validate=True)
        if last == 0:
            raise ValueError("its path is too long")
        if index & 1 or index == last:
            node = node_of(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_of(node, sibling)
        index, last = index >> 1, last >> 1
    if last or node != b64decode(receipt["root"], validate=True):
        raise ValueError("its path does not lead to its root")
    said = f"fourthact batch v1\n{receipt['origin']}\n{receipt['size']}\n{receipt['root']}\n".encode()
    _verify(receipt["key"], b64decode(receipt["signature"], validate=True), said, vkeys)
    return leaf


def open_note(note: str, vkeys: Sequence[str], origin: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint that the log's key signed. Errors: ValueError."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    name, size, root = text.split("\n")[:3]
    if name != origin:
        raise ValueError(f"it is of the log {name!r}")
    for line in signatures.splitlines():
        _, signer, blob = line.split(" ")
        raw = b64decode(blob, validate=True)
        _verify(f"{signer}+{raw[:4].hex()}", raw[4:], text.encode(), vkeys)
        return int(size), b64decode(root, validate=True)
    raise ValueError("nobody signed it")


def _verify(hint: str, signature: bytes, said: bytes, vkeys: Sequence[str]) -> None:
    for vkey in vkeys:
        name, key_id, material = vkey.split("+", 2)
        public = b64decode(material, validate=True)
        derived = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex()
        if hint != f"{name}+{key_id}" or derived != key_id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature, said)
        except InvalidSignature:
            raise ValueError("its signature is not by the log's key") from None
        return
    raise ValueError(f"it is signed by {hint}, which is no key of the log")


def _house(told: Json) -> House:
    house = House(told)
    for index, text in enumerate(told["entries"]):
        said = json.loads(text)
        act = Act(index, said["id"], said["tag"], said["subject"], said["n"], said["at"], said["data"])
        house.acts.append(act)
        house.of_subject[act.subject].append(act)
        leaf = leaf_of(text.encode())
        house.places[leaf] = index
        house.leaves.append(leaf)
    return house
