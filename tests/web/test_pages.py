"""The holder's pages: no script, nothing from elsewhere, nothing for strangers; and every form works."""

from __future__ import annotations

import html
import json
import re

import httpx2
import pytest

from fourthact.acts.checkpoint import VerifyingKey
from fourthact.acts.proofs import verify
from fourthact.languages import load
from fourthact.values import ids
from tests.house import dans_house
from tests.stories.letters import vouched
from tests.web.visiting import HOLDER, PRODUCT, Web, form, local, visited

STRANGE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "{name}",
    "Ö &amp; Ü",
    "田中",
]


def safe(page: httpx2.Response) -> str:
    """The text of a page, after a look at what every page has to be."""
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    text = page.text
    assert "<script" not in text.lower()
    assert not re.search(r"\son\w+\s*=\s*[\"'a-z]", re.sub(r'value="[^"]*"|>[^<]*<', "", text))
    assert "style=" not in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r'<html lang="(en|ko|fr|it)">', text)
    for address in re.findall(r'(?:href|src|action)="([^"]*)"', text):
        assert address.startswith(("/", "#", "data:,", "openapi")), address
    return text


def words(page: httpx2.Response) -> str:
    """What a person reads on a page, with ordinary spaces."""
    shown = html.unescape(re.sub(r"<[^>]+>", " ", safe(page)))
    return " ".join(shown.replace("\u202f", " ").replace("\u00a0", " ").split())


async def whole_story(web: Web) -> None:
    """Cléo reserves, pays, waits, leaves and gets everything back, on pages alone."""
    house = web.house
    await web.made("/products", PRODUCT)
    shop = await web.page(f"/fr/p/{web.seller}/roadster")
    assert "50 000,00 $US" in words(shop)
    reserved = await web.send(shop, name=HOLDER["name"], email=HOLDER["email"])
    assert reserved.status_code == 303
    mine = reserved.headers["location"]
    await house.settle()
    page = await web.page(mine)
    assert "Étape 1 de votre acompte : 5 000,00 $US" in words(page)
    assert re.search(r"RF\d\d[0-9A-Z]{10}", words(page))
    (first, *_) = await house.mails(HOLDER["email"])
    assert first["reply_to"] in words(page)

    ordered = await web.send(page, "/payment", card="card_declined")
    await house.settle()
    assert ordered.headers["location"] == mine
    page = await web.page(mine)
    assert "la provision de la carte est insuffisante" in words(page)
    await web.send(page, "/payment", card="card_ok")
    (reservation,) = [row[0] for row in house.sql("SELECT id FROM reservations")]
    await house.settle()
    await house.pay_by_wire(reservation)
    assert "Confirmée" in words(await web.page(mine))

    product = (await web.told("/products"))["products"][0]["id"]
    await web.made(f"/products/{product}/promises", {"by": None, "reason": "La batterie."})
    page = await web.page(mine)
    assert "aucune date fixée" in words(page)
    await web.send(page, "/answer", choice="wait")
    await house.settle()
    assert "Vous avez choisi d’attendre." in words(await web.page(mine))

    asked = await web.page(f"{mine}/cancellation")
    assert "50 000,00 $US" in words(asked)
    left = await web.send(asked)
    assert left.status_code == 200
    assert re.search(r"Reçue le 11 juillet 2018 à \d\d:\d\d UTC", words(left))
    await house.settle()
    (refund,) = (await web.told("/refunds"))["refunds"]
    await web.approved(refund["id"])
    await house.wait(days=1)
    for code, language in load().items():
        shown = words(await web.page(mine.replace("/fr/", f"/{code}/", 1)))
        assert language.text("status.refunded") in shown
        assert " ".join(language.text("act.4").split()) in shown


test_the_story_on_pages_alone = visited(whole_story)


async def letters(web: Web) -> None:
    """A mail of Cléo's stands in the story in her own words, and what we understood of it."""
    placed = await web.reserved(language="en")
    text = "I would like to cancel my reservation and get my deposit back, please."
    raw = f"From: {HOLDER['email']}\r\nTo: old@{web.house.domain}\r\nSubject: Cancel\r\n\r\n{text}\r\n"
    await web.house.post(vouched(raw.encode()), f"old@{web.house.domain}")
    await web.house.settle()
    shown = words(await web.page(placed["page"]))
    assert text in shown
    assert "The clock has been running since your message came." in shown
    assert "Your request had reached us by mail" in shown


test_a_mail_is_part_of_the_story = visited(letters)


async def proof(web: Web) -> None:
    """What a holder downloads is verified offline; the receipts of others are not theirs to see."""
    placed = await web.reserved()
    other = await web.reserved(name="Somebody")
    key = VerifyingKey.parse(web.house.vkey)
    pack = await web.page(f"{placed['page']}/pack.json")
    assert pack.headers["content-disposition"].startswith("attachment")
    verify(pack.content, [key])
    receipt = await web.page(f"{placed['page']}/receipts/{placed['acts'][0]}.json")
    assert json.loads(receipt.content)["kind"] == "log"
    verify(receipt.content, [key])
    for name in (other["acts"][0], ids.outer("act", ids.new_id()), "nonsense"):
        assert (await web.page(f"{placed['page']}/receipts/{name}.json")).status_code == 404


test_what_a_holder_keeps = visited(proof)


async def strangers(web: Web) -> None:
    """A link that was not given opens nothing, however near it is to one that was."""
    placed = await web.reserved()
    token = local(placed["page"]).rpartition("/")[2]
    dan = await dans_house(web.house)
    links = web.house.app.links
    reservation = ids.inner("reservation", placed["reservation"])
    flipped = ("B" if token[60] == "A" else "A").join((token[:60], token[61:]))
    for wrong in (
        "nonsense", token[:-4], token + "AAAA", token.lower(), flipped, "A" * 64, "%00", "é" * 10,
        links.token(dan.seller, reservation), links.token(web.house.seller, ids.new_id()),
    ):  # fmt: skip
        for rest in ("", "/cancellation", "/pack.json"):
            page = await web.client.get(f"/en/r/{wrong}{rest}")
            assert page.status_code == 404, (wrong, rest)
            assert "does not open a reservation" in words(page)
    assert (await web.client.get(f"/de/r/{token}")).status_code == 404
    assert (await web.client.get(f"/en/p/{web.seller}/nothing")).status_code == 404
    assert (await web.client.get("/en/p/slr_nonsense/roadster")).status_code == 404
    assert (await web.client.post(f"/en/r/{'A' * 64}/cancellation", data={})).status_code == 404


test_a_link_that_was_not_given_opens_nothing = visited(strangers)


async def forms(web: Web) -> None:
    """A form sent twice is one request; one that is stale, strange or too large changes nothing."""
    placed = await web.reserved()
    shop = await web.page(f"/en/p/{web.seller}/roadster")
    first = await web.send(shop, name="Twice", email="twice@holder.example")
    again = await web.send(shop, name="Twice", email="twice@holder.example")
    assert first.headers["location"] == again.headers["location"]
    assert len(web.house.sql("SELECT id FROM reservations")) == 2
    changed = await web.send(shop, name="Other", email="twice@holder.example")
    assert changed.status_code == 409
    acts = web.acts()
    for fields, wrong in (
        ({"name": "", "email": "a@b.example"}, ["name"]),
        ({"name": " ", "email": "nothing"}, ["name", "email"]),
        ({"name": "x" * 200, "email": "a@b.example"}, ["name"]),
        ({"name": "A", "email": "a@b.example, c@d.example"}, ["email"]),
    ):
        page = await web.send(await web.page(f"/en/p/{web.seller}/roadster"), **fields)
        assert page.status_code == 422
        assert re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', safe(page)) == wrong
        assert f'value="{fields["email"]}"' in page.text
    mine = placed["page"]
    address, hidden = form((await web.page(f"{mine}/cancellation")).text)
    for data in ({}, {"form_key": "short"}, {"form_key": "~" * 20}, {f"f{n}": "x" for n in range(50)}):
        refused = await web.client.post(address, data=data)
        assert refused.status_code == 422, data
        assert "Ouvrez" in words(refused) or "Rouvrez" in words(refused)
    payment = address.replace("/cancellation", "/payment")
    for data in ({"stage": "one"}, {"stage": "1", "card": "a b"}, {"stage": "9", "card": "card_ok"}):
        assert (await web.client.post(payment, data=hidden | data)).status_code in (404, 422)
    answer = address.replace("/cancellation", "/answer")
    assert (await web.client.post(answer, data=hidden | {"choice": "perhaps"})).status_code == 422
    assert (await web.client.post(answer, data=hidden | {"choice": "wait"})).status_code == 409
    assert (await web.client.post(address, data={"form_key": "x" * 300_000})).status_code == 413
    assert web.acts() == acts
    done = await web.client.post(address, data=hidden)
    assert done.status_code == 200
    assert (await web.client.post(address, data=hidden)).text == done.text
    later = await web.client.get(address)
    assert (later.status_code, later.headers["location"]) == (303, local(mine))
    assert (await web.client.post(address, data={"form_key": "another-form-key"})).status_code == 303


test_forms = visited(forms)


async def strange_names(web: Web) -> None:
    """Whatever people write is shown as they wrote it, and never as part of the page."""
    product = (await web.made("/products", {**PRODUCT, "name": STRANGE[0], "terms": STRANGE[1]}))["id"]
    await web.made(f"/products/{product}/promises", {"by": None, "reason": STRANGE[1]})
    for name in STRANGE:
        placed = await web.made("/reservations", {**HOLDER, "product": product, "name": name})
        text = safe(await web.page(placed["page"]))
        assert html.escape(name, quote=False).replace('"', "&#34;") in text
    shop = safe(await web.page(f"/en/p/{web.seller}/roadster"))
    assert "&lt;script&gt;" in shop


test_strange_names_are_names = visited(strange_names)


async def first_and_last(web: Web) -> None:
    """The pages that nobody was sent to, and the style sheet."""
    for address in ("/", "/api/docs", "/problems/key_reused", "/problems/unavailable"):
        page = await web.client.get(address)
        assert page.status_code == 200, address
        safe(page)
    assert safe(await web.client.get("/problems/nothing"))
    style = re.search(r'href="(/assets/style\.[0-9a-f]{12}\.css)"', (await web.client.get("/")).text)
    assert style
    sheet = await web.client.get(style[1])
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["cache-control"]
    assert "@import" not in sheet.text
    assert "url(" not in sheet.text
    assert (await web.client.get("/assets/other.css")).status_code == 404
    assert (await web.client.get("/api")).status_code == 302
    assert (await web.client.request("HEAD", "/api/v1/openapi.json")).content == b""


test_pages_that_nobody_was_sent_to = visited(first_and_last)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(scheme: str) -> None:
    """Contrast of each pair of colours that text is set in. Source: WCAG 2.2, 1.4.3 (4.5:1)."""
    colours = tokens(scheme)
    for text, ground in (
        ("ink", "paper"), ("ink", "card"), ("muted", "paper"), ("muted", "card"), ("green", "paper"),
        ("green", "card"), ("green", "green-soft"), ("ink", "green-soft"), ("ink", "amber-soft"),
        ("amber", "amber-soft"), ("amber", "card"), ("red", "red-soft"), ("red", "card"), ("paper", "green"),
    ):  # fmt: skip
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def tokens(scheme: str) -> dict[str, str]:
    from fourthact.web.pages import style

    blocks = re.findall(r":root \{(.*?)\}", style()[1].decode(), re.DOTALL)
    light, dark = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks[:2]]
    return light if scheme == "light" else light | dark


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
