"""Folders of plugs, good and bad."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import fourthact.rails
from fourthact import plug
from fourthact.rails.contract import window_days

Folder = Callable[..., ModuleType]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """Makes a package of plugs from file names and texts."""

    def make(**files: str) -> ModuleType:
        package = tmp_path / "plugs_of_a_test"
        package.mkdir()
        for stem, text in {"__init__": "", **files}.items():
            (package / f"{stem}.py").write_text(text)
        return importlib.import_module(package.name)

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for name in [name for name in sys.modules if name.startswith("plugs_of_a_test")]:
        del sys.modules[name]


GOOD = """'A rail for tests.\\n\\nMore of it.'
name = "b"
settings = {"url": "where", "fee": "how much"}
defaults = {"fee": "0"}
"""


def test_every_module_but_the_contract_is_a_plug(folder: Folder) -> None:
    found = plug.load(folder(contract="name = 'c'", z=GOOD, y='"""Another."""\nname = "a"\n'))
    assert plug.menu(found) == [("a", "Another."), ("b", "A rail for tests.")]
    assert found["b"].settings == {"url": "where", "fee": "how much"}
    assert found["a"].settings == {}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('"""No name."""\n', "`name`"),
        ('"""Bad name."""\nname = "Big One"\n', "`name`"),
        ('"""Bad name."""\nname = 5\n', "`name`"),
        ('name = "a"\n', "docstring"),
        ('"""A."""\nname = "a"\nsettings = ["url"]\n', "`settings`"),
        ('"""A."""\nname = "a"\nsettings = {"url": 5}\n', "`settings`"),
        ('"""A."""\nname = "a"\ndefaults = {"url": "x"}\n', "defaults without a setting: url"),
    ],
)
def test_what_is_no_plug_is_refused_by_file(folder: Folder, text: str, complaint: str) -> None:
    with pytest.raises(plug.BadPlug, match=complaint) as refused:
        plug.load(folder(odd=text))
    assert "plugs_of_a_test.odd" in str(refused.value)


def test_two_plugs_of_one_name_are_refused(folder: Folder) -> None:
    with pytest.raises(plug.BadPlug, match=r"plugs_of_a_test\.y.*'b' is taken by plugs_of_a_test\.x"):
        plug.load(folder(x=GOOD, y=GOOD))


def test_a_plug_that_cannot_be_imported_says_so_itself(folder: Folder) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        plug.load(folder(x="import no_such_library\n"))


def test_settings_are_completed_or_refused_by_name(folder: Folder) -> None:
    plugged = plug.load(folder(x=GOOD))["b"]
    assert plugged.complete({"url": "here"}) == {"url": "here", "fee": "0"}
    assert plugged.complete({"url": "here", "fee": "1"}) == {"url": "here", "fee": "1"}
    with pytest.raises(plug.BadSettings, match=r"b: colour is not a setting; url is missing \(where\)"):
        plugged.complete({"colour": "red"})


def test_the_rails_of_the_house_load() -> None:
    assert plug.load(fourthact.rails)["sandbox"].defaults == {
        "timeout_seconds": "5",
        "gives_back_days_max": "",
    }


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"url": "127.0.0.1:80"}, "url"),
        ({"url": "ftp://127.0.0.1"}, "url"),
        ({"notice_secret": ""}, "notice_secret"),
        ({"notice_secret": "whsec_"}, "notice_secret"),
        ({"notice_secret": "whsec_c2hvcnQ="}, "notice_secret"),
        ({"notice_secret": "whsec_!!!!"}, "notice_secret"),
        ({"notice_secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "notice_secret"),
        ({"timeout_seconds": "soon"}, "timeout_seconds"),
        ({"timeout_seconds": "0"}, "timeout_seconds"),
        ({"timeout_seconds": "nan"}, "timeout_seconds"),
        ({"timeout_seconds": "61"}, "timeout_seconds"),
    ],
)
def test_the_sandbox_rail_refuses_settings_by_name(change: dict[str, str], complaint: str) -> None:
    good = {"url": "http://127.0.0.1:1", "notice_secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    with pytest.raises(ValueError, match=complaint):
        plug.load(fourthact.rails)["sandbox"].module.open_rail({**good, **change})


@pytest.mark.parametrize(("text", "days"), [("", None), ("180", 180), ("36500", 36_500)])
def test_a_window_is_a_number_of_days(text: str, days: int | None) -> None:
    assert window_days(text) == days


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "36501", "180 days", "١٨٠"])
def test_a_window_that_is_none_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(ValueError, match="gives_back_days_max is"):
        window_days(text)
