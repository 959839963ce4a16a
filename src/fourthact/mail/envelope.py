"""Who a message is from and for, where no envelope came with it: a mailbox or a file has headers only."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import getaddresses

HEAD_BYTES_MAX = 262_144
NAMES_MAX = 200
# The first say where a mail server really delivered it; the last only what the writer put there.
RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc", "Resent-To")


@dataclass(frozen=True, slots=True)
class Addressed:
    """`sender`: the return path, empty for the null sender. `recipients`: the likeliest first."""

    sender: str
    recipients: tuple[str, ...]


def addressed(raw: bytes) -> Addressed:
    """What a message's headers say of its envelope; a writer can say anything there, and nothing is proven by it."""
    head = BytesHeaderParser().parsebytes(_head(raw))
    named = [str(value) for name in RECIPIENT_HEADERS for value in head.get_all(name, [])[:NAMES_MAX]]
    paths = head.get_all("Return-Path")
    senders = paths if paths else head.get_all("From", [])[:1]
    sender = next(iter(_addresses([str(value) for value in senders[:1]])), "")
    return Addressed(sender, tuple(dict.fromkeys(_addresses(named))))


def _head(raw: bytes) -> bytes:
    head = raw[:HEAD_BYTES_MAX]
    ends = [at for at in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if at >= 0]
    return head[: min(ends)] if ends else head


def _addresses(values: list[str]) -> list[str]:
    short = [value[: HEAD_BYTES_MAX // 16] for value in values[:NAMES_MAX]]
    return [address for _, address in getaddresses(short)[:NAMES_MAX] if fit(address)]


def fit(address: str) -> bool:
    """Whether an address can be kept and answered at all: `name@domain`, printable, of a length that mail has.

    Source: RFC 5321 section 4.5.3.1 (64 and 255 octets), RFC 6531 (any letters).
    """
    name, at, domain = address.rpartition("@")
    encodable = not any("\ud800" <= letter <= "\udfff" for letter in address)
    return (
        bool(at and name and domain)
        and encodable
        and address.isprintable()
        and " " not in domain
        and (len(name.encode()) <= 64 and len(domain.encode()) <= 255)
    )
