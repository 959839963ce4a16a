"""What a stranger writes is words to whoever looks at it: nothing of it runs, is loaded, or acts on the desk."""

from __future__ import annotations

from fourthact.values import ids
from tests.house import DOMAIN
from tests.stories.letters import letter
from tests.web.visiting import Web, visited

OURS = f"hello@{DOMAIN}"
ACTIVE = """<html><body><script>fetch('/api/v1/messages')</script><img src="https://track.example/1.png" onerror="x()">
<a href="javascript:decide('cancelled')">Please cancel my reservation and refund me.</a>
<form action="/api/v1/messages/x/decision" method="post"><input name="outcome" value="cancelled"></form>
<iframe src="data:text/html,<script>y()</script>"></iframe><meta http-equiv="refresh" content="0;url=/api/v1">
</body></html>"""
MARKUP = (
    "Please cancel my reservation and refund me. [Approve](javascript:approve) ![x](https://track.example/2.png)\n"
    "</script><script>fetch('/api/v1/messages')</script>\n"
)
AS_HTML = letter("x", to=OURS, message_id="<html@elsewhere.example>").replace(b"text/plain", b"text/html")


async def nothing_acts(web: Web) -> None:
    """As HTML it is only its words. As text it stays what was typed, and is told as a string in JSON, which no browser
    takes for a page, whatever it was asked for as. Nobody's reservation is cancelled by it."""
    house = web.house
    placed = await web.reserved()
    sent = (
        AS_HTML.replace(b"\nx\n", f"\n{ACTIVE}\n".encode()),
        letter(MARKUP, to=OURS, subject="<script>z()</script>", message_id="<text@elsewhere.example>"),
    )
    for raw in sent:
        assert await house.post(raw, OURS, sender="new@elsewhere.example") == 250
    await house.settle()
    shown = (await web.told("/messages"))["messages"]
    assert len(shown) == 2
    texts = []
    for one in shown:
        answer = await web.get(f"/messages/{one['id']}", accept="text/html")
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["outcome"] != "cancelled"
        texts.append(answer.json()["words"]["own_text"])
    (of_html,) = [text for text in texts if "Approve" not in text]
    assert "Please cancel my reservation" in of_html
    assert not any(word in of_html for word in ("<", "javascript:", "track.example", "onerror", "/api/v1"))
    (of_text,) = [text for text in texts if "Approve" in text]
    assert "<script>fetch" in of_text
    assert "reservation.cancelled" not in house.tags(ids.inner("reservation", placed["reservation"]))
    page = (await web.page(placed["page"])).text
    assert "&lt;script&gt;fetch(" in page  # her own page tells her what was written in her name
    assert "<script" not in page


test_nothing_acts = visited(nothing_acts)


async def a_refusal_is_no_page_either(web: Web) -> None:
    """What was asked for is quoted in the refusal; it stays a problem document."""
    answer = await web.get("/messages/<script>x()</script>", accept="text/html")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    for path in ("/messages/<script>x()<%2Fscript>", "/messages", "/no/such/place"):
        assert (await web.get(path, accept="text/html")).headers["x-content-type-options"] == "nosniff"


test_a_refusal_is_no_page_either = visited(a_refusal_is_no_page_either)
