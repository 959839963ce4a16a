"""The real parts: Postfix, Dovecot and a name server do for us what the tests that stand on them take for granted."""

from __future__ import annotations

import smtplib
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import dns.resolver
from msgspec.structs import replace as changed

from fourthact.sandbox.control import running as world
from fourthact.serving import receiving
from tests.house import DOMAIN, House, play
from tests.realmail.dovecot import dovecot
from tests.realmail.names import Names, nameserver
from tests.realmail.postfix import Postfix, postfix
from tests.realmail.programs import HOST, free_port, program
from tests.stories.letters import letter

PATIENCE_SECONDS = 120.0


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that others do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def swaks(mta: Postfix, to: str) -> None:
    """A stranger's mail, by a program that nobody here wrote."""
    command = [program("swaks", "swaks"), "--server", f"{HOST}:{mta.port}", "--from", "x@holder.example"]
    said = subprocess.run(
        [*command, "--to", to, "--body", "Thank you so much!"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout


def test_postfix_delivers_to_our_receiver() -> None:
    """A stranger writes to an address that nobody ever printed; Postfix hands it to us, and keeps nothing."""
    play(through_postfix)


async def through_postfix(house: House) -> None:
    def post() -> None:
        with postfix(lmtp=house.lmtp, domains=[DOMAIN]) as mta:
            swaks(mta, f"anything-at-all@{DOMAIN}")
            until(lambda: "status=sent (250 2.6.0" in mta.log, "Postfix does not hand it over")
            assert mta.queued() == []

    await house.outside(post)
    (message,) = await house.messages()
    assert message.transport == "lmtp"


def test_postfix_keeps_a_message_while_we_are_away() -> None:
    """Nobody listens; the message waits in the queue, and arrives once somebody does."""
    play(we_are_away)


async def we_are_away(house: House) -> None:
    to, port = f"hello@{DOMAIN}", free_port()
    later = replace(house.app, settings=changed(house.app.settings, lmtp_port=port))
    with ExitStack() as stack:
        mta = await house.outside(
            stack.enter_context, postfix(lmtp=(HOST, port), domains=[DOMAIN])
        )  # fmt: skip
        await house.outside(swaks, mta, to)
        await house.outside(until, lambda: "status=deferred" in mta.log, "Postfix does not keep it")
        assert mta.queued() == [to]
        async with receiving(later):
            await house.outside(until, lambda: "status=sent" in mta.log, "Postfix does not try again")
    assert len(await house.messages()) == 1


def test_postfix_relays_what_we_send() -> None:
    with world() as outside, postfix(onward=outside.smtp) as mta:
        with smtplib.SMTP(HOST, mta.port) as client:
            client.sendmail(
                f"hello@{DOMAIN}", ["cleo@holder.example"], letter("Hello", to="cleo@holder.example")
            )
        until(lambda: bool(outside.mails(to="cleo@holder.example")), "nothing arrives")
        assert outside.mails(to="cleo@holder.example")[0]["from"] == f"hello@{DOMAIN}"


def test_dovecot_keeps_a_mailbox() -> None:
    raw = letter("Hello", to="hello@motors.example")
    with dovecot(["hello"]) as boxes:
        boxes.put("hello", raw)
        assert boxes.count("hello") == 1
        with boxes.login("hello") as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1", "(BODY.PEEK[])")
            assert isinstance(found[0], tuple)
            assert found[0][1] == raw.replace(b"\n", b"\r\n")


def test_a_name_server_answers() -> None:
    key = "v=DKIM1; k=rsa; p=" + "A" * 400
    names = Names(
        mx={"motors.example": ["mx1.motors.example", "mx2.motors.example"]},
        txt={"motors.example": ["v=spf1 mx -all"], "one._domainkey.motors.example": [key]},
        hosts={"mx1.motors.example": "127.0.0.1"},
    )
    with nameserver(names) as port:
        asked = dns.resolver.Resolver(configure=False)
        asked.nameservers, asked.port = [HOST], port
        mx = [str(one.exchange) for one in asked.resolve("motors.example", "MX")]
        assert sorted(mx) == ["mx1.motors.example.", "mx2.motors.example."]
        assert b"".join(asked.resolve("one._domainkey.motors.example", "TXT")[0].strings) == key.encode()
        assert [str(one) for one in asked.resolve("mx1.motors.example", "A")] == ["127.0.0.1"]
