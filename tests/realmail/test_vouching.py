"""A forged word of our mail server's, through a real Postfix with the guide's lines: it does not come through."""

from __future__ import annotations

import re
import smtplib

from tests.house import CLEO, DOMAIN, House, play
from tests.realmail.postfix import GUIDE, postfix
from tests.realmail.programs import HOST
from tests.realmail.test_parts import until
from tests.stories.letters import letter, vouched

OURS = f"hello@{DOMAIN}"
CANCEL = "Please cancel my reservation and refund my deposit."


def test_nobody_brings_our_mail_servers_word_along() -> None:
    """Mallory writes as Cléo, with a pass in our own server's name, folded and in capitals; it is taken out."""
    play(brought_along)


async def brought_along(house: House) -> None:
    (line,) = re.findall(r"(?m)^header_checks = .*$", GUIDE.read_text())
    reservation = await house.placed_and_paid(await house.product())
    forged = vouched(letter(CANCEL, to=OURS))
    raws = [forged, forged.replace(b"Authentication-Results: ", b"AUTHENTICATION-RESULTS:\r\n ")]

    def send() -> None:
        with postfix(lmtp=house.lmtp, domains=[DOMAIN], settings=[line]) as mta:
            with smtplib.SMTP(HOST, mta.port) as client:
                for raw in raws:
                    client.sendmail(CLEO, [OURS], raw)
            until(
                lambda: mta.log.count("status=sent (250 2.6.0") == len(raws), "Postfix does not hand it over"
            )

    await house.outside(send)
    await house.settle()
    messages = await house.messages()
    assert [(message.outcome, message.sender) for message in messages] == [("for_a_person", "claimed")] * 2
    assert "reservation.cancelled" not in house.tags(reservation)
