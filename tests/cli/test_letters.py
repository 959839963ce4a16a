"""Letters at the command line: listed, written as PDFs, posted, come back, and told by a person."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pypdfium2 as pdfium

from fourthact.contacts import ADD, AddContact
from tests.cli.test_commands import run
from tests.house import CLEO, House, environment, play


def test_bo_posts_letters_from_the_command_line(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
        env |= environment(house.dsn, house.keys.parent, house.world)
        key = tmp_path / "key"
        key.write_text(house.staff["Bo"].token)

        async def typed(*words: str) -> tuple[int, str, str]:
            done = await asyncio.to_thread(run, env, "letters", *words)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        assert await typed("list") == (0, "No letter waits.\n", "")
        await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce"})
        reservation = await house.place(await house.product(), language="ko")
        street = AddContact(reservation, 1, "post", "서울특별시 중구 세종대로 110")
        await house.ask(ADD, street, house.ana)
        await house.settle()
        (letter,) = [json.loads(line) for line in (await typed("list", "--json"))[1].splitlines()]
        name = letter["notice"]
        _, out, _ = await typed("pdf", "--into", str(tmp_path / "out"))
        assert out == f"{tmp_path / 'out' / name}.pdf\n"
        page = pdfium.PdfDocument(tmp_path / "out" / f"{name}.pdf")[0]
        assert "세종대로" in page.get_textpage().get_text_bounded()
        day = str((await house.now()).date())
        say = ("--key-file", str(key))
        assert await typed("posted", name, "--on", day, *say) == (0, f"{name} is posted on {day}\n", "")
        assert (await typed("list"))[1] == "No letter waits.\n"
        assert name in (await typed("list", "--status", "posted"))[1]
        assert (await typed("returned", name, "--why", "수취인 불명", *say))[1] == f"{name} is back\n"
        await house.settle()
        (left,) = [json.loads(line) for line in (await typed("list", "--json"))[1].splitlines()]
        told = ("told", left["notice"], "--way", "phone", "--on", day, *say)
        assert await typed(*told) == (0, f"{left['notice']} is given\n", "")
        assert "There is no notice ntc_x here" in (await typed("pdf", "ntc_x", "--into", str(tmp_path)))[2]

    play(story)
