"""What is installed is written down to the last byte."""

from __future__ import annotations

import re

import pytest

from tests.tidy.house import ROOT

FOLDER = ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)( ; [^\\]+)? \\$")


def pins(name: str) -> dict[str, set[str]]:
    """Package to its pinned versions (more than one where platforms differ)."""
    found: dict[str, set[str]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(" "):
            match = PIN.match(line)
            assert match, f"{name}: {line!r} is not a pinned and hashed requirement"
            found.setdefault(match[1], set()).add(match[2])
    return found


def wanted(name: str) -> set[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    named = (re.match(r"([A-Za-z0-9._-]+)", line) for line in lines if not line.startswith(("#", "-")))
    return {re.sub(r"[-_.]+", "-", match[1]).lower() for match in named if match}


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (FOLDER / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) == sum(map(len, pins(name).values()))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|--index|--find-links", "".join(entries))


@pytest.mark.parametrize("name", ["run", "dev"])
def test_what_is_wanted_is_locked(name: str) -> None:
    assert wanted(f"{name}.in") <= set(pins(f"{name}.txt"))


def test_tests_run_on_what_is_shipped() -> None:
    shipped, tested = pins("run.txt"), pins("dev.txt")
    assert {name: tested.get(name) for name in shipped} == shipped
