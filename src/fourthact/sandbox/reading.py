"""The calls of whoever looks at what happened: books for an auditor, mail for a person."""

from __future__ import annotations

from fourthact.sandbox.http import Answer
from fourthact.sandbox.mailboxes import Mail, write_bounce
from fourthact.sandbox.pages import mail_page
from fourthact.sandbox.words import Call, found, json
from fourthact.sandbox.world import World


def accounts(world: World, call: Call) -> Answer:
    """The accounts that have books."""
    return json(world.known_accounts())


def books(world: World, call: Call) -> Answer:
    """Everything that was ordered, moved and booked for one account."""
    return json(world.books(call.names[0]))


def notices(world: World, call: Call) -> Answer:
    """The notices sent to one account, and what became of each."""
    return json([notice.shown() for notice in world.notices.sent[call.names[0]].values()])


def mails(world: World, call: Call) -> Answer:
    """The mails since number `after`, to one address or to all."""
    after, to = int(call.query.get("after", "0")), call.query.get("to", "").lower()
    chosen = [
        mail
        for mail in world.mailboxes.mails[max(0, after) :]
        if not to or to in (recipient.lower() for recipient in mail.recipients)
    ]
    return json([mail.shown() for mail in chosen])


def mail(world: World, call: Call) -> Answer:
    """One mail as it arrived, byte for byte."""
    return Answer(_mail(world, call).raw, content_type="message/rfc822")


def mail_bounce(world: World, call: Call) -> Answer:
    """The bounce that a mail server would send back for one mail."""
    return Answer(write_bounce(_mail(world, call)), content_type="message/rfc822")


def page(world: World, call: Call) -> Answer:
    """The mails on a page for a person."""
    return Answer(mail_page(world.mailboxes.mails).encode(), content_type="text/html; charset=utf-8")


def health(world: World, call: Call) -> Answer:
    """That the world is there."""
    return json({"status": "ok"})


def _mail(world: World, call: Call) -> Mail:
    index = int(call.names[0]) - 1
    return found(world.mailboxes.mails[index] if 0 <= index < len(world.mailboxes.mails) else None)
