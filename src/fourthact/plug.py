"""Loads the plugs of a folder: each module of a package, but `contract`, is one; adding one is adding a file.

A plug is a module with a `name`, a docstring whose first line says what it is, and, if it needs any,
`settings` (each setting's name and a sentence) with `defaults` for those that may be left out. Menus and
documentation follow from what is loaded.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class BadPlug(Exception):
    """A module in a folder of plugs is not one, or one too many. The message names the file and the cure."""


class BadSettings(ValueError):
    """The settings given to a plug are not those it needs. The message names each."""


@dataclass(frozen=True, slots=True)
class Plug:
    """A loaded plug. `sentence`: what it is, for the menu; `settings`: name and sentence of what it needs."""

    name: str
    sentence: str
    settings: Mapping[str, str]
    defaults: Mapping[str, str]
    module: ModuleType

    def complete(self, given: Mapping[str, str]) -> dict[str, str]:
        """The given settings with the defaults filled in. Errors: BadSettings for unknown or missing ones."""
        unknown = sorted(set(given) - set(self.settings))
        missing = sorted(set(self.settings) - set(given) - set(self.defaults))
        wrong = [f"{name} is not a setting" for name in unknown]
        wrong += [f"{name} is missing ({self.settings[name]})" for name in missing]
        if wrong:
            raise BadSettings(f"{self.name}: {'; '.join(wrong)}")
        return {**self.defaults, **given}


def load(package: ModuleType) -> dict[str, Plug]:
    """Every plug of a package, by name, sorted. Errors: BadPlug, and whatever a plug raises when imported."""
    found: dict[str, Plug] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name == "contract":
            continue
        plug = _read(importlib.import_module(f"{package.__name__}.{info.name}"))
        if plug.name in found:
            first = found[plug.name].module.__name__
            raise BadPlug(f"{plug.module.__name__}: the name {plug.name!r} is taken by {first}; rename one")
        found[plug.name] = plug
    return dict(sorted(found.items()))


def menu(plugs: Mapping[str, Plug]) -> list[tuple[str, str]]:
    """What there is to choose from: names and sentences."""
    return [(plug.name, plug.sentence) for plug in plugs.values()]


def _read(module: ModuleType) -> Plug:
    name = getattr(module, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadPlug(f"{module.__name__}: a plug has a `name` of a-z, 0-9 and _, up to 31 characters")
    sentence = (module.__doc__ or "").strip().partition("\n")[0]
    if not sentence:
        raise BadPlug(f"{module.__name__}: the first line of a plug's docstring says what it is")
    settings, defaults = _texts(module, "settings"), _texts(module, "defaults")
    if stray := sorted(set(defaults) - set(settings)):
        raise BadPlug(f"{module.__name__}: defaults without a setting: {', '.join(stray)}")
    return Plug(name, sentence, settings, defaults, module)


def _texts(module: ModuleType, attribute: str) -> Mapping[str, str]:
    texts = getattr(module, attribute, {})
    if not isinstance(texts, Mapping) or not all(isinstance(t, str) for pair in texts.items() for t in pair):
        raise BadPlug(f"{module.__name__}: `{attribute}` maps names to sentences")
    return texts
