"""Documentation that cannot rot: what is looked up equals the code, links lead somewhere, commands exist."""

from __future__ import annotations

import re

import pytest

from fourthact import settings
from tests.tidy import lookup
from tests.tidy.house import ROOT, SOURCE, files, modules, where

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", lookup.PAGES)
def test_look_up_pages_equal_the_code(name: str) -> None:
    lookup.whole_house()
    written = (lookup.FOLDER / name).read_text(encoding="utf-8")
    assert written == lookup.PAGES[name](), f"docs/look-up/{name} is behind the code: run make look-up"


def test_no_tag_of_an_act_is_used_twice() -> None:
    lookup.whole_house()
    tags = [act.tag for act in lookup.acts()]
    assert sorted(set(tags)) == sorted(tags)


def test_every_link_leads_to_a_file() -> None:
    broken = []
    for path in files(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                broken.append(f"{where(path)}: {target}")
    assert broken == []


def test_every_command_in_the_documents_exists() -> None:
    unknown = [
        f"{where(path)}: make {target}"
        for path in files(".md")
        for target in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))
        if target not in TARGETS
    ]
    assert unknown == []


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    linked = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", index)}
    pages = {
        path.relative_to(ROOT / "docs").as_posix() for path in files(".md") if ROOT / "docs" in path.parents
    }
    assert pages - {"index.md"} <= linked


def test_every_part_of_the_house_is_on_its_plan() -> None:
    plan = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    parts = {module.part for module in modules()} - {"fourthact", "__main__"}
    assert {part for part in parts if not re.search(rf"^ +{part}(?:/|\.py) ", plan, re.MULTILINE)} == set()


def test_every_setting_is_read_by_something() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "settings.py"
    )
    unread = [name for name in settings.Settings.__struct_fields__ if not re.search(rf"\.{name}\b", code)]
    assert unread == []


def test_every_word_has_one_meaning() -> None:
    text = (ROOT / "docs" / "look-up" / "words.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| \*\*(.+?)\*\* \|", text, re.MULTILINE)
    assert len(words) > 20
    assert len(words) == len(set(words))
