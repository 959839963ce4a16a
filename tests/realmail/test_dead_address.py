"""An address that holders were told dies: it rings until somebody looks at it, or mail comes in again."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

import tests.house
from fourthact import doctoring
from fourthact.correspondence import REGISTER, RegisterAddress
from tests.cli.test_commands import run
from tests.house import DOMAIN, House, environment
from tests.realmail.names import nameserver
from tests.realmail.postfix import postfix
from tests.realmail.programs import HOST
from tests.realmail.test_doctor import WELL
from tests.web.visiting import Web, visited

OPS = "operations@office.example"
ALIVE, DEAD = f"hello@{DOMAIN}", f"lost@{DOMAIN}"


def told_of_it(story: Callable[[Web], Awaitable[None]]) -> Callable[[pytest.MonkeyPatch], None]:
    """A story in a house that tells somebody, and whose mail server outside is the world's."""

    def test(monkeypatch: pytest.MonkeyPatch) -> None:
        given = tests.house.environment

        def more(*args: object) -> dict[str, str]:
            env: dict[str, str] = given(*args)  # type: ignore[arg-type]
            return env | {
                "FOURTHACT_ESCALATE_TO": OPS,
                "FOURTHACT_DOCTOR_SMTP_URL": env["FOURTHACT_SMTP_URL"],
            }

        monkeypatch.setattr(tests.house, "environment", more)
        visited(story)()

    test.__doc__ = story.__doc__
    return test


async def printed(house: House) -> None:
    for address in (ALIVE, DEAD):
        await house.ask(REGISTER, RegisterAddress(address, (DOMAIN,)), house.ana)


async def shown(web: Web, address: str = DEAD) -> dict[str, object]:
    found = (await web.told("/addresses"))["addresses"]
    return next(one for one in found if one["address"] == address)


async def doctor(house: House, *losing: str) -> tuple[int, bytes]:
    """Ask every address through a Postfix outside, which loses the mail to some."""

    def ask() -> tuple[int, bytes]:
        lost = ", ".join(f"{{{address} = discard:}}" for address in losing)
        lost = f"transport_maps = inline:{{{lost}}}" if losing else "transport_maps ="
        with (
            nameserver(WELL) as port,
            postfix(lmtp=house.lmtp, domains=[DOMAIN], settings=[lost]) as outside,
        ):
            env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
            env |= environment(house.dsn, house.keys.parent, house.world)
            env |= {"FOURTHACT_DOCTOR_SMTP_URL": outside.url, "FOURTHACT_RESOLVER": f"{HOST}:{port}"}
            done = run(env, "mail", "doctor", "--json", "--wait", "10")
            return done.returncode, done.stdout

    heard: tuple[int, bytes] = await house.outside(ask)
    return heard


async def an_address_dies(web: Web) -> None:
    """It is told to those who answer for it once, stands on the desk until a person has looked, and is well again."""
    house = web.house
    await printed(house)
    code, _ = await doctor(house, DEAD)
    assert code == 1
    assert (await shown(web))["says"] == "nothing came in within 10 s"
    assert (await shown(web, ALIVE))["dead_at"] is None
    await house.settle()
    assert [mail["subject"] for mail in await house.mails(OPS)] == [f"Mail to {DEAD} does not arrive"]

    code, _ = await doctor(house, DEAD)
    await house.settle()
    assert len(await house.mails(OPS)) == 1  # nothing new
    (line,) = await listed(house)
    assert (line["status"], line["address"]) == ("dead", DEAD)

    look = f"/addresses/{line['id']}/look"
    assert (await web.post(look, {"why": "The provider mends it."})).status_code == 201
    assert await listed(house) == []
    no = await web.post(look, {"why": "Once more."})
    assert (no.status_code, no.json()["code"]) == (409, "address_lives")

    code, _ = await doctor(house)
    assert code == 0
    assert {(await shown(web))[name] for name in ("dead_at", "looked_by", "says")} == {None, ""}


async def listed(house: House) -> list[dict[str, object]]:
    def ask() -> bytes:
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
        env |= environment(house.dsn, house.keys.parent, house.world)
        return run(env, "inbox", "list", "--json").stdout

    found = [json.loads(line) for line in (await house.outside(ask)).splitlines()]
    return [one for one in found if "address" in one]


async def nobody_asks(web: Web) -> None:
    """The worker asks by itself, once a day; one that is dead every hour."""
    house = web.house
    await printed(house)
    seller = house.seller
    for hours, asked in ((0, 2), (0, 2), (2, 4), (26, 6)):
        await house.wait(hours=hours)
        await doctoring._in_turn(house.app, seller)
        assert house.sql("SELECT count(*) FROM acts WHERE tag = 'address.probed'") == [(asked,)]
    assert (await shown(web))["dead_at"] is not None


async def the_mail_server_is_away(web: Web) -> None:
    """What could not be asked is not dead: nothing is said of it, and nothing rings."""
    house = web.house
    await printed(house)
    await house.outside(house.world.mail_rules, {"recipient": DEAD, "answer": "greylist"})
    heard = {one.address: one.alive for one in await doctoring.probe(house.app, house.seller, 1)}
    assert heard == {ALIVE: False, DEAD: None}
    assert (await shown(web))["probed_at"] is None


test_an_address_dies = told_of_it(an_address_dies)
test_the_mail_server_is_away = told_of_it(the_mail_server_is_away)


def test_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctoring, "PATIENCE_SECONDS", 1.0)
    told_of_it(nobody_asks)(monkeypatch)
