"""Faults: drawn from seed and key alone, as often as asked, or exactly as scripted."""

from __future__ import annotations

import random

import pytest

from fourthact.sandbox.faults import FITS, Fault, Faults, Operation, Rule


def drawn(seed: str, keys: list[str], *rules: Rule, operation: Operation = "collect") -> dict[str, list[str]]:
    faults = Faults()
    faults.rule(seed, rules)
    return {key: [fault.fault for fault in faults.draw("motors", operation, key).faults] for key in keys}


KEYS = [f"k{number}" for number in range(2_000)]
RULES = (Rule(fault="decline", per_mille=100), Rule(fault="done_unanswered", per_mille=300))


def test_the_order_of_calls_changes_nothing() -> None:
    shuffled = random.Random(1).sample(KEYS, len(KEYS))
    assert drawn("7", KEYS, *RULES) == drawn("7", shuffled, *RULES)


def test_another_seed_is_another_day() -> None:
    assert drawn("7", KEYS, *RULES) != drawn("8", KEYS, *RULES)


@pytest.mark.parametrize("per_mille", [0, 100, 500, 1_000])
def test_faults_strike_as_often_as_asked(per_mille: int) -> None:
    struck = sum(
        bool(names) for names in drawn("7", KEYS, Rule(fault="decline", per_mille=per_mille)).values()
    )
    assert abs(struck - len(KEYS) * per_mille / 1_000) <= 60  # over four standard deviations at a half


def test_two_faults_strike_apart_from_each_other() -> None:
    both = sum(names == ["decline", "done_unanswered"] for names in drawn("7", KEYS, *RULES).values())
    assert 30 <= both <= 90  # 60 are expected


def test_every_try_is_a_new_draw() -> None:
    faults = Faults()
    faults.rule("7", [Rule(fault="done_unanswered", per_mille=500)])
    tries = [bool(faults.draw("motors", "look_up", "k1").faults) for _ in range(64)]
    assert 10 < sum(tries) < 54


def test_rules_cover_the_accounts_and_operations_that_they_name() -> None:
    rule = Rule(fault="decline", per_mille=1_000, account="other", operation="collect")
    assert drawn("7", ["k1"], rule) == {"k1": []}
    everything = [Rule(fault="garbage", per_mille=1_000), Rule(fault="lost", per_mille=1_000)]
    assert drawn("7", ["k1"], *everything, operation="notice") == {"k1": ["lost"]}
    assert drawn("7", ["k1"], *everything, operation="entries") == {"k1": ["garbage"]}


def test_a_script_goes_before_the_rules_one_step_a_call() -> None:
    faults = Faults()
    faults.rule("7", [Rule(fault="slow", per_mille=1_000)])
    faults.script("motors", "collect", [[], [Fault(fault="decline"), Fault(fault="garbage")]])
    seen = [[f.fault for f in faults.draw("motors", "collect", "k1").faults] for _ in range(3)]
    assert seen == [[], ["decline", "garbage"], ["slow"]]


@pytest.mark.parametrize("operation", FITS)
def test_a_fault_that_an_operation_cannot_have_is_refused(operation: Operation) -> None:
    misfits = {name for names in FITS.values() for name in names} - set(FITS[operation])
    for name in misfits:
        with pytest.raises(ValueError, match=f"{operation} cannot have {name}"):
            Faults().rule("7", [Rule(fault=name, per_mille=1, operation=operation)])  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=f"{operation} cannot have {name}"):
            Faults().script("motors", operation, [[Fault(fault=name)]])  # type: ignore[arg-type]


def test_what_is_asked_decides_and_not_the_key_when_the_caller_says_what_is_asked() -> None:
    first, again = Faults(), Faults()
    for faults in (first, again):
        faults.rule("7", RULES)
    abouts = [f"card of holder {number}" for number in range(200)]
    told = [first.draw("motors", "collect", f"a{n}", about) for n, about in enumerate(abouts)]
    assert told == [again.draw("works", "collect", f"b{n}", about) for n, about in enumerate(abouts)]
    assert any(fate.faults for fate in told)


def test_faults_that_struck_are_counted() -> None:
    faults = Faults()
    faults.rule("7", [Rule(fault="slow", per_mille=1_000), Rule(fault="lost", per_mille=1_000)])
    for operation in ("collect", "collect", "notice"):
        faults.draw("motors", operation, "k1")
    assert faults.struck == {("collect", "slow"): 2, ("notice", "lost"): 1}
