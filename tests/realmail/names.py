"""A name server of its own for one test: it answers for the domains that the test names, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.realmail.programs import HOST, folder, free_port, listens, program, running

CONFIG = """
no-resolv
no-hosts
no-poll
keep-in-foreground
bind-interfaces
listen-address=127.0.0.1
port={port}
pid-file={folder}/pid
user=root
log-facility={folder}/dnsmasq.log
local=/example/
local=/test/
"""
# A string of a TXT record holds no more (RFC 1035 section 3.3.14); longer ones are several strings.
STRING_MAX = 255


@dataclass(frozen=True)
class Names:
    """What is told: of each domain its mail servers, of each name its texts, of each host its address."""

    mx: Mapping[str, Sequence[str]] = field(default_factory=dict)
    txt: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        for domain, servers in self.mx.items():
            yield from (f"mx-host={domain},{server},{10 * (n + 1)}" for n, server in enumerate(servers))
        for name, texts in self.txt.items():
            for text in texts:
                pieces = [text[at : at + STRING_MAX] for at in range(0, len(text), STRING_MAX)]
                yield f"txt-record={name}," + ",".join(f'"{piece}"' for piece in pieces)
        yield from (f"host-record={name},{address}" for name, address in self.hosts.items())


@contextmanager
def nameserver(names: Names) -> Iterator[int]:
    """A name server on loopback; its port."""
    server = program("dnsmasq", "dnsmasq-base")
    with folder("names") as place:
        port = free_port()
        config = place / "dnsmasq.conf"
        config.write_text("\n".join((CONFIG.format(folder=place, port=port), *names.lines(), "")))
        with running([server, f"--conf-file={config}"], place / "out.log", lambda: listens(port)):
            yield port


def resolver(port: int) -> str:
    """How our settings name it."""
    return f"{HOST}:{port}"
