"""XML of strangers: element by element, never a document type, never an entity of their making."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, NoReturn, cast
from xml.etree import ElementTree
from xml.parsers import expat

from fourthact.bankfiles.reasons import FileReason, refuse

CHUNK_BYTES = 1 << 16
DEPTH_MAX = 64  # camt messages have about 12 levels
_NAMESPACE = re.compile(r"(camt|pain|pacs|head|acmt)\.(\d{3})\.(\d{3}(?:\.[a-z]{2})?\.\d{2})(.*)")


class _Found(Exception):
    """The root element has come: stop looking."""


def root_of(raw: bytes) -> tuple[str, str, str]:
    """Namespace and local name of the root, and the encoding: all that can be known before anything is believed.

    Refuses: XML_DECLARES_TYPES, before one entity is read; XML_BROKEN, ENCODING_WRONG.
    """
    found: list[str] = []
    encoding = ["utf-8"]

    def declared(version: str, name: str | None, standalone: int) -> None:
        encoding[0] = (name or "utf-8").lower()

    def doctype(*_: object) -> NoReturn:
        refuse(FileReason.XML_DECLARES_TYPES)

    def start(name: str, attributes: dict[str, str]) -> NoReturn:
        found.append(name)
        raise _Found

    parser = expat.ParserCreate(namespace_separator="}")
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    stream = io.BytesIO(raw)
    try:
        while chunk := stream.read(CHUNK_BYTES):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _Found:
        namespace, _, local = found[0].rpartition("}")
        return namespace, local, encoding[0]
    except expat.ExpatError as error:
        _broken(error, encoding[0])
    except (LookupError, ValueError) as error:
        refuse(FileReason.ENCODING_WRONG, encoding=encoding[0], detail=str(error))
    refuse(FileReason.XML_BROKEN, line=1, column=0, detail="no element found")


def message_of(namespace: str) -> tuple[str, str]:
    """Kind and version that a namespace names, ("camt.053", "001.08"); empty texts where it names none."""
    shape = _NAMESPACE.search(namespace)
    return (f"{shape[1]}.{shape[2]}", shape[3]) if shape else ("", "")


def elements(stream: BinaryIO, encoding: str) -> Iterator[ElementTree.Element]:
    """Every element when it ends, with local names only. Who has used one clears it.

    The caller has seen by `root_of` that there is no document type.
    """
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("start", "end"))
    depth = 0
    over = False
    while not over:
        try:
            if chunk := stream.read(CHUNK_BYTES):
                parser.feed(chunk)
            else:
                over = True
                parser.close()
            events = cast("list[tuple[str, ElementTree.Element]]", [*parser.read_events()])
        except ElementTree.ParseError as error:
            _broken(error, encoding)
        except (LookupError, ValueError) as error:
            refuse(FileReason.ENCODING_WRONG, encoding=encoding, detail=str(error))
        for event, element in events:
            if event == "start":
                depth += 1
                if depth > DEPTH_MAX:
                    refuse(FileReason.XML_TOO_DEEP, depth=DEPTH_MAX)
                continue
            depth -= 1
            tag = element.tag
            if "}" in tag:
                element.tag = tag[tag.index("}") + 1 :]
            yield element


def _broken(error: expat.ExpatError | ElementTree.ParseError, encoding: str) -> NoReturn:
    what = expat.ErrorString(error.code) or str(error)
    if error.code in (expat.errors.codes[m] for m in _ENCODING_FAULTS):
        refuse(FileReason.ENCODING_WRONG, encoding=encoding, detail=str(error))
    line, column = (
        error.position if isinstance(error, ElementTree.ParseError) else (error.lineno, error.offset)
    )
    refuse(FileReason.XML_BROKEN, line=line, column=column, detail=what)


_ENCODING_FAULTS = (
    expat.errors.XML_ERROR_UNKNOWN_ENCODING,
    expat.errors.XML_ERROR_INCORRECT_ENCODING,
    expat.errors.XML_ERROR_BAD_CHAR_REF,
)


def text(element: ElementTree.Element | None, *paths: str) -> str:
    """The text at the first of these paths that has one, blanks trimmed; empty where none has."""
    if element is None:
        return ""
    for path in paths:
        found = element.findtext(path)
        if found and (trimmed := found.strip()):
            return trimmed
    return ""


@dataclass(slots=True)
class Leaf:
    """An element without children."""

    text: str
    attrib: Mapping[str, str]


Leaves = dict[str, list[Leaf]]
_NOTHING: Mapping[str, str] = MappingProxyType({})


class _Place:
    """Where an element may stand: its path within its record, empty where it is one; what was seen within it."""

    __slots__ = ("inner", "is_record", "name", "path")

    def __init__(self, name: str, path: str, *, is_record: bool) -> None:
        self.name, self.path, self.is_record = name, path, is_record
        self.inner: dict[str, _Place] = {}


class _Gatherer:
    """Gathers the leaves of every record by their paths, while the parser goes by: no tree is ever built."""

    def __init__(self, is_record: Callable[[str, str], bool]) -> None:
        self._is_record = is_record
        self._open = [_Place("", "", is_record=True)]
        self._gathering: list[Leaves] = [{}]
        self._words = ""
        self._attributes: Mapping[str, str] = _NOTHING
        self._is_leaf = False
        self.done: list[tuple[str, Leaves]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1]
        place = parent.inner.get(tag)
        if place is None:
            place = parent.inner[tag] = self._place(parent, tag.rpartition(":")[2])
        self._open.append(place)
        if place.is_record:
            self._gathering.append({})
        self._words, self._is_leaf = "", True
        self._attributes = attributes or _NOTHING

    def _place(self, parent: _Place, name: str) -> _Place:
        if len(self._open) > DEPTH_MAX:
            refuse(FileReason.XML_TOO_DEEP, depth=DEPTH_MAX)
        path = f"{parent.path}/{name}" if parent.path else name
        is_record = self._is_record(name, parent.name)
        return _Place(name, "" if is_record else path, is_record=is_record)

    def words(self, words: str) -> None:
        self._words += words

    def end(self, tag: str) -> None:
        place = self._open.pop()
        if place.is_record:
            self.done.append((place.name, self._gathering.pop()))
        elif self._is_leaf:
            leaf, found = Leaf(self._words, self._attributes), self._gathering[-1]
            if place.path in found:
                found[place.path].append(leaf)
            else:
                found[place.path] = [leaf]
        self._is_leaf = False


def records(
    stream: BinaryIO, encoding: str, is_record: Callable[[str, str], bool]
) -> Iterator[tuple[str, Leaves]]:
    """Every record when it ends: its name and its leaves by path, without those of the records within it.

    `is_record`: by an element's and its parent's name. The caller has seen by `root_of` that there is no document
    type.
    """
    gatherer = _Gatherer(is_record)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = gatherer.start
    parser.EndElementHandler = gatherer.end
    parser.CharacterDataHandler = gatherer.words
    over = False
    while not over:
        chunk = stream.read(CHUNK_BYTES)
        over = not chunk
        try:
            parser.Parse(chunk, over)
        except expat.ExpatError as error:
            _broken(error, encoding)
        except (LookupError, ValueError) as error:
            refuse(FileReason.ENCODING_WRONG, encoding=encoding, detail=str(error))
        done, gatherer.done = gatherer.done, []
        yield from done


def leaf(found: Leaves, *paths: str) -> str:
    """The text at the first of these paths that has one, blanks trimmed; empty where none has."""
    for path in paths:
        for element in found.get(path, ()):
            if (words := element.text) and (trimmed := words.strip()):
                return trimmed
    return ""
