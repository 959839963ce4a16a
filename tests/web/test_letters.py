"""No mail reaches Cléo any more: the notice becomes a letter, the letter is posted, and at last a person tells her."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import pypdfium2 as pdfium

from fourthact.contacts import ADD, AddContact
from fourthact.values import ids
from tests.house import CLEO, House
from tests.web.visiting import Web, problem, visited

STREET = "8 rue de l'Exemple\n75011 PARIS"
MOVED = "1 place Neuve\n13001 MARSEILLE"


async def contact(house: House, reservation: UUID, number: int, kind: str, address: str) -> None:
    await house.ask(ADD, AddContact(reservation, number, kind, address), house.ana)  # type: ignore[arg-type]
    await house.settle()


async def unreachable(web: Web) -> UUID:
    """Cléo's reservation, whose confirmation her mail server refused for good."""
    house = web.house
    await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce"})
    return ids.inner("reservation", (await web.reserved())["reservation"])


async def the_only(web: Web, status: str = "waiting") -> dict[str, object]:
    (letter,) = (await web.told(f"/letters?status={status}"))["letters"]
    assert isinstance(letter, dict)
    return letter


async def a_letter_is_printed_and_posted(web: Web) -> None:
    """A letter without an address cannot be posted; with the street that Ana adds it is made again, for its window.
    Bo posts it and says so; no program may, and not for tomorrow."""
    house, reservation = web.house, await unreachable(web)
    letter = await the_only(web)
    assert (letter["status"], letter["addressed"], letter["to"]) == ("to_print", False, ["Cléo Dupont"])
    today = (await house.now()).date()
    no = await web.post(f"/letters/{letter['notice']}/posting", {"posted_on": str(today)}, "Bo")
    assert problem(no)["code"] == "letter_unaddressed"
    await contact(house, reservation, 1, "post", STREET)
    letter = await the_only(web)
    here = f"/letters/{letter['notice']}"
    assert (letter["addressed"], letter["layout"], letter["language"]) == (True, "NF Z 11-001", "fr")
    pdf = await web.get(f"{here}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert hashlib.sha256(pdf.content).hexdigest() == letter["sha256"]
    text = pdfium.PdfDocument(pdf.content)[0].get_textpage().get_text_bounded()
    code = (await house.purse(reservation)).code
    assert all(word in text for word in ("Cléo Dupont", "75011 PARIS", code, str(letter["notice"])))
    for who, day, why in (
        ("the site", today, "decided_by_a_person"),
        ("Bo", today + timedelta(days=2), "day_ahead"),
    ):
        assert problem(await web.post(f"{here}/posting", {"posted_on": str(day)}, who))["code"] == why
    await web.made(f"{here}/posting", {"posted_on": str(today)}, "Bo")
    assert (await the_only(web, "posted"))["notice"] == letter["notice"]
    again = await web.post(f"{here}/posting", {"posted_on": str(today)}, "Bo")
    assert problem(again)["code"] == "notice_not_a_letter"
    assert problem(await web.get("/letters/ntc_nobody/pdf"))["code"] == "notice_unknown"


async def the_letter_comes_back(web: Web) -> None:
    """The post returns it: a second street gets it; that comes back too, and a person tells her by telephone. What
    she is told next starts with a person as well, for a dead street gets no letter."""
    house, reservation = web.house, await unreachable(web)
    await contact(house, reservation, 1, "post", STREET)
    await contact(house, reservation, 2, "post", MOVED)
    for street in (STREET, MOVED):
        here = f"/letters/{(await the_only(web))['notice']}"
        early = await web.post(f"{here}/return", {"why": "moved"}, "Bo")
        assert problem(early)["code"] == "notice_not_posted"
        await web.made(f"{here}/posting", {"posted_on": str((await house.now()).date())}, "Bo")
        await web.made(f"{here}/return", {"why": f"NPAI {street[:5]}"}, "Bo")
    left = await the_only(web)
    assert (left["status"], left["channel"]) == ("for_a_person", "person")
    told = {"way": "phone", "given_on": str((await house.now()).date()), "note": "She is in Lyon now."}
    here = f"/letters/{left['notice']}"
    assert problem(await web.post(f"{here}/telling", told, "the site"))["code"] == "decided_by_a_person"
    await web.made(f"{here}/telling", told, "Bo")
    assert problem(await web.post(f"{here}/telling", told, "Bo"))["code"] == "notice_not_open"
    # Two of those that failed told of the streets, at the address that is said to be dead: it might not have been.
    assert house.sql("SELECT status, count(*) FROM notices GROUP BY 1 ORDER BY 1") == [
        ("bounced", 2),
        ("failed", 4),
        ("given", 1),
    ]


async def a_new_mail_address_is_better_than_a_letter(web: Web) -> None:
    """What waits to be printed goes by mail as soon as a mail address is known."""
    house, reservation = web.house, await unreachable(web)
    await contact(house, reservation, 1, "mail", "cleo@elsewhere.example")
    (mail,) = await house.mails("cleo@elsewhere.example")
    assert mail["subject"]
    assert (await web.told("/letters"))["letters"] == []


async def signs_that_cannot_be_printed(web: Web) -> None:
    """A street in letters that our fonts lack: no letter of boxes is made; a person is asked, who is told why."""
    reservation = await unreachable(web)
    await contact(web.house, reservation, 1, "post", "ถนนตัวอย่าง 8")
    assert (await the_only(web))["status"] == "for_a_person"
    ((why,),) = web.house.sql(
        "SELECT convert_from(bytes, 'UTF8')::json #>> '{data,response}' FROM acts WHERE tag = 'notice.failed'"
        " AND convert_from(bytes, 'UTF8')::json #>> '{data,proof}' = 'paper'"
    )
    assert "could not be displayed" in why


test_a_letter_is_printed_and_posted = visited(a_letter_is_printed_and_posted)
test_the_letter_comes_back = visited(the_letter_comes_back)
test_a_new_mail_address_is_better_than_a_letter = visited(a_new_mail_address_is_better_than_a_letter)
test_signs_that_cannot_be_printed = visited(signs_that_cannot_be_printed)
