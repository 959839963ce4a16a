"""The pages of the specification say what the code does, where a test can hold them to it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from fourthact.acts.forged import Forgery
from fourthact.acts.forms import FORMS, PackedAct, ReadAct

PAGES = Path(__file__).parents[2] / "docs" / "spec"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def members(text: str) -> set[str]:
    """The names in the first column of a page's tables."""
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_reasons_stand_in_their_order() -> None:
    table = page("receipts.md").partition("## Why a proof is refused")[2]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [reason.code for reason in Forgery]


def test_every_member_of_an_act_is_described() -> None:
    assert members(page("act-bytes.md")) == {field.name for field in msgspec.structs.fields(ReadAct)}


@pytest.mark.parametrize("kind", FORMS)
def test_every_member_of_a_form_is_described(kind: str) -> None:
    text = page("packs.md") if kind == "reservation" else page("receipts.md")
    assert {field.name for field in msgspec.structs.fields(FORMS[kind])} <= members(text)
    assert f'`"{kind}"`' in text


def test_every_member_of_a_packed_act_is_described() -> None:
    assert {field.name for field in msgspec.structs.fields(PackedAct)} <= members(page("packs.md"))


@pytest.mark.parametrize("name", ["act-bytes.md", "log.md", "receipts.md", "packs.md"])
def test_no_link_of_the_specification_is_broken(name: str) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]+)(?:#([^)]+))?\)", page(name)):
        text = page(target)
        headings = {re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
                    for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}  # fmt: skip
        assert not anchor or anchor in headings, (target, anchor)
