"""What the bank answers to our orders (pain.002): whose it is, and what it says against what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from fourthact.bankfiles.desk import Answer, Journal, Line
from fourthact.bankfiles.statement import OrderStatus, Reading

REJECTED = ("RJCT", "CANC")
CARRIED_OUT = ("ACSC", "ACCC")
# What ISO 20022's reason codes mean, and whether another try to the same account is useless.
# Source: ISO 20022 external code sets, ExternalStatusReason1Code and ExternalReturnReason1Code.
REASONS = {
    "AC01": ("account_wrong", True), "AC02": ("own_account_wrong", False), "AC03": ("account_wrong", True),
    "AC04": ("account_closed", True), "AC05": ("own_account_closed", False), "AC06": ("account_blocked", True),
    "AC13": ("account_wrong", True), "AC14": ("account_wrong", True), "AG01": ("transfer_not_allowed", True),
    "AG02": ("order_wrong", False), "AG03": ("transfer_not_allowed", True), "AM01": ("amount_wrong", False),
    "AM02": ("amount_not_allowed", False), "AM03": ("currency_not_taken", True), "AM04": ("insufficient_funds", False),
    "AM05": ("duplicate", False), "AM09": ("amount_wrong", False), "AM12": ("amount_wrong", False),
    "AM18": ("sums_wrong", False), "AM10": ("sums_wrong", False), "AM14": ("limit_exceeded", False),
    "BE01": ("name_wrong", True), "BE04": ("address_missing", True), "BE05": ("name_wrong", True),
    "BE06": ("account_unknown", True), "BE07": ("address_missing", True), "CH03": ("date_wrong", False),
    "CNOR": ("bank_wrong", True), "CUST": ("asked_for_by_holder", False), "CUTA": ("too_late", False),
    "DNOR": ("own_bank_wrong", False), "DS02": ("not_signed", False), "DS0H": ("not_signed", False),
    "DT01": ("date_wrong", False), "DU01": ("duplicate", False), "DU03": ("duplicate", False),
    "DUPL": ("duplicate", False), "FF01": ("file_wrong", False), "FOCR": ("recalled", False),
    "FRAD": ("fraud_suspected", True), "MD07": ("holder_died", True), "MS02": ("refused_by_holder", True),
    "MS03": ("unspecified", False), "NARR": ("unspecified", False), "RC01": ("bank_wrong", True),
    "RC04": ("bank_wrong", True), "RC07": ("bank_wrong", True), "RR01": ("regulation", True),
    "RR02": ("name_wrong", True), "RR03": ("name_wrong", True), "RR04": ("regulation", True),
    "TM01": ("too_late", False),
}  # fmt: skip


def reason_of(code: str) -> tuple[str, bool]:
    """A reason of the bank in our words, and whether another try to the same account is useless."""
    return REASONS.get(code, (code or "unspecified", False))


def answers_in(reading: Reading | None, ours: Callable[[str], bool]) -> Iterator[Answer]:
    """What a file says of orders of ours."""
    for order in reading.orders if reading else ():
        if ours(key := key_of(order, ours)):
            yield Answer(key, order.status, order.reason)


def key_of(order: OrderStatus, ours: Callable[[str], bool]) -> str:
    """Which order is meant: one file holds one, so that message, batch and transfer have one name."""
    named = [key for key in (order.end_to_end, order.instruction, order.message) if key]
    return next((key for key in named if ours(key)), named[0] if named else "")


def rejection(answers: Sequence[Answer]) -> Answer | None:
    """The answer that rejects an order: what comes after it changes nothing, and the one with a reason says more."""
    found = [answer for answer in answers if answer.status in REJECTED]
    return next((answer for answer in found if answer.reason), found[0] if found else None)


def doubts(
    reading: Reading | None, journal: Journal, fresh: Iterable[Line], ours: Callable[[str], bool]
) -> Iterator[str]:
    """What of the bank's answers a person must look at, in sentences. `fresh`: entries read just now."""
    if reading is None or not reading.orders:
        return
    moved: dict[str, int] = {}
    for line in [*(line for lines in journal.of_key.values() for line in lines), *fresh]:
        if line.key:
            moved[line.key] = moved.get(line.key, 0) + line.amount_minor
    said: set[str] = set()
    for order in reading.orders:
        key = key_of(order, ours)
        if not ours(key):
            doubt = f"it answers the order {key or '(without a name)'}, which we never gave"
        elif order.status in REJECTED and moved.get(key, 0) < 0:
            why = reason_of(order.reason)[0].replace("_", " ")
            doubt = f"it says that the order {key} was rejected ({why}), and the statement shows it as paid"
        elif order.status in CARRIED_OUT and rejection(journal.answers.get(key, [])) is not None:
            doubt = (
                f"it says that the order {key} was carried out, and an answer before it that it was rejected"
            )
        else:
            continue
        if doubt not in said:
            said.add(doubt)
            yield doubt
