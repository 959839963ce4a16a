"""Announcements: to every holder, at a pace, in their language; paused, called off; and one click ends them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fourthact.correspondence.pacing import Pace
from fourthact.values import ids
from tests.house import CLEO, START, House, play
from tests.web.visiting import Web, local, problem, visited

TEXTS = {
    "en": {"subject": "A tour of the works", "text": "Come and see us.\n\nOn Saturday."},
    "fr": {"subject": "Visite de l'usine", "text": "Venez nous voir."},
}


async def queue(web: Web, *languages: str) -> str:
    """A product with a holder of each language; their addresses are at two domains."""
    for n, language in enumerate(languages):
        await web.reserved(email=f"h{n}@holder{n % 2}.example", language=language)
    (product,) = (await web.told("/products"))["products"]
    return str(product["id"])


async def everybody_is_told_in_their_language(web: Web) -> None:
    """French in French, Korean in English, which it says; with the way out; no program orders it."""
    product = await queue(web, "fr", "ko")
    body = {"product": product, **TEXTS}
    assert problem(await web.post("/announcements", body, "the site"))["code"] == "decided_by_a_person"
    assert problem(await web.post("/announcements", {"product": product}, "Bo"))["code"] == "mailing_empty"
    ordered = await web.made("/announcements", body, "Bo")
    shown = await web.told(f"/announcements/{ordered['id']}")
    assert (shown["status"], shown["notices"], shown["progress"]) == ("finished", 2, {"sent": 2})
    french, korean = [(await web.house.mails(f"h{n}@holder{n}.example"))[-1] for n in (0, 1)]
    assert french["subject"] == TEXTS["fr"]["subject"]
    assert korean["subject"] == TEXTS["en"]["subject"]
    kinds = web.house.sql("SELECT DISTINCT kind FROM notices ORDER BY kind")
    assert [kind for (kind,) in kinds] == ["announcement", "service"]
    ((words,),) = web.house.sql(
        "SELECT convert_from(b.body, 'UTF8')::json ->> 'text' FROM notices AS n JOIN bodies AS b ON b.act = n.act"
        " WHERE n.kind = 'announcement' AND n.language = 'ko'"
    )
    assert "한국어로 준비되지 않아" in words
    assert problem(await web.get("/announcements/mlg_x"))["code"] == "mailing_unknown"


async def the_pace_is_kept(web: Web) -> None:
    """Two a minute to a domain. Paused in the midst, nothing goes; then it goes on, and nobody gets it twice."""
    house = web.house
    product = await queue(web, *["en"] * 6)
    house.app.worker.handlers["mailings", "send"].__self__._pace.per_minute = 2  # type: ignore[attr-defined]
    await house.wait(minutes=2)
    name = (await web.made("/announcements", {"product": product, "en": TEXTS["en"]}, "Bo"))["id"]
    here = f"/announcements/{name}"
    assert (await web.told(here))["progress"] == {"sent": 4, "written": 2}
    await web.made(f"{here}/change", {"what": "pause"}, "Bo")
    await house.wait(minutes=10)
    assert (await web.told(here))["progress"] == {"sent": 4, "written": 2}
    assert problem(await web.post(f"{here}/change", {"what": "pause"}, "Bo"))["code"] == "mailing_over"
    await web.made(f"{here}/change", {"what": "resume"}, "Bo")
    shown = await web.told(here)
    assert (shown["progress"], shown["status"]) == ({"sent": 6}, "finished")
    for n in range(6):
        subjects = [mail["subject"] for mail in await house.mails(f"h{n}@holder{n % 2}.example")]
        assert subjects.count(TEXTS["en"]["subject"]) == 1


async def what_is_called_off_never_goes(web: Web) -> None:
    product = await queue(web, *["en"] * 4)
    web.house.app.worker.handlers["mailings", "send"].__self__._pace.per_minute = 1  # type: ignore[attr-defined]
    await web.house.wait(minutes=2)
    name = (await web.made("/announcements", {"product": product, "en": TEXTS["en"]}, "Bo"))["id"]
    await web.made(f"/announcements/{name}/change", {"what": "cancel"}, "Bo")
    await web.house.wait(minutes=10)
    shown = await web.told(f"/announcements/{name}")
    assert (shown["status"], shown["progress"]) == ("finished", {"sent": 2, "withdrawn": 2})


async def one_click_ends_announcements_and_nothing_else(web: Web) -> None:
    """Her mail program sends what RFC 8058 says. Looking at the link changed nothing; twice is once; a forged link does
    nothing; and the next announcement leaves her out, also for her other place, while a payment is still told."""
    house = web.house
    first = ids.inner("reservation", (await web.reserved())["reservation"])
    await web.reserved()
    (product,) = (await web.told("/products"))["products"]
    body = {"product": product["id"], "fr": TEXTS["fr"]}
    await web.made("/announcements", body, "Bo")
    url = unsubscribe_of(web, first)
    assert (await web.page(local(url))).status_code == 200
    assert house.sql("SELECT count(*) FROM announcement_refusals") == [(0,)]
    click = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        answer = await web.client.post(local(url), data=click)
        assert (answer.status_code, "location" in answer.headers) == (200, False)
    assert (await web.client.post(local(url)[:-4] + "AAA=", data=click)).status_code == 404
    assert (await web.client.get(local(url).replace("/u/", "/r/"))).status_code == 404
    assert house.sql("SELECT id FROM announcement_refusals") == [(first,)]
    name = (await web.made("/announcements", body, "Bo"))["id"]
    shown = await web.told(f"/announcements/{name}")
    assert (shown["notices"], shown["left_out"], shown["status"]) == (0, 2, "finished")
    before = len(await house.mails(CLEO))
    await house.pay_by_card(first)
    assert len(await house.mails(CLEO)) == before + 1


def unsubscribe_of(web: Web, reservation: UUID) -> str:
    ((url,),) = web.house.sql(
        "SELECT convert_from(b.body, 'UTF8')::json ->> 'unsubscribe' FROM notices AS n"
        " JOIN bodies AS b ON b.act = n.act WHERE n.kind = 'announcement' AND n.reservation = %s",
        reservation,
    )
    assert isinstance(url, str)
    return url


def test_a_minute_takes_so_many_and_the_next_the_others() -> None:
    """Whichever process asks: another one goes on where the first has booked."""

    async def story(house: House) -> None:
        async with house.app.pool.connection() as conn:

            async def slots(*lanes: int, after: int = 0) -> list[int]:
                now = START + timedelta(seconds=after)
                return [
                    (slot - START).seconds for slot in await Pace(2).slots(conn, house.seller, lanes, now)
                ]

            assert await slots(7, 7, 8, 7) == [0, 0, 0, 60]
            assert await slots(7, 7) == [60, 120]
            assert await Pace(2).room(conn, house.seller, [7, 8, 9], START) == {7: 0, 8: 1, 9: 2}
            assert await slots(7, 8, after=90) == [120, 90]
            assert await slots(7, after=600) == [600]

    play(story)


test_everybody_is_told_in_their_language = visited(everybody_is_told_in_their_language)
test_the_pace_is_kept = visited(the_pace_is_kept)
test_what_is_called_off_never_goes = visited(what_is_called_off_never_goes)
test_one_click_ends_announcements_and_nothing_else = visited(one_click_ends_announcements_and_nothing_else)
