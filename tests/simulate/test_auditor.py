"""The auditor finds what is planted: each wrong in the table is done to the testimony of a world without one."""

from __future__ import annotations

import asyncio
import base64
import copy
import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.simulate.auditor import judge, leaf_of, roots_at
from tests.simulate.play import simulate

Testimony = dict[str, Any]


@cache
def world() -> str:
    result = asyncio.run(simulate("planted", 14, seasons=2, faults=False))
    assert not result.violations, [str(violation) for violation in result.violations]
    return json.dumps(result.testimony)


def left(testimony: Testimony) -> Any:
    """Somebody who has left with money paid by wire, and their seller."""
    for seller in testimony["sellers"]:
        for line in seller["books"]["statement"]:
            if line["kind"] == "transfer" and line["amount_minor"] < 0:
                life = next(x for x in testimony["lives"] if line["counterparty_account"] in x["accounts"])
                return life, seller, line
    raise AssertionError("nobody in this world has left with money")


def stays(testimony: Testimony) -> Any:
    """Somebody who has paid by wire and never asked to leave."""
    return next(
        life for life in testimony["lives"] if not life["wants_out"] and life["wires"] and life["reservation"]
    )


def house(testimony: Testimony, life: Any) -> Any:
    return next(seller for seller in testimony["sellers"] if seller["id"] == life["seller"])


def mail_of(testimony: Testimony, template: str) -> Any:
    """A mail by which the notice of a template arrived."""
    for seller in testimony["sellers"]:
        for text in seller["entries"]:
            act = json.loads(text)
            if act["tag"] == "notice.written" and act["data"]["template"] == template:
                for mail in testimony["mails"]:
                    if mail["message_id"] == act["data"]["message_id"]:
                        return mail
    raise AssertionError(template)


def rewrite(testimony: Testimony, tag: str, **data: Any) -> None:
    """Change an act in the log's entries, and the log with it: only its meaning is wrong then, and its past."""
    for seller in testimony["sellers"]:
        for index, text in enumerate(seller["entries"]):
            act = json.loads(text)
            if act["tag"] == tag:
                act["data"].update(data)
                seller["entries"][index] = json.dumps(act, separators=(",", ":"), sort_keys=True)
                return
    raise AssertionError(tag)


def sign(seller: Any, size: int, root: bytes) -> str:
    """A checkpoint by a key that the auditor trusts, as if the log's own key had signed it."""
    private = Ed25519PrivateKey.generate()
    material = b"\x01" + private.public_key().public_bytes_raw()
    name = seller["origin"]
    key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    seller["vkeys"].append(f"{name}+{key_id.hex()}+{base64.b64encode(material).decode()}")
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(key_id + private.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


# The wrongs


def a_payout_twice(t: Testimony) -> None:
    _, seller, line = left(t)
    seller["books"]["statement"].append(dict(line, id="be_again"))


def a_payout_too_small(t: Testimony) -> None:
    left(t)[2]["amount_minor"] += 1


def a_payout_to_somebody_else(t: Testimony) -> None:
    left(t)[2]["counterparty_account"] = stays(t)["accounts"][0]


def a_payout_to_nobody_known(t: Testimony) -> None:
    left(t)[2]["counterparty_account"] = "XX99-STRANGER"


def a_payout_before_the_money_came(t: Testimony) -> None:
    left(t)[2]["booked_at"] = "2000-01-01T00:00:00.000000Z"


def a_wire_that_the_bank_forgot(t: Testimony) -> None:
    life = stays(t)
    statement = house(t, life)["books"]["statement"]
    statement.remove(next(line for line in statement if line["counterparty_account"] in life["accounts"]))


def books_of_the_bank_tampered_with(t: Testimony) -> None:
    balances = t["sellers"][0]["books"]["balances"]["bank"]
    balances[next(iter(balances))] += 100


def a_balance_that_is_not_the_banks(t: Testimony) -> None:
    for balance in t["sellers"][0]["balances"]:
        balance["balance_minor"] += {"assets:bank:sandbox": 5, "assets:clearing:sandbox": -5}.get(
            balance["account"], 0
        )


def deposits_that_nobody_has_paid(t: Testimony) -> None:
    balance = next(b for b in t["sellers"][0]["balances"] if b["account"].startswith("liabilities:deposits:"))
    balance["balance_minor"] -= 100


def a_forked_log(t: Testimony) -> None:
    seller = t["sellers"][0]
    leaves = [leaf_of(text.encode()) for text in seller["entries"]]
    leaves[1] = leaf_of(b"what was told to somebody else")
    size = len(leaves) // 2
    seller["checkpoints"].insert(0, sign(seller, size, dict(roots_at(leaves, [size]))[size]))


def a_log_that_shrank(t: Testimony) -> None:
    seller = t["sellers"][0]
    seller["checkpoints"].insert(0, sign(seller, len(seller["entries"]) + 1, b"\0" * 32))


def a_checkpoint_that_nobody_signed(t: Testimony) -> None:
    notes = t["sellers"][0]["checkpoints"]
    name, size, rest = notes[0].split("\n", 2)
    notes[0] = f"{name}\n{int(size) + 1}\n{rest}"


def an_act_left_out_of_the_log(t: Testimony) -> None:
    del t["sellers"][0]["entries"][3]


def an_act_rewritten(t: Testimony) -> None:
    rewrite(t, "payment.received", amount_minor=1)


def a_tile_of_other_hashes(t: Testimony) -> None:
    tiles = t["sellers"][0]["tiles"]
    tiles["0/0"] = "00" * 32 + tiles["0/0"][64:]


def a_promised_act_that_never_came(t: Testimony) -> None:
    life = stays(t)
    entries = house(t, life)["entries"]
    entries.remove(life["receipts"][0]["act"])


def a_receipt_by_another_key(t: Testimony) -> None:
    receipt = stays(t)["receipts"][0]
    receipt["signature"] = base64.b64encode(b"\0" * 64).decode()


def a_receipt_for_another_act(t: Testimony) -> None:
    receipt = stays(t)["receipts"][0]
    receipt["act"] = receipt["act"].replace('"position":', '"position":1')


def a_place_told_otherwise(t: Testimony) -> None:
    stays(t)["position"] += 1


def a_place_taken_twice(t: Testimony) -> None:
    rewrite(t, "reservation.placed", position=2)


def a_reservation_that_nobody_placed(t: Testimony) -> None:
    t["lives"].remove(next(life for life in t["lives"] if life["reservation"] and not life["wires"]))


def a_cancellation_that_nobody_asked_for(t: Testimony) -> None:
    left(t)[0]["wants_out"] = None


def a_wish_to_leave_not_heard(t: Testimony) -> None:
    stays(t)["wants_out"] = "2019-01-01T10:00:00+00:00"


def a_clock_that_began_late(t: Testimony) -> None:
    left(t)[0]["wants_out"] = "2018-01-01T10:00:00+00:00"


def a_refund_never_settled(t: Testimony) -> None:
    seller = left(t)[1]
    settled = next(text for text in seller["entries"] if '"tag":"refund.settled"' in text)
    seller["entries"].remove(settled)


def one_person_who_approves_for_two(t: Testimony) -> None:
    seller = left(t)[1]
    acts = [json.loads(text) for text in seller["entries"]]
    first, second = [place for place, act in enumerate(acts) if act["tag"] == "refund.approved"][:2]
    acts[second]["data"]["person"] = acts[first]["data"]["person"]
    seller["entries"][second] = json.dumps(acts[second])


def a_refund_late_and_nobody_says_so(t: Testimony) -> None:
    rewrite(t, "refund.planned", promised_by="2018-01-01T00:00:00Z")


def a_mail_that_never_arrived(t: Testimony) -> None:
    t["mails"].remove(mail_of(t, "payment_received"))


def a_mail_that_arrived_twice(t: Testimony) -> None:
    t["mails"].append(copy.deepcopy(mail_of(t, "reserved")))


def a_mail_to_somebody_unknown(t: Testimony) -> None:
    mail_of(t, "reserved")["to"] = ["somebody.else@home.example"]


def a_mail_in_another_language(t: Testimony) -> None:
    mail_of(t, "reserved")["language"] = "xx"


def a_mail_without_the_amount(t: Testimony) -> None:
    mail = mail_of(t, "payment_received")
    mail["text"] = "".join(letter for letter in mail["text"] if not letter.isdigit())


def a_mail_without_the_reservation(t: Testimony) -> None:
    mail = mail_of(t, "reserved")
    mail["text"] = mail["subject"] = "You have a place in line."


def a_stranger_who_learns_something(t: Testimony) -> None:
    told = next(told for told in t["answers"] if told["rule"] == "stranger")
    told["got"] = [409, "this reservation was cancelled"]


def a_repeat_with_another_answer(t: Testimony) -> None:
    next(told for told in t["answers"] if told["rule"] == "repeat")["got"] = {}


WRONGS: dict[str, list[Callable[[Testimony], None]]] = {
    "money": [
        a_payout_twice, a_payout_too_small, a_payout_to_somebody_else, a_payout_to_nobody_known,
        a_payout_before_the_money_came, a_wire_that_the_bank_forgot, a_cancellation_that_nobody_asked_for,
        a_wish_to_leave_not_heard,
    ],
    "books": [
        books_of_the_bank_tampered_with, a_balance_that_is_not_the_banks, deposits_that_nobody_has_paid,
        a_payout_twice, a_wire_that_the_bank_forgot,
    ],
    "log": [
        a_forked_log, a_log_that_shrank, a_checkpoint_that_nobody_signed, an_act_left_out_of_the_log,
        an_act_rewritten, a_tile_of_other_hashes,
    ],
    "receipt": [a_promised_act_that_never_came, a_receipt_by_another_key, a_receipt_for_another_act],
    "position": [a_place_told_otherwise, a_place_taken_twice, a_reservation_that_nobody_placed],
    "cancelled": [a_cancellation_that_nobody_asked_for, a_wish_to_leave_not_heard, a_clock_that_began_late],
    "refund": [a_refund_never_settled, one_person_who_approves_for_two],
    "clock": [a_refund_late_and_nobody_says_so],
    "mail": [
        a_mail_that_never_arrived, a_mail_that_arrived_twice, a_mail_to_somebody_unknown,
        a_mail_in_another_language, a_mail_without_the_amount, a_mail_without_the_reservation,
    ],
    "stranger": [a_stranger_who_learns_something],
    "repeat": [a_repeat_with_another_answer],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [(rule, wrong) for rule, wrongs in WRONGS.items() for wrong in wrongs],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_a_planted_wrong_is_found(rule: str, wrong: Callable[[Testimony], None]) -> None:
    testimony = json.loads(world())
    wrong(testimony)
    assert rule in {violation.rule for violation in judge(testimony)}
