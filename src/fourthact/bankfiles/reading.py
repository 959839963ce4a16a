"""What kind of file it is, by its content, and its reader."""

from __future__ import annotations

import gc
import io
import re
from pathlib import Path

from fourthact.bankfiles.camt import KINDS, read_camt
from fourthact.bankfiles.columns import Mapping
from fourthact.bankfiles.mt940 import looks_like_mt940, read_mt940
from fourthact.bankfiles.pain002 import read_pain002
from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.bankfiles.statement import Reading
from fourthact.bankfiles.table import read_table
from fourthact.bankfiles.xml import message_of, root_of

FILE_BYTES_MAX = 512 << 20
LARGE_BYTES = 1 << 20
_ENVELOPES = {"Document", "BizMsg", "AppHdr", "Bizmsg", "DataPDU", "RequestPayload", "BusinessMessage", "Saa"}
_MARKS = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a ZIP or office file"), (b"\xd0\xcf\x11\xe0", "an old office file"),
          (b"\x1f\x8b", "a gzip archive"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"))  # fmt: skip


def read_path(path: Path, mapping: Mapping | None = None) -> Reading:
    """What a file says. Errors: OSError. Refuses: see `FileReason`."""
    if path.stat().st_size > FILE_BYTES_MAX:
        refuse(FileReason.FILE_TOO_LARGE, limit_mb=FILE_BYTES_MAX >> 20)
    return read(path.read_bytes(), mapping)


def read(raw: bytes, mapping: Mapping | None = None) -> Reading:
    """What the bytes of a file say. `mapping`: for a table whose columns are not known to us."""
    if len(raw) < LARGE_BYTES or not gc.isenabled():
        return _read(raw, mapping)
    # Nothing of a reading refers to itself: looking through its million objects again and again finds nothing.
    gc.disable()
    try:
        return _read(raw, mapping)
    finally:
        gc.enable()


def _read(raw: bytes, mapping: Mapping | None) -> Reading:
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        refuse(FileReason.FILE_EMPTY)
    for mark, what in _MARKS:
        if raw.startswith(mark):
            refuse(FileReason.KIND_UNKNOWN, seen=what)
    if _is_xml(raw):
        return _read_xml(raw)
    words, encoding = _decoded(raw)
    if looks_like_mt940(words):
        return read_mt940(words, encoding)
    return read_table(words, encoding, mapping)


def _is_xml(raw: bytes) -> bool:
    head = raw[:512].lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\xff \t\r\n\x00").replace(b"\x00", b"")
    return re.match(rb"<[?!A-Za-z_]", head) is not None


def _read_xml(raw: bytes) -> Reading:
    namespace, root, encoding = root_of(raw.lstrip() if raw[:1].isspace() else raw)
    kind, version = message_of(namespace)
    if not kind:  # an envelope around the message, or a namespace of the bank's own: the message names itself
        kind, version = _inner_message(raw, root)
    if kind in ("camt.052", "camt.053", "camt.054"):
        return read_camt(io.BytesIO(raw), kind, version, encoding)
    if kind == "pain.002":
        return read_pain002(io.BytesIO(raw), version, encoding)
    if kind in ("pain.001", "pain.008", "pain.007"):
        refuse(FileReason.KIND_IS_ORDER, seen=f"{kind}.{version}")
    seen = f"an XML file with the root {root}" + (f" of {namespace}" if namespace else "")
    refuse(FileReason.KIND_UNKNOWN, seen=seen)


def _inner_message(raw: bytes, root: str) -> tuple[str, str]:
    found = re.search(
        rb"urn:iso:std:iso:20022:tech:xsd:((?:camt|pain)\.\d{3})\.([0-9a-z.]{6,12})", raw[:20_000]
    )
    if found:
        return found[1].decode(), found[2].decode()
    for tag, kind in KINDS.items():
        if re.search(rb"<(?:\w+:)?" + tag.encode() + rb"[\s/>]", raw[:20_000]):
            return kind, ""
    return "", ""


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file that does not name its encoding: Unicode if it can be, else Western European.

    Which of the 8-bit encodings it was only names and remittances could tell, never an amount.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                refuse(FileReason.ENCODING_WRONG, encoding=encoding, detail=error.reason)
    if b"\x00" in raw[:4096]:
        refuse(FileReason.KIND_UNKNOWN, seen="a binary file")
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "latin-1"
