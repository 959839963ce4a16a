"""The doctor: what the name system says of our domains, and a real message to every address that was printed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest

from fourthact.correspondence import REGISTER, RegisterAddress
from fourthact.mail import Finding, check_domain, resolver
from fourthact.values.errors import Unavailable
from tests.cli.test_commands import run
from tests.house import DOMAIN, House, environment, play
from tests.realmail.names import Names, nameserver
from tests.realmail.postfix import postfix
from tests.realmail.programs import HOST, free_port

WELL = Names(
    mx={DOMAIN: [f"mx.{DOMAIN}"]},
    txt={
        DOMAIN: ["some-site-verification=1", "v=spf1 mx -all"],
        f"one._domainkey.{DOMAIN}": ["v=DKIM1; k=rsa; p=" + "A" * 400],
        f"_dmarc.{DOMAIN}": ["v=DMARC1; p=reject"],
    },
    hosts={f"mx.{DOMAIN}": "127.0.0.1"},
)
ILL = [
    (Names(), "MX", "there is none"),
    (Names(mx={DOMAIN: [f"gone.{DOMAIN}"]}), "MX", "has no address"),
    (Names(txt={DOMAIN: ["v=spf1 -all", "v=spf1 mx"]}), "SPF", "there are 2"),
    (Names(txt={DOMAIN: ["v=spf1 +all"]}), "SPF", "anybody"),
    (Names(txt={f"one._domainkey.{DOMAIN}": ["v=DKIM1; p="]}), "DKIM", "empty"),
    (Names(), "DKIM", "there is none"),
    (Names(txt={f"_dmarc.{DOMAIN}": ["v=DMARC1; rua=x"]}), "DMARC", "no policy"),
]


def checked(port: int) -> Sequence[Finding]:
    return asyncio.run(check_domain(resolver(f"{HOST}:{port}"), DOMAIN, ["one"]))


def test_a_domain_in_order() -> None:
    with nameserver(WELL) as port:
        found = checked(port)
    assert [(one.about, one.ok) for one in found] == [
        ("MX", True),
        ("SPF", True),
        ("DKIM", True),
        ("DMARC", True),
    ]


@pytest.mark.parametrize(("names", "about", "says"), ILL)
def test_a_domain_that_is_not(names: Names, about: str, says: str) -> None:
    with nameserver(names) as port:
        (found,) = [one for one in checked(port) if one.about == about]
    assert not found.ok
    assert says in found.says


def test_a_resolver_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourthact.mail.names.LIFETIME_SECONDS", 0.5)
    with pytest.raises(Unavailable, match="the resolver"):
        checked(free_port())


def test_every_address_gets_a_real_message() -> None:
    """Postfix, outside, brings the mail of one domain to us, and loses that of another: one address is alive, one
    dead. The doctor's own mail is read as a machine's."""

    async def story(house: House) -> None:
        alive, dead = f"hello@{DOMAIN}", f"lost@{DOMAIN}"
        for address in (alive, dead):
            await house.ask(REGISTER, RegisterAddress(address, (DOMAIN,)), house.ana)
        lost = f"transport_maps = inline:{{{dead}=discard:}}"

        def ask() -> tuple[int, list[dict[str, object]]]:
            with (
                nameserver(WELL) as port,
                postfix(lmtp=house.lmtp, domains=[DOMAIN], settings=[lost]) as outside,
            ):
                env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
                env |= environment(house.dsn, house.keys.parent, house.world)
                env |= {"FOURTHACT_RESOLVER": f"{HOST}:{port}", "FOURTHACT_DOCTOR_SMTP_URL": outside.url}
                done = run(env, "mail", "doctor", "--json", "--selector", "one", "--wait", "20")
                assert done.stderr == b"", done.stderr
                return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

        code, found = await house.outside(ask)
        told = {str(one["name"]): one["ok"] for one in found if one["about"] == "address"}
        assert (code, told) == (1, {alive: True, dead: False})
        assert all(one["ok"] for one in found if one["about"] != "address")
        await house.settle()
        assert [message.outcome for message in await house.messages()] == ["automatic"]

    play(story)
