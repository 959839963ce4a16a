"""Signs outgoing mail (DKIM), with a key of each domain that lives in a file and never in the database.

Reading signatures of others is left to the mail server in front of us, which says what it found.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# What every receiver verifies (RFC 8301 section 3.2).
KEY_BITS = 2048
# What a reader sees and what a program acts upon. From and Subject once more than they stand: nobody can add another.
SIGNED = (
    "from", "from", "to", "reply-to", "subject", "subject", "date", "message-id", "mime-version", "content-type",
    "content-language", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
# A single space stays as it is; most messages have no others.
_BLANKS = re.compile(rb"[ \t]{2,}|\t")
_FOLD = re.compile(rb"\r\n(?=[ \t])")


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A domain's signing key. `selector`: under which name its public half stands in the DNS."""

    domain: str
    selector: str
    key: rsa.RSAPrivateKey

    def sign(self, raw: bytes) -> bytes:
        """The message with its signature in front; the same message is the same bytes every time.

        Shapes: a whole message with CRLF line ends. Source: RFC 6376, relaxed/relaxed, rsa-sha256; no `t=`, no `x=`:
        a signature that expires would spoil mail that waits for days.
        """
        head, _, body = raw.partition(b"\r\n\r\n")
        given = _headers(head)
        names = [name for name in dict.fromkeys(SIGNED) if name in given]
        listed = [name for name in SIGNED if name in names]
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        stub = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n"
            f" h={':'.join(listed)};\r\n bh={digest};\r\n b="
        )
        lines = [b"%b:%b\r\n" % (name.encode(), given[name]) for name in names]
        lines.append(b"dkim-signature:" + _relaxed(stub.encode()))
        signature = self.key.sign(b"".join(lines), padding.PKCS1v15(), hashes.SHA256())
        text = base64.b64encode(signature).decode()
        folded = "\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72))
        return f"DKIM-Signature: {stub}{folded}\r\n".encode() + raw

    @property
    def record(self) -> tuple[str, str]:
        """Name and text of the TXT record that lets others verify. Source: RFC 6376 section 3.6.1."""
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        text = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
        return f"{self.selector}._domainkey.{self.domain}", text


class DkimKeys:
    """The signing keys of all domains of this house. A domain's first key is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_use: dict[str, DkimKey] = {}

    def of(self, domain: str) -> DkimKey:
        """The key that signs for a domain: the newest there was when it was first asked for."""
        name = domain.lower()
        if name not in self._in_use:
            known = self._files(name)
            self._in_use[name] = self._load(name, known[-1]) if known else self.add(name)
        return self._in_use[name]

    def all(self, domain: str) -> list[DkimKey]:
        """Every key that a domain ever had, the newest last."""
        return [self._load(domain.lower(), path) for path in self._files(domain.lower())]

    def add(self, domain: str) -> DkimKey:
        """A new key, readable by its owner only, which signs from the next start on. No key is ever overwritten."""
        name = domain.lower()
        path = self._path(name, len(self._files(name)) + 1)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        # Dying here: an unfinished file of no name that matters is left, and the next one makes its own.
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=f".{name}.") as fresh:
            fresh.write(pem)
            fresh.flush()
            os.fsync(fresh.fileno())
            with suppress(FileExistsError):  # whoever comes second keeps the first one's key
                os.link(fresh.name, path)
        return self._load(name, path)

    def _files(self, domain: str) -> list[Path]:
        found: list[Path] = []
        while (path := self._path(domain, len(found) + 1)).exists():
            found.append(path)
        return found

    def _path(self, domain: str, number: int) -> Path:
        return self._folder / f"{domain}.f{number}.pem"

    def _load(self, domain: str, path: Path) -> DkimKey:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey), f"{path.name} is not an RSA key"
        return DkimKey(domain, path.stem.rpartition(".")[2], key)


def relaxed_body(body: bytes) -> bytes:
    """The body as it is hashed. Source: RFC 6376 section 3.4.4."""
    single = _BLANKS.sub(b" ", body) if b"  " in body or b"\t" in body else body
    plain = single.replace(b" \r\n", b"\r\n").rstrip(b" ")
    while plain.endswith(b"\r\n"):
        plain = plain[:-2]
    return plain + b"\r\n" if plain else b""


def _headers(head: bytes) -> dict[str, bytes]:
    """Each header's value as it is signed; ours stand once each."""
    found = {}
    for line in _FOLD.sub(b"", head).split(b"\r\n"):
        name, _, value = line.partition(b":")
        found[name.strip().lower().decode()] = _relaxed(value)
    return found


def _relaxed(value: bytes) -> bytes:
    """A header's value, unfolded. Source: RFC 6376 section 3.4.2."""
    return _BLANKS.sub(b" ", _FOLD.sub(b"", value)).strip(b" ")
