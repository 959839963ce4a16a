"""What a person sees: the whole story by mouse and keyboard, on a desk and on a telephone, without a script."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from fourthact.languages import load
from tests.browser.chromium import DESK, PHONE, Looking, looked_at
from tests.web.visiting import HOLDER, PRODUCT

# What a page must be for everybody, asked of the document itself. Source: WCAG 2.2.
FAULTS = """() => {
    const faults = [], text = element => element.textContent.trim();
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push('wider than the window');
    if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
    if (!document.title) faults.push('no title');
    const levels = [...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1]);
    levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) faults.push('a heading skips a level'); });
    for (const input of document.querySelectorAll('input:not([type=hidden])'))
        if (!input.labels.length || !text(input.labels[0])) faults.push(`no label: ${input.name}`);
    for (const pressed of document.querySelectorAll('a, button')) {
        if (!text(pressed)) faults.push('a link without words');
        const box = pressed.getBoundingClientRect();
        if (pressed.matches('button, .button') && (box.height < 44 || box.width < 44)) faults.push('small button');
    }
    for (const element of document.querySelectorAll('[id]'))
        if (document.querySelectorAll(`[id="${element.id}"]`).length > 1) faults.push(`id twice: ${element.id}`);
    for (const section of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
        for (const name of ['aria-labelledby', 'aria-describedby'])
            if (section.hasAttribute(name) && !document.getElementById(section.getAttribute(name)))
                faults.push(`points nowhere: ${section.getAttribute(name)}`);
    for (const cell of document.querySelectorAll('th')) if (!cell.scope) faults.push('th without scope');
    return faults;
}"""


async def faults(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(FAULTS)
    return found


async def cleos_story(look: Looking) -> None:
    """Cléo reserves, pays, is declined once, waits once, leaves with two clicks, and everything comes back."""
    house, web = look.house, look.web
    product = (await web.made("/products", PRODUCT))["id"]
    async with look.page() as page:
        await page.goto(look.at(f"/en/p/{web.seller}/roadster"))
        await page.fill("[name=name]", HOLDER["name"])
        await page.fill("[name=email]", HOLDER["email"])
        await look.click(page, "text=Reserve my place")
        assert await page.inner_text("h1") == PRODUCT["name"]
        mine = page.url
        assert "Held by Cléo Dupont" in await page.inner_text("main")
        await page.fill("[name=card]", "card_declined")
        await look.click(page, "text=Pay $5,000.00")
        assert "the card does not have enough funds" in await page.inner_text(".alert")
        await page.fill("[name=card]", "card_ok")
        await look.click(page, "text=Pay $5,000.00")
        reference = await page.inner_text(".facts dd.code")
        (reservation,) = [row[0] for row in house.sql("SELECT id FROM reservations")]
        await house.pay_by_wire(reservation)
        await page.goto(mine)
        assert await page.inner_text(".status") == "Confirmed"
        assert reference.startswith("RF")
        await web.made(f"/products/{product}/promises", {"by": "2022-12-31", "reason": "The battery."})
        await page.goto(mine)
        await look.click(page, "text=I will wait")
        assert "You chose to wait." in await page.inner_text("main")

        await page.click("text=Cancel and get my money back")
        assert "$50,000.00" in await page.inner_text("main")
        await look.click(page, "text=Confirm: cancel and get my money back")
        assert await page.inner_text("h1") == "Your reservation is cancelled"
        assert "July 11, 2018 at 09:00 UTC" in await page.inner_text("main")
        (refund,) = (await web.told("/refunds"))["refunds"]
        await web.approved(refund["id"])
        await house.wait(days=1)
        await page.goto(mine)
        assert await page.inner_text(".status") == "Everything is back with you"
        assert [await row.inner_text() for row in await page.query_selector_all("tfoot .amount")] == [
            "$50,000.00"
        ]
        await page.click("text=한국어")
        assert await page.inner_text(".status") == load()["ko"].text("status.refunded")
        async with page.expect_download() as download:
            await page.click("text=" + load()["ko"].text("proof.download"))
        assert (await download.value).suggested_filename.endswith(".json")


test_cleos_story_in_a_browser = looked_at(cleos_story)


async def everybodys_pages(look: Looking) -> None:
    """Every page in every language fits every window and every reader."""
    placed = await look.web.reserved()
    own = placed["page"]
    await look.web.made(f"/products/{placed['product']}/promises", {"by": None, "reason": "The battery."})
    left = await look.web.reserved(name="Somebody else")
    await look.web.made(f"/reservations/{left['reservation']}/payments", {"stage": 1, "card": "card_ok"})
    await look.web.made(f"/reservations/{left['reservation']}/cancellation")
    shop = f"/fr/p/{look.web.seller}/roadster"
    found: dict[str, Any] = {}
    for width, options in (("desk", DESK), ("phone", PHONE)):
        # The document is asked by a script of ours; the pages themselves have none, and forbid them.
        async with look.page(viewport=options, java_script_enabled=True) as page:
            for code in load():
                for address in (
                    own,
                    f"{own}/cancellation",
                    f"{own}/message",
                    left["page"],
                    shop,
                    "/fr/r/nonsense",
                ):
                    at = look.at(address).replace("/fr/", f"/{code}/", 1)
                    await page.goto(at)
                    if wrong := await faults(page):
                        found[f"{width} {at}"] = wrong
            await page.goto(look.at("/api/docs"))
            if wrong := await faults(page):
                found[f"{width} docs"] = wrong
    look.complaints = [said for said in look.complaints if "404" not in said]
    assert found == {}


test_every_page_is_for_everybody = looked_at(everybodys_pages)


async def no_script_runs(look: Looking) -> None:
    """Where JavaScript is on, the policy still lets none run, and no page can be framed."""
    placed = await look.web.reserved(name="<img src=x onerror=document.title='owned'>")
    async with look.page(java_script_enabled=True) as page:
        await page.goto(look.at(placed["page"]))
        assert await page.title() != "owned"
        added = """() => {
            const script = document.createElement('script');
            script.textContent = 'document.title = "owned"';
            document.body.append(script);
            return document.title;
        }"""
        assert await page.evaluate(added) != "owned"
        assert any("Content Security Policy" in said for said in look.complaints)
        look.complaints.clear()


test_no_script_runs = looked_at(no_script_runs)


async def by_keyboard(look: Looking) -> None:
    """Somebody without a mouse reaches the way out, and sees where they are."""
    placed = await look.web.reserved(language="en")
    async with look.page(java_script_enabled=True) as page:
        await page.goto(look.at(placed["page"]))
        await page.keyboard.press("Tab")
        words = []
        while not await page.evaluate("document.activeElement === document.body"):
            words.append(await page.evaluate("document.activeElement.textContent.trim()"))
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", words[-1]
            await page.keyboard.press("Tab")
        assert words[0] == load()["en"].text("skip")
        assert load()["en"].text("leave.button") in words


test_the_way_out_by_keyboard = looked_at(by_keyboard)
