"""What a log signs and serves: keys, signed notes, checkpoints, the paths of tiles, bundles of entries.

Source: C2SP signed-note, tlog-checkpoint, tlog-tiles. Of the signature types only Ed25519 (0x01) is known.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fourthact.acts.encode import BYTES_MAX, encodable, from64, to64
from fourthact.acts.merkle import EMPTY_ROOT, HASH_BYTES, TILE_WIDTH

ED25519 = b"\x01"
KEY_BYTES = 32
SIGNATURE_BYTES = 64
# The specification asks for a limit and for at least 16 signatures; these are the Go checksum database's.
NOTE_BYTES_MAX = 1_000_000
NOTE_SIGNATURES_MAX = 100
SIZE_MAX = 2**63 - 1
LEVEL_MAX = 63

# First line of what a batch signature covers. A key's name has no spaces, so no checkpoint of ours begins so.
BATCH_CONTEXT = b"fourthact batch v1\n"

_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
_SIGNATURE_LINE = re.compile(r"— ([^ ]+) ([A-Za-z0-9+/]+={0,2})")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_TILE_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class BadNote(ValueError):
    """A note, checkpoint or key that is not formed as specified."""


class OtherLog(BadNote):
    """A checkpoint of another log than the one that was asked for."""


class Unsigned(BadNote):
    """A well-formed note that none of the given keys has signed."""


class BadSignature(BadNote):
    """A signature that claims to be by a given key and is not."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A log's public key, as its holder's caller trusts it; never taken from what it verifies."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise BadNote(f"an Ed25519 public key has {KEY_BYTES} bytes, not {len(self.public)}")

    @classmethod
    def parse(cls, vkey: str) -> VerifyingKey:
        """The key written `name+hhhhhhhh+base64`. Errors: BadNote, e.g. when its hash does not fit it."""
        match = _VKEY.fullmatch(vkey)
        if match is None:
            raise BadNote("not a public key of the form name+hash+base64")
        material = _note64(match[3])
        if material[:1] != ED25519:
            raise BadNote("not an Ed25519 public key (signature type 0x01)")
        key = cls(match[1], material[1:])
        if key.id.hex() != match[2]:
            raise BadNote(f"the hash in the public key should be {key.id.hex()}, not {match[2]}")
        return key

    @property
    def id(self) -> bytes:
        """The four bytes that signatures name the key by: a hint, not a proof."""
        return _key_id(self.name, self.public)

    @property
    def hint(self) -> str:
        return f"{self.name}+{self.id.hex()}"

    @property
    def vkey(self) -> str:
        return f"{self.hint}+{to64(ED25519 + self.public)}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):  # ValueError: bytes that are no point of the curve
            return False
        return True

    def verifies_batch(self, signature: bytes, size: int, root: bytes) -> bool:
        return self.verifies(signature, batch_message(self.name, size, root))


@dataclass(frozen=True)
class SigningKey:
    """A log's private key under the log's name; lives in a file or secret, never in the database."""

    name: str
    _private: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, name: str, secret: bytes) -> SigningKey:
        """The key in its file's content: PKCS #8 PEM without password, or 32 raw bytes. Errors: BadNote."""
        if len(secret) == KEY_BYTES:
            return cls(name, Ed25519PrivateKey.from_private_bytes(secret))
        try:
            private = serialization.load_pem_private_key(secret, password=None)
        except (ValueError, TypeError) as error:  # TypeError: the file asks for a password
            raise BadNote(f"not a private key: {error}") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise BadNote("the private key is not of the type Ed25519")
        return cls(name, private)

    def pem(self) -> bytes:
        """What to keep in the key's file; readable by nobody else."""
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @cached_property
    def verifying(self) -> VerifyingKey:
        return VerifyingKey(self.name, self._private.public_key().public_bytes_raw())

    @cached_property
    def hint(self) -> str:
        return self.verifying.hint

    @property
    def vkey(self) -> str:
        return self.verifying.vkey

    def sign(self, text: str) -> str:
        """The signed note: the text, an empty line, one signature. Errors: BadNote if it cannot be one."""
        _check_text(text)
        signature = self.verifying.id + self._private.sign(text.encode("utf-8"))
        return f"{text}\n— {self.name} {to64(signature)}\n"

    def sign_batch(self, size: int, root: bytes) -> bytes:
        """The promise that this batch will be in the log, in a context of its own."""
        return self._private.sign(batch_message(self.name, size, root))


@dataclass(frozen=True, slots=True)
class Note:
    """A note that at least one of the given keys has signed. `signers`: those keys, in the note's order."""

    text: str
    signers: tuple[VerifyingKey, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: the name of the log, how many acts it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), to64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint in a note's text, whether signed or not (`open_checkpoint`). Errors: BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop():
            raise BadNote("a checkpoint has at least three lines: origin, size and root")
        if "" in lines:
            raise BadNote("the checkpoint has an empty line")
        origin, size, root, *extensions = lines
        if not _DECIMAL.fullmatch(size) or int(size) > SIZE_MAX:
            raise BadNote(f"the checkpoint's size is not a whole number: {size[:40]!r}")
        checkpoint = cls(origin, int(size), _note64(root, HASH_BYTES), tuple(extensions))
        if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
            raise BadNote("the checkpoint of an empty log does not have the empty tree's root")
        return checkpoint


def batch_message(name: str, size: int, root: bytes) -> bytes:
    return BATCH_CONTEXT + f"{name}\n{size}\n{to64(root)}\n".encode()


def open_note(note: str | bytes, keys: Iterable[VerifyingKey]) -> Note:
    """The note, once a given key's signature on it has been verified; signatures by other keys are ignored.

    Refuses: BadNote (malformed, too long, too many signatures, two given keys of one name and hash),
    BadSignature (one by a given key does not verify), Unsigned (none is by a given key).
    """
    text, lines = _split_note(note)
    known: dict[tuple[str, bytes], list[VerifyingKey]] = {}
    for key in keys:
        known.setdefault((key.name, key.id), []).append(key)
    signers = []
    for name, signature in [_signature(line) for line in lines]:
        candidates = known.get((name, signature[:4]), [])
        if len(candidates) > 1:
            raise BadNote(f"two of the given keys are called {candidates[0].hint}")
        for key in candidates:
            if not key.verifies(signature[4:], text.encode("utf-8")):
                raise BadSignature(f"the signature by {key.hint} does not verify")
            signers.append(key)
    if not signers:
        raise Unsigned("none of the signatures is by a given key")
    return Note(text, tuple(dict.fromkeys(signers)))


def open_checkpoint(
    note: str | bytes, keys: Iterable[VerifyingKey], *, origin: str | None = None
) -> Checkpoint:
    """The checkpoint of a signed note, of the log `origin`, or else of the one named like the signing key.

    Refuses: as `open_note`; BadNote for a text that is no checkpoint; OtherLog for another log's.
    """
    opened = open_note(note, keys)
    checkpoint = Checkpoint.parse(opened.text)
    names = {key.name for key in opened.signers} if origin is None else {origin}
    if checkpoint.origin not in names:
        raise OtherLog(
            f"a checkpoint of the log {checkpoint.origin!r}, not of {' or '.join(sorted(names))!r}"
        )
    return checkpoint


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Where a tile is served: `tile/0/x001/x234/067`, with `.p/112` behind when it is not full."""
    if not 0 <= level <= LEVEL_MAX:
        raise ValueError(f"there is no tile level {level}")
    return f"tile/{level}/{_place(index, width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """Where a bundle of entries is served: `tile/entries/000.p/3`."""
    return f"tile/entries/{_place(index, width)}"


def parse_tile_path(path: str) -> tuple[int | None, int, int]:
    """(level, index, width) of a tile's path, or (None, index, width) of a bundle's. Errors: ValueError."""
    match = _TILE_PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"{path[:100]!r} is not the path of a tile or of a bundle")
    level = None if match[1] == "entries" else int(match[1])
    index, width = int(match[2].replace("x", "").replace("/", "")), int(match[3] or TILE_WIDTH)
    # Writing it again refuses whatever has a second spelling: x000/001, a partial tile of width 256 or more.
    again = bundle_path(index, width) if level is None else tile_path(level, index, width)
    if again != path:
        raise ValueError(f"the path should be written {again!r}")
    return level, index, width


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries, each behind its length in two bytes. Errors: ValueError if they do not fit."""
    if not 0 < len(entries) <= TILE_WIDTH or any(len(entry) > BYTES_MAX for entry in entries):
        raise ValueError(f"a bundle has 1 to {TILE_WIDTH} entries of at most {BYTES_MAX:,} bytes")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Errors: ValueError for an empty, truncated or overfull one."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or start > len(data):
            raise ValueError(f"the bundle is cut short within entry {len(entries)}")
        entries.append(data[start:at])
    if not 0 < len(entries) <= TILE_WIDTH:
        raise ValueError(f"a bundle has 1 to {TILE_WIDTH} entries, not {len(entries)}")
    return entries


def _split_note(note: str | bytes) -> tuple[str, list[str]]:
    try:
        data, text = (note, note.decode("utf-8")) if isinstance(note, bytes) else (note.encode("utf-8"), note)
    except UnicodeError as error:
        raise BadNote("the note is not UTF-8 text") from error
    if len(data) > NOTE_BYTES_MAX:
        raise BadNote(f"the note has {len(data):,} bytes, more than {NOTE_BYTES_MAX:,}")
    body, separator, block = text.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise BadNote("the note has no signature lines after an empty line")
    lines = block[:-1].split("\n")
    if len(lines) > NOTE_SIGNATURES_MAX:
        raise BadNote(f"the note has {len(lines)} signatures, more than {NOTE_SIGNATURES_MAX}")
    _check_text(body + "\n")
    return body + "\n", lines


def _signature(line: str) -> tuple[str, bytes]:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise BadNote(f"not a signature line: {line[:60]!r}")
    _check_name(match[1])
    signature = _note64(match[2])
    if len(signature) < 5:
        raise BadNote("a signature is shorter than its key's hash")
    return match[1], signature


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise BadNote("a note's text ends with a line end")
    if any(letter < " " and letter != "\n" for letter in text):
        raise BadNote("the note holds control characters")
    if not encodable(text):
        raise BadNote("the note is not UTF-8 text")


def _check_name(name: str) -> None:
    if not name or "+" in name or not encodable(name) or any(c.isspace() or c < " " for c in name):
        raise BadNote(f"not a key's name: {name[:60]!r} (not empty, no spaces, no plus)")


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + ED25519 + public).digest()[:4]


def _note64(text: str, length: int | None = None) -> bytes:
    try:
        return from64(text, length)
    except ValueError as error:
        raise BadNote(str(error)) from error


def _place(index: int, width: int) -> str:
    if index < 0 or not 0 < width <= TILE_WIDTH:
        raise ValueError(f"there is no tile {index} of width {width}")
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return "/".join(reversed(groups)) + partial
