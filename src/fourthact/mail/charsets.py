"""Bytes to text, whatever the message declares: wrong names, wrong sets, and no declaration at all."""

from __future__ import annotations

import codecs
import re

# The names on the left are declared where the set on the right, which contains it, was really used.
_WIDER = {
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949",
    "ks_c_5601_1987": "cp949", "korean": "cp949", "uhc": "cp949", "x-windows-949": "cp949",
    "windows-949": "cp949", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "iso8859-1": "cp1252", "x-ansi": "cp1252", "iso-8859-8-i": "iso-8859-8", "gb2312": "gb18030",
    "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "x-sjis": "cp932",
    "ms_kanji": "cp932", "x-euc-jp": "euc-jp", "cp-850": "cp850", "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7", "utf8": "utf-8", "utf-8mb4": "utf-8", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "x-user-defined": "cp1252", "iso-8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
_PLAIN = frozenset({"", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "default", "8bit", "utf-8"})
# Any bytes are text in these: a program's wrong declaration does not show.
_WESTERN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1252", "cp1252", "x-ansi"}
)
_HANGUL = re.compile("[가-힣]")
_STATEFUL = re.compile(rb"\x1b\$\)C")


def text_of(data: bytes, declared: str = "") -> tuple[str, bool]:
    """The text of some bytes, and whether the declared set was true to them. Never raises."""
    name = declared.strip().strip("\"'").lower()
    if b"\x1b$)C" in data and name in _PLAIN:
        name = "iso-2022-kr"
    if name not in _PLAIN:
        text = _try(data, _WIDER.get(name, name))
        if text is not None:
            other = _other(data) if name in _WESTERN else None
            return (text, True) if other is None else (other, False)
    honest = name in _PLAIN and (name == "utf-8" or data.isascii())
    text = _try(data, "utf-8")
    if text is not None:
        return text, honest
    return _guess(data), False


def _other(data: bytes) -> str | None:
    """What 8-bit bytes declared as Western European really are, where they are UTF-8 or Korean without any doubt: in a
    Western text no two such bytes stand together by chance so often."""
    if data.isascii():
        return None
    text = _try(data, "utf-8") or _try(data, "cp949")
    foreign = [letter for letter in text or "" if ord(letter) > 0x7F]
    if text is None or len(foreign) < 2:
        return None
    hangul = sum(1 for letter in foreign if _HANGUL.match(letter))
    return text if hangul > 0.9 * len(foreign) or _try(data, "utf-8") is not None else None


def _try(data: bytes, name: str) -> str | None:
    try:
        if codecs.lookup(name)._is_text_encoding:
            return data.decode(name)
    except (LookupError, ValueError):
        # An unknown name or bytes that are not of that set: the caller guesses on.
        return None
    return None


def _guess(data: bytes) -> str:
    """8-bit text without a true declaration: Korean if it reads as Hangul, else Western European."""
    korean = _try(data, "cp949")
    if korean is not None:
        foreign = [letter for letter in korean if ord(letter) > 0x7F]
        if foreign and sum(1 for letter in foreign if _HANGUL.match(letter)) > 0.7 * len(foreign):
            return korean
    if data.count(b"\xe3\x80") + sum(data.count(bytes([lead])) for lead in range(0xC2, 0xF0)) > 0:
        mended = data.decode("utf-8", "replace")
        if mended.count("�") * 10 < sum(1 for letter in mended if ord(letter) > 0x7F):
            return mended
    return data.decode("cp1252", "replace")
