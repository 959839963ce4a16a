"""The inbox at the command line: what waits is listed, shown with its evidence, and decided by a person, once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.cli.test_commands import run
from tests.house import DOMAIN, House, environment, play
from tests.stories.letters import letter

OURS = f"hello@{DOMAIN}"
# What a terminal obeys: escapes, those of eight bits, and what turns the direction of writing.
STEERING = "\x1b\x9b\x7f\u202e\u2066"
WISH = f"Please cancel my reservation and refund my deposit.\n{STEERING}[2Jend"


def test_a_person_works_at_the_command_line(tmp_path: Path) -> None:
    """A stranger's request waits; Bo looks at it and cancels; what he types twice happens once."""

    async def story(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        code = (await house.purse(reservation)).code
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
        env |= environment(house.dsn, house.keys.parent, house.world)

        async def typed(*words: str) -> tuple[int, str, str]:
            done = await asyncio.to_thread(run, env, "inbox", *words)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        assert await typed("list") == (0, "No message waits for a person.\n", "")
        raw = letter(f"{WISH}\n{code}", to=OURS, sender="new@elsewhere.example", subject=f"R {STEERING}")
        await house.post(raw, OURS)
        await house.post(letter("Thank you so much!", to=OURS, message_id="<2@x>"), OURS)
        await house.settle()
        _, out, _ = await typed("list", "--json")
        assert not set(out) & set(STEERING)
        (waits,) = [json.loads(line) for line in out.splitlines()]
        assert (waits["strength"], waits["sender"], waits["status"]) == ("code", "other", "open")
        assert len((await typed("list", "--all"))[1].splitlines()) == 2
        _, out, _ = await typed("show", waits["id"])
        assert "asks         cancel (strong)" in out
        assert "new@elsewhere.example" in out
        assert not set(out) & set(STEERING)
        _, out, _ = await typed("show", waits["id"], "--json")
        assert not set(out) & set(STEERING)
        assert "\x9b" in json.loads(out)["words"]["own_text"]
        assert (await typed("show", waits["id"], "--raw"))[1].encode() == raw + b"\r\n"
        code_, _, err = await typed("show", "msg_nobody")
        assert (code_, "There is no message msg_nobody here" in err) == (1, True)
        await decided(house, typed, tmp_path, waits["id"], code)
        assert "reservation.cancelled" in house.tags(reservation)

    play(story)


def test_what_was_heard_is_entered(tmp_path: Path) -> None:
    """Ana types what she heard on the telephone, from standard input too; typed twice on a day it is one message."""

    async def story(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        code = (await house.purse(reservation)).code
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
        env |= environment(house.dsn, house.keys.parent, house.world)
        key, now = tmp_path / "key", await house.now()
        key.write_text(house.staff["Ana"].token)
        words = ("inbox", "enter", "-", "--reservation", code, "--wants-out", "--key-file", str(key))

        async def typed(at: str) -> tuple[int, str, str]:
            given = b"Sick of waiting.\nCalls again.\n"
            done = await asyncio.to_thread(run, env, *words, "--asked-at", at, given=given)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        status, _, err = await typed("2099-01-01T00:00:00+0000")
        assert (status, "has not come yet" in err) == (1, True)
        assert (await typed("yesterday"))[0] == 2
        said = [await typed(f"{now:%Y-%m-%dT%H:%M:%S%z}") for _ in range(2)]
        assert said[0] == said[1]
        assert said[0][0] == 0
        await house.settle()
        held = "SELECT transport, outcome, strength, received_at FROM messages"
        assert house.sql(held) == [("note", "for_a_person", "named", now.replace(microsecond=0))]

    play(story)


async def decided(house: House, typed: object, folder: Path, message: str, code: str) -> None:
    assert callable(typed)
    key = folder / "key"
    key.write_text(house.staff["the site"].token)
    words = ("decide", message, "cancelled", "--reason", "She called.", "--key-file", str(key))
    status, _, err = await typed(*words, "--reservation", code)
    assert (status, "Only a person may do this" in err) == (1, True)
    key.write_text(house.staff["Bo"].token)
    status, _, err = await typed(*words)
    assert (status, "Say which reservation" in err) == (1, True)
    status, _, err = await typed(*words, "--reservation", "nonsense")
    assert (status, "nonsense" in err) == (1, True)
    for _ in range(2):
        assert await typed(*words, "--reservation", code) == (0, f"{message} is cancelled\n", "")
    status, _, err = await typed("decide", message, "noted", "--reason", "x", "--key-file", str(key))
    assert (status, "not waiting for a person" in err) == (1, True)
    assert (await typed("decide", message, "gone", "--reason", "x", "--key-file", str(key)))[0] == 2
    assert house.sql(
        "SELECT count(*) FROM bodies WHERE convert_from(body, 'UTF8') LIKE '%%She called.%%'"
    ) == [(1,)]
