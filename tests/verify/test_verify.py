"""What a person is told about a file, and that the key is the caller's alone."""

from __future__ import annotations

import pytest

from fourthact.acts import merkle, proofs
from fourthact.acts.checkpoint import BadNote
from fourthact.verify import Forged, Forgery, Report, verify_file
from tests.vectors import story


def told(form: object, against: str | None = None) -> Report:
    return verify_file(story.text(form), story.KEY.vkey, against=against)


def test_a_receipt_at_once_is_told_as_a_promise() -> None:
    report = told(story.batch_receipt())
    assert report.kind == "receipt"
    assert report.text == (
        "The seller has signed for this act and promised that it will be in the log.\n"
        "    5  2025-10-30 09:12:00 UTC  mail         cancellation.requested  (channel mail)\n"
        "Not shown: that it stands in the log already: ask for its log receipt once it does.\n"
    )


def test_a_log_receipt_is_told_with_its_place() -> None:
    report = told(story.log_receipt())
    assert report.proven == (
        "This act stands in the seller's log, at index 4.",
        "The log log.example/motors had 11 acts when its key signed this checkpoint.",
    )
    assert "amount USD 45,000.00" in report.acts[0]


def test_a_pack_is_told_act_by_act() -> None:
    report = told(story.pack())
    assert report.proven[0].endswith("is proven: 7 stand in the seller's log.")
    assert "numbered 1 to 7 without a gap" in report.proven[1]
    assert report.proven[3] == "The texts of 2 acts are the ones that those acts name."
    assert [line.split()[0] for line in report.acts] == ["1", "text:", "2", "3", "4", "5", "text:", "6", "7"]
    assert report.acts[0].split("  ")[1:4] == ["1", "2018-07-11 09:12:00 UTC", "holder"]
    assert "Please cancel my reservation" in report.acts[6]
    assert report.limits == ("whether acts came after the last one here: ask the log for a newer export.",)


def test_a_pack_without_its_texts_says_so_and_stands() -> None:
    report = told(story.pack(bodies=False, promised=2))
    assert report.proven[0].endswith("5 stand in the seller's log, 2 are signed for and promised to it.")
    assert report.acts[1].strip() == "text: erased or kept back"
    assert "the texts of 2 acts" in report.limits[1]


def test_a_checkpoint_alone_is_told() -> None:
    report = verify_file(story.HEAD.encode(), story.KEY.vkey)
    assert (report.kind, report.heads[0].size) == ("checkpoint", 11)


def test_growth_is_told() -> None:
    report = told(story.consistency())
    assert report.proven[0] == "The log log.example/motors of 11 acts begins with the same 5 acts as before."


def test_a_checkpoint_kept_from_before_is_compared() -> None:
    same = "The checkpoint that you kept says the same."
    assert told(story.pack(), story.HEAD).proven[-1] == same
    assert told(story.consistency(), story.EARLIER).proven[-1] == same
    assert "5 acts of the checkpoint that you kept: ask" in told(story.pack(), story.EARLIER).limits[-1]
    assert "this file has none" in told(story.batch_receipt(), story.HEAD).limits[-1]


def test_two_signed_heads_of_one_size_are_evidence() -> None:
    fork = story.note(11, leaves=[*story.LEAVES[:10], merkle.leaf_hash(b"{}")])
    with pytest.raises(Forged) as refused:
        told(story.pack(), fork)
    assert refused.value.reason is Forgery.FORKED


@pytest.mark.parametrize(
    ("against", "reason"),
    [
        ("", Forgery.OTHER_LOG),
        (story.HEAD[:-1], Forgery.BAD_CHECKPOINT),
        (story.note(11, key=story.STRANGER), Forgery.OTHER_KEY),
        (story.note(11, key=story.OTHER_LOG), Forgery.OTHER_LOG),
    ],
)
def test_a_kept_checkpoint_is_verified_too(against: str, reason: Forgery) -> None:
    with pytest.raises(Forged) as refused:
        told(story.pack(), against)
    assert refused.value.reason is reason


def test_a_kept_checkpoint_of_another_of_our_logs_does_not_compare() -> None:
    keys = f"{story.KEY.vkey}\n{story.OTHER_LOG.vkey}\n"
    with pytest.raises(Forged) as refused:
        verify_file(story.text(story.pack()), keys, against=story.note(11, key=story.OTHER_LOG))
    assert refused.value.reason is Forgery.OTHER_LOG


def test_all_keys_of_a_log_can_be_given() -> None:
    report = verify_file(story.HEAD.encode(), f"{story.OLD_KEY.vkey}\n{story.KEY.vkey}\n")
    assert report.kind == "checkpoint"


@pytest.mark.parametrize("vkey", ["", " ", "log.example/motors", story.KEY.hint, story.KEY.vkey[:-4]])
def test_without_a_key_nothing_is_verified(vkey: str) -> None:
    with pytest.raises(BadNote):
        verify_file(story.HEAD.encode(), vkey)


def test_a_strangers_text_cannot_steer_the_terminal() -> None:
    happening = (
        *story.HER_LIFE[0][:3],
        {"label": "a\u202eb\x1b[2J", "odd": {"minor": 1, "currency": "ZZZ"}},
        "\x1b]0;\x07",
    )
    act = story.write(1, happening)
    leaf = merkle.leaf_hash(act.data)
    packed = proofs.packed_act(act.data, (0, []), None, act.body)
    report = told(proofs.pack(story.HERS, [packed], story.ORIGIN, story.note(1, leaves=[leaf])))
    assert all(letter.isprintable() or letter == "\n" for letter in report.text)
    assert "ZZZ 1 (minor units)" in report.text


def test_a_long_text_is_cut_for_the_eye() -> None:
    happening = (*story.HER_LIFE[0][:4], "word " * 1000)
    act = story.write(1, happening)
    packed = proofs.packed_act(act.data, (0, []), None, act.body)
    head = story.note(1, leaves=[merkle.leaf_hash(act.data)])
    report = told(proofs.pack(story.HERS, [packed], story.ORIGIN, head))
    assert report.acts[1].endswith("…")
    assert len(report.acts[1]) < 200
