"""Files that old mail programs wrote into the text itself (uuencode): taken out, so that nobody reads them as words.

Source: POSIX, uuencode; each line has its length first, and three bytes in four characters.
"""

from __future__ import annotations

import binascii
import re

FILES_MAX = 100  # more than anybody ever put into one text; what is beyond is read as words
_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
# Lines as uuencode writes them, the empty one, and `end`; possessive, so that no text makes it look twice.
_LINES = re.compile(rb"(?:[!-M][ -`]{1,62}+\r?\n)++(?:[ `]?+\r?\n)?+(?:end[ \t]*+(?=\r?\n|\Z))?+")


def without_files(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """A text without the files that are written into it, and these, each with its name."""
    files: list[tuple[bytes, bytes]] = []
    kept, at = [], 0
    for begin in _BEGIN.finditer(data):
        if begin.start() < at or len(files) == FILES_MAX:
            continue
        lines = _LINES.match(data, begin.end())
        if lines is None:
            continue
        content = _decoded(lines.group())
        if content is not None:
            files.append((begin[1].strip(), content))
            kept.append(data[at : begin.start()])
            at = lines.end()
    return b"".join([*kept, data[at:]]) if files else data, files


def _decoded(text: bytes) -> bytes | None:
    """The bytes of a file; None where these are no lines of one: words in capitals, say."""
    lines = text.splitlines()
    ended = lines[-1].strip() == b"end"
    if len(lines[0]) <= _width(lines[0]) or not (ended or lines[0][:1] == b"M"):
        return None
    try:
        # Some programs fill their last line up.
        pieces = [binascii.a2b_uu(line[: 1 + _width(line)]) for line in (lines[:-1] if ended else lines)]
    except binascii.Error:
        return None
    return b"".join(pieces)


def _width(line: bytes) -> int:
    """How many characters with a meaning a line says that it has: six bits each."""
    return (((line[0] - 32) & 63) * 4 + 2) // 3 if line else 0
