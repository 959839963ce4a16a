"""Receipts and packs: what they prove, made as they are verified, and that nothing else passes."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.acts import merkle, proofs
from fourthact.acts.checkpoint import Checkpoint, VerifyingKey
from fourthact.acts.encode import canonical, from64, to64
from fourthact.acts.forged import Forged, Forgery
from fourthact.acts.forms import FILE_BYTES_MAX
from tests.vectors import story

KEYS = [story.KEY.verifying]


def shown(data: bytes, keys: list[VerifyingKey] = KEYS) -> list[tuple[int, int | None]]:
    """(number, place in the log) of the acts that a file proves."""
    return [(proven.act.n, proven.log_index) for proven in proofs.verify(data, keys).acts]


def test_a_receipt_at_once_proves_its_act() -> None:
    assert shown(story.text(story.batch_receipt())) == [(5, None)]


def test_a_log_receipt_proves_its_act_and_place() -> None:
    proven = proofs.verify(story.text(story.log_receipt()), KEYS)
    assert [(it.act.tag, it.log_index) for it in proven.acts] == [("payment.received", 4)]
    assert proven.heads == (Checkpoint(story.ORIGIN, 11, merkle.root(story.LEAVES)),)


def test_a_pack_proves_a_whole_life() -> None:
    proven = proofs.verify(story.text(story.pack()), KEYS)
    assert [(it.act.n, it.log_index) for it in proven.acts] == list(enumerate([0, 2, 4, 6, 8, 9, 10], 1))
    assert [it.body is not None for it in proven.acts] == [it.names_body for it in proven.acts]


def test_a_pack_stands_without_its_texts_and_with_acts_only_promised() -> None:
    proven = proofs.verify(story.text(story.pack(bodies=False, promised=2)), KEYS)
    assert [it.log_index for it in proven.acts] == [0, 2, 4, 6, 8, None, None]
    assert [it.act.n for it in proven.acts if it.names_body] == [1, 5]
    assert {it.body for it in proven.acts} == {None}


def test_a_consistency_proof_shows_growth() -> None:
    proven = proofs.verify(story.text(story.consistency()), KEYS)
    assert [head.size for head in proven.heads] == [5, 11]


def test_after_a_rotation_old_keys_still_prove_what_they_signed() -> None:
    acts = [act.data for act in story.BATCH]
    signature = story.OLD_KEY.sign_batch(len(acts), merkle.root([merkle.leaf_hash(act) for act in acts]))
    old = story.text(proofs.batch_receipt(acts, 1, story.OLD_KEY.hint, signature))
    assert shown(old, [story.KEY.verifying, story.OLD_KEY.verifying, story.KEY.verifying]) == [(6, None)]
    with pytest.raises(Forged) as refused:
        shown(old)
    assert refused.value.reason is Forgery.OTHER_KEY


def test_a_key_does_not_sign_for_another_log() -> None:
    with pytest.raises(ValueError, match="does not sign for"):
        proofs.make_batch([b"{}"], "log.example/yachts", story.KEY)


@given(st.integers(1, 70), st.data())
def test_every_act_of_a_batch_gets_a_receipt_that_verifies(size: int, data: st.DataObject) -> None:
    acts = [story.write(n, story.HER_LIFE[0]).data for n in range(1, size + 1)]
    made = proofs.make_batch(acts, story.ORIGIN, story.KEY)
    index = data.draw(st.integers(0, size - 1))
    whole = {"v": 1, "kind": "batch", "origin": story.ORIGIN, "act": acts[index].decode(), **made[index]}
    assert shown(json.dumps(whole).encode()) == [(index + 1, None)]
    signature = from64(made[index]["signature"])
    assert proofs.batch_receipt(acts, index, story.KEY.hint, signature) == whole


def test_a_file_larger_than_any_is_not_even_read() -> None:
    with pytest.raises(Forged) as refused:
        proofs.verify(b" " * (FILE_BYTES_MAX + 1), KEYS)
    assert refused.value.reason is Forgery.TOO_LARGE


FILES = [
    story.text(form)
    for form in (story.batch_receipt(), story.log_receipt(), story.pack(), story.consistency())
]


@given(st.sampled_from(FILES), st.data())
def test_a_turned_bit_changes_nothing_that_is_proven(file: bytes, data: st.DataObject) -> None:
    """A turned bit is refused, or was in white space: whatever passes says what the untouched file says."""
    bit = data.draw(st.integers(0, len(file) * 8 - 1))
    turned = bytearray(file)
    turned[bit // 8] ^= 1 << bit % 8
    try:
        proven = proofs.verify(bytes(turned), KEYS)
    except Forged:
        return
    assert proven == proofs.verify(file, KEYS)


@given(st.sampled_from([FILES[0], FILES[1], FILES[3]]), st.data())
def test_no_piece_of_a_proof_can_be_cut_out(file: bytes, data: st.DataObject) -> None:
    """Of a pack the last acts can be: nothing in it can show that no more have come since, and it says so."""
    start = data.draw(st.integers(0, len(file) - 2))
    end = data.draw(st.integers(start + 1, len(file)))
    try:
        proven = proofs.verify(file[:start] + file[end:], KEYS)
    except Forged:
        return
    assert proven == proofs.verify(file, KEYS)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(FILES), junk, st.data())
def test_nothing_in_place_of_a_member_breaks_the_verifier(
    file: bytes, value: Any, data: st.DataObject
) -> None:
    form = json.loads(file)
    name = data.draw(st.sampled_from(sorted(form)))
    before = form[name]
    form[name] = value
    try:
        proven = proofs.verify(json.dumps(form).encode(), KEYS)
    except Forged:
        return
    assert value == before
    assert proven == proofs.verify(file, KEYS)


def test_reasons_have_sentences_for_a_person() -> None:
    for reason in Forgery:
        assert reason.value.endswith(".")
        assert reason.code == reason.name.lower()
    assert str(Forged(Forgery.GAP, "here")) == f"gap: {Forgery.GAP.value} (here)"


def test_an_act_reads_the_same_in_every_receipt() -> None:
    """What an act names is not changed by what stands around it: the exact bytes are carried as text."""
    act = story.HER_ACTS[4].data
    assert story.batch_receipt()["act"].encode() == act
    assert story.log_receipt(8)["act"].encode() == act == canonical(json.loads(act))
    assert to64(merkle.leaf_hash(act)) == to64(story.LEAVES[8])


PURE = {"encode", "merkle", "checkpoint", "forged", "forms", "proofs"}


@pytest.mark.parametrize("module", sorted(PURE))
def test_proofs_need_no_database_network_or_clock(module: str) -> None:
    source = Path(merkle.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "fourthact.acts":
            imported |= {f"fourthact.acts.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    inside = {name for name in imported if name.startswith("fourthact.")}
    assert inside <= {f"fourthact.acts.{name}" for name in PURE} | {"fourthact.values.time"}
    outside = {name.partition(".")[0] for name in imported - inside}
    assert not outside & {"socket", "os", "time", "random", "psycopg", "httpx", "httpx2", "logging", "urllib"}
