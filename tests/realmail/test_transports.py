"""Every way in leads to the same room: a message that came by any of them is stored, read, and has its outcome."""

from __future__ import annotations

import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from fourthact.serving import receiving
from fourthact.settings import SettingsError
from tests.house import DOMAIN, House, play
from tests.realmail.dovecot import dovecot
from tests.realmail.programs import HOST, free_port
from tests.realmail.test_parts import until
from tests.stories.letters import letter

OURS = f"hello@{DOMAIN}"
THANKS = "Thank you so much for your kind help!"


@asynccontextmanager
async def open_to(house: House, **settings: object) -> AsyncIterator[None]:
    """The house also receives by other ways."""
    wanted = changed(house.app.settings, **settings)
    async with receiving(replace(house.app, settings=wanted)):
        yield


def stored(house: House, count: int) -> bool:
    return house.sql("SELECT count(*) FROM messages") == [(count,)]


def test_a_folder_and_a_mailbox_are_read(tmp_path: Path) -> None:
    """One message in a folder, two in a mailbox; each has its one outcome, its sender and its recipient."""

    async def read(house: House) -> None:
        (tmp_path / "one.eml").write_bytes(letter(THANKS, to=f"info@{DOMAIN}"))
        (tmp_path / "two.eml").write_bytes(letter(THANKS, to="undisclosed@elsewhere.example"))
        with dovecot(["hello"]) as boxes:
            boxes.put("hello", letter(THANKS, to=OURS, message_id="<three@holder.example>"))
            mailbox = f"{boxes.url('hello')}?for={OURS} folder://{tmp_path}?for={OURS}&poll_seconds=0.1"
            async with open_to(house, mailboxes=mailbox):
                await house.outside(until, lambda: stored(house, 3), "they are not fetched")
                boxes.put("hello", letter(THANKS, to=OURS, message_id="<four@holder.example>"))
                await house.outside(until, lambda: boxes.count("hello", "Fourthact") == 2, "no push")
        await house.settle()
        messages = await house.messages()
        assert [message.outcome for message in messages] == ["noted"] * 4
        assert {message.transport for message in messages} == {"fetched"}
        rows = house.sql("SELECT convert_from(bytes, 'UTF8')::json->'data'->>'envelope_to' FROM acts"
                         " WHERE tag = 'message.received' ORDER BY 1")  # fmt: skip
        assert rows == [(OURS,), (OURS,), (OURS,), (f"info@{DOMAIN}",)]

    play(read)


def test_what_is_told_twice_is_one_message(tmp_path: Path) -> None:
    """The same file lies there again, as after a death between keeping and moving; and once more by LMTP, byte for
    byte: one message."""

    async def twice(house: House) -> None:
        raw = letter(THANKS, to=OURS).replace(b"\n", b"\r\n")
        async with open_to(house, mailboxes=f"folder://{tmp_path}?for={OURS}&poll_seconds=0.1"):
            for n in range(2):
                (tmp_path / "a.tmp").write_bytes(raw)
                (tmp_path / "a.tmp").rename(tmp_path / "a.eml")
                await house.outside(until, lambda: not (tmp_path / "a.eml").exists(), "it is not taken")
                assert len(list((tmp_path / "taken").iterdir())) == n + 1
        assert await house.post(raw, OURS) == 250
        assert len(await house.messages()) == 1

    play(twice)


def test_smtp_for_development() -> None:
    async def send(house: House) -> None:
        port = free_port()

        def client() -> None:
            with smtplib.SMTP(HOST, port) as server:
                refused = server.sendmail(
                    "x@holder.example", [OURS, "x@elsewhere.example"], letter("Hi", to=OURS)
                )
                assert refused["x@elsewhere.example"][0] == 550

        async with open_to(house, lmtp_smtp_port=port):
            await house.outside(client)
        (message,) = await house.messages()
        assert message.transport == "smtp"

    play(send)


def test_a_mailbox_that_is_written_wrongly_is_said_at_the_start() -> None:
    async def start(house: House) -> None:
        with pytest.raises(SettingsError, match="FOURTHACT_MAILBOXES: write imaps://"):
            async with open_to(house, mailboxes="imaps://hello"):
                pass

    play(start)
