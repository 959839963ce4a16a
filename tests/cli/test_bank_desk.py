"""The desk of the bank at the command line: what waits is listed and shown, and people answer, once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from fourthact.books.files import KEEP_FILE, KeepFile
from fourthact.rails.contract import FileTold
from fourthact.values import ids
from fourthact.values.money import Money
from tests.cli.test_commands import run
from tests.house import House, environment, play


async def strays(house: House, *amounts: int) -> list[str]:
    """Entries that nobody claims."""
    for minor in amounts:
        await house.outside(
            house.world.wire, house.account, Money(minor, "USD"), "who\x1b[2J am I?", payer_name="X",
            payer_account="US-X", key=ids.new_id().hex, at=await house.now(),
        )  # fmt: skip
    await house.settle()
    found = house.sql("SELECT id FROM entries ORDER BY amount_minor")
    return [ids.outer("entry", entry) for (entry,) in found]


def test_people_work_at_the_desk(tmp_path: Path) -> None:
    """Ana assigns, sets aside and proposes; Bo approves; a file is seen to; and each can be shown who said what."""

    async def story(house: House) -> None:
        reservation = await house.place(await house.product())
        code = (await house.purse(reservation)).code
        keys = {}
        for name in ("Ana", "Bo", "the site"):
            keys[name] = tmp_path / name
            keys[name].write_text(house.staff[name].token)
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
        env |= environment(house.dsn, house.keys.parent, house.world)

        async def typed(*words: str, by: str | None = None) -> tuple[int, str, str]:
            more = ("--reason", "I looked", "--key-file", str(keys[by])) if by else ()
            done = await asyncio.to_thread(run, env, "bank", *words, *more)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        assert await typed("tasks") == (0, "Nothing waits for a person.\n", "")
        back, gone, hers = await strays(house, 100, 200, 5_000)
        file = ids.new_id()
        refused = FileTold(1, "00" * 32, "may.xml", "", "it ends in the middle", 0, 0, (), ())
        await house.ask(KEEP_FILE, KeepFile(file, "sandbox", refused))
        _, out, _ = await typed("tasks", "--json")
        waiting = [json.loads(line) for line in out.splitlines()]
        assert {one["name"] for one in waiting} == {back, gone, hers, ids.outer("bank_file", file)}
        assert "\x1b" not in (await typed("tasks"))[1]

        status, _, err = await typed("assign", hers, code, by="the site")
        assert (status, "Only a person may do this" in err) == (1, True)
        for _ in range(2):  # typed twice, done once
            assert (await typed("assign", hers, f"{code}=5000", by="Ana"))[0] == 0
        assert [stage.paid_minor for stage in (await house.purse(reservation)).stages] == [0, 5_000]

        assert (await typed("decide", gone, "write_off", by="Ana"))[0] == 0
        assert (await typed("decide", back, "send_back", "--over", "nowhere", by="Ana"))[0] == 1
        assert (await typed("decide", back, "send_back", by="Ana"))[0] == 0
        _, out, _ = await typed("tasks", "--json")
        proposals = [one for one in map(json.loads, out.splitlines()) if one["what"] == "proposal"]
        assert len(proposals) == 2
        for one in proposals:
            status, _, err = await typed("answer", one["name"], "approve", by="Ana")
            assert (status, "somebody else must approve" in err) == (1, True)
            assert (await typed("answer", one["name"], "approve", by="Bo"))[0] == 0
        await house.wait(days=3)
        assert (await typed("seen", ids.outer("bank_file", file), by="Bo"))[0] == 0
        assert (await typed("tasks"))[1] == "Nothing waits for a person.\n"

        _, out, _ = await typed("show", gone, "--json")
        told = [json.loads(line) for line in out.splitlines()]
        assert [(one["what"], one["by"]) for one in told] == [
            ("entry.read", "sandbox"),
            ("proposal.made", "Ana"),
            ("proposal.approved", "Bo"),
            ("money.written_off", "Bo"),
        ]
        assert "I looked" in (await typed("show", ids.outer("bank_file", file)))[1]
        assert "send_back.settled" in (await typed("show", back))[1]
        assert (await typed("show", "ent_nobody"))[0] == 1
        assert (await house.balances())["expenses:write_offs"] == -200

    play(story)
