"""The books at the command line, of a house that has lived: balances, exports, the check, closing a period."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.books.programs import beancount_balances, hledger_balances
from tests.cli.test_commands import run
from tests.house import House, environment, play


def test_finance_works_at_the_command_line(tmp_path: Path) -> None:
    """Everything that a finance team types in a month."""

    async def story(house: House) -> None:
        reservation = await house.place(await house.product())
        await house.pay_by_card(reservation)
        paid_on = (await house.now()).date()
        await house.wait(days=40)
        env = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": "src",
            **environment(house.dsn, house.keys.parent, house.world),
        }

        async def typed(*words: str) -> tuple[int, str, str]:
            done = await asyncio.to_thread(run, env, "ledger", *words)
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        code, out, err = await typed("balance", "--json", "--on", str(paid_on))
        assert code == 0, err
        told = json.loads(out)
        assert [(row["deposits_minor"], row["currency"]) for row in told["held"]] == [(500_000, "USD")]
        assert len(told["balances"]) == 2
        code, out, _ = await typed("balance", "--per", "holder")
        assert "cleo@holder.example" in out
        assert "USD 5,000.00 held" in out

        for form, read in (("beancount", beancount_balances), ("hledger", hledger_balances)):
            path = tmp_path / f"books.{form}"
            code, _, err = await typed("export", "--format", form, str(path))
            assert code == 0, err
            assert set(read(path).values()) == {500_000, -500_000}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["books.beancount", "books.hledger"]

        code, out, err = await typed("check")
        assert (code, out.splitlines()[-1]) == (0, "All books agree."), out + err
        house.sql("ALTER TABLE ledger_lines DISABLE TRIGGER USER")
        house.sql(
            "UPDATE ledger_lines SET amount_minor = amount_minor - 1 WHERE debit LIKE 'assets:provider%%'"
        )
        code, out, _ = await typed("check", "--json")
        found = json.loads(out)["differences"]
        assert code == 1
        assert [(one["between"], one["why"]) for one in found] == [("provider", None)]
        house.sql(
            "UPDATE ledger_lines SET amount_minor = amount_minor + 1 WHERE debit LIKE 'assets:provider%%'"
        )

        key = tmp_path / "ana.key"
        key.write_text(house.staff["Ana"].token + "\n")
        close = ("close", "--until", str(paid_on), "--key-file", str(key))
        assert (await typed(*close))[:2] == (0, f"the books are closed up to {paid_on}\n")
        assert (await typed(*close))[0] == 0
        key.write_text(house.staff["the site"].token)
        code, _, err = await typed("close", "--until", str(paid_on.replace(day=12)), "--key-file", str(key))
        assert (code, "Only a person may do this" in err) == (1, True)
        code, _, err = await typed("balance", "--seller", "slr_nobody")
        assert code == 1
        assert "There is no seller slr_nobody here" in err

    play(story)
