"""What the name system says of a domain's mail: where it goes (MX), and who may send in its name (SPF, DKIM, DMARC)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dns.exception
import dns.rdatatype
import dns.resolver
from dns.asyncresolver import Resolver

from fourthact.values.errors import Unavailable

LIFETIME_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was asked of a name, whether all is well, and what to do where it is not."""

    about: str
    name: str
    ok: bool
    says: str


def resolver(where: str | None) -> Resolver:
    """The machine's own resolver, or the one at `host:port`. Errors: ValueError for a place that is none."""
    if where is None:
        return Resolver()
    host, _, port = where.rpartition(":")
    made = Resolver(configure=False)
    made.nameservers, made.port = [host.strip("[]")], int(port)
    return made


async def check_domain(asked: Resolver, domain: str, selectors: Sequence[str]) -> list[Finding]:
    """Every record that mail to and from a domain needs. Errors: Unavailable when the resolver does not answer.

    Source: RFC 5321 section 5, RFC 7505 (null MX), RFC 7208, RFC 6376, RFC 7489.
    """
    found = [await _mx(asked, domain), await _text(asked, "SPF", domain, "v=spf1", _spf)]
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        found.append(await _text(asked, "DKIM", name, "", _dkim))
    found.append(await _text(asked, "DMARC", f"_dmarc.{domain}", "v=DMARC1", _dmarc))
    return found


async def _mx(asked: Resolver, domain: str) -> Finding:
    servers = [str(one.exchange) for one in await _ask(asked, domain, "MX")]
    if not servers:
        return Finding(
            "MX", domain, ok=False, says="there is none: name the mail server that hands over to us"
        )
    if "." in servers:
        return Finding(
            "MX", domain, ok=False, says="it says that the domain takes no mail (null MX): take it away"
        )
    for server in servers:
        if not (await _ask(asked, server, "A") or await _ask(asked, server, "AAAA")):
            return Finding("MX", domain, ok=False, says=f"{server} has no address")
    return Finding("MX", domain, ok=True, says=", ".join(sorted(servers)))


async def _text(
    asked: Resolver, about: str, name: str, starts: str, judge: Callable[[str], str | None]
) -> Finding:
    """One text record of a kind: none and several are wrong, and what is wrong in it is for `judge` to say."""
    texts = [b"".join(one.strings).decode("ascii", "replace") for one in await _ask(asked, name, "TXT")]
    ours = [text for text in texts if text.lower().startswith(starts.lower())]
    if len(ours) != 1:
        many = "there is none" if not ours else f"there are {len(ours)}, and only one counts"
        return Finding(about, name, ok=False, says=f"{many}: publish one TXT record {starts}".rstrip())
    wrong = judge(ours[0])
    return Finding(about, name, ok=wrong is None, says=wrong or ours[0][:100])


def _spf(text: str) -> str | None:
    words = text.lower().split()
    return "it lets anybody send in your name (+all)" if {"+all", "all"} & set(words) else None


def _dkim(text: str) -> str | None:
    return None if _tags(text).get("p") else "its key is empty: it was revoked, or never published"


def _dmarc(text: str) -> str | None:
    policy = _tags(text).get("p", "").lower()
    return (
        None
        if policy in ("none", "quarantine", "reject")
        else "it has no policy (p=none, quarantine or reject)"
    )


def _tags(text: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _ask(asked: Resolver, name: str, kind: str) -> list[dns.resolver.Answer]:
    """The records of a name; none where it has none. Errors: Unavailable."""
    try:
        return list(await asked.resolve(name, kind, lifetime=LIFETIME_SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as away:
        raise Unavailable(f"the resolver, asked for {kind} of {name} ({type(away).__name__})") from away
