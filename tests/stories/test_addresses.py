"""Addresses: whatever was ever printed is answered for ever, at every domain that the seller ever had."""

from __future__ import annotations

from fourthact import app as root
from fourthact import correspondence, people
from fourthact.correspondence import printing
from fourthact.correspondence.reads import addresses, domains_of, own_addresses
from fourthact.reservations import Links
from tests.house import DOMAIN, House, dans_house, played
from tests.stories.letters import letter

CANCEL = "Hello,\n\nI would like to cancel my reservation and get my deposit back, please.\n\nCleo"
NEW = "motors-new.example"


async def the_domain_changes(house: House) -> None:
    """The seller moves to another domain. Notices print the new one; the reply address of an old mail works on, in
    capitals too, and after the key that signed it was replaced."""
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    (first,) = {mail["reply_to"] for mail in await house.mails()}
    await house.wait(days=400)
    moved_at = await house.now()
    await house.ask(printing.ADD_DOMAIN, printing.AddDomain(NEW, DOMAIN), house.ana)
    retire = printing.RetireDomain(DOMAIN, NEW, DOMAIN)
    await house.ask(printing.RETIRE_DOMAIN, retire, house.ana)
    await house.place(product, email="eve@holder.example")
    (mail,) = await house.mails("eve@holder.example")
    assert mail["reply_to"].endswith(f"@{NEW}")
    # The envelope's sender is the notice's own return path.
    stamp = house.app.links.stamp(house.seller, mail["from"])
    assert stamp is not None
    assert (stamp.kind, stamp.genuine) == ("return", True)
    assert mail["from"].endswith(f"@{NEW}")
    async with house.app.pool.connection() as conn:
        register = {one.address.address: one for one in await addresses(conn, house.seller)}
        own = {domain: notices for domain, notices, _, _ in await own_addresses(conn, house.seller)}
    assert set(register) == {f"reservations@{DOMAIN}", f"reservations@{NEW}"}
    old = register[f"reservations@{DOMAIN}"]
    assert old.notices == len(house.told(reservation)) == own[DOMAIN]
    assert old.first_at is not None
    assert old.last_at is not None
    assert old.first_at <= old.last_at < moved_at
    # A new key signs from the next start on; what the old one signed is as good as it was.
    root.rotate(house.keys, "links")
    ring = root.keyring(house.keys, "links")
    assert Links(ring, "").code_of_reply(house.seller, first) == (await house.purse(reservation)).code
    assert Links(ring[1:], "").code_of_reply(house.seller, first) is None
    shouted = first.upper()
    assert await house.post(letter(CANCEL, to=shouted, sender="new@elsewhere.example"), shouted) == 250
    await house.settle()
    (message,) = await house.messages()
    assert (message.reservation, message.strength) == (reservation, "reply_address")


async def somebody_makes_an_address_up(house: House) -> None:
    """A reply address with another mark: the message is kept and read, proves nothing, and says that it was forged."""
    reservation = await house.placed_and_paid(await house.product())
    (true,) = {mail["reply_to"] for mail in await house.mails()}
    local, _, domain = true.partition("@")
    forged = f"{local[:-4]}{'0000' if local[-4:] != '0000' else '1111'}@{domain}"
    await house.post(letter(CANCEL, to=forged, sender="mallory@elsewhere.example"), forged)
    await house.settle()
    (message,) = await house.messages()
    assert (message.reservation, message.strength) == (None, None)
    (body,) = house.sql(
        "SELECT convert_from(b.body, 'UTF8') FROM acts AS a JOIN bodies AS b ON b.act = a.id"
        " WHERE a.tag = 'message.read'"
    )[0]
    assert f"{forged} has the form of an address of ours and was never given out" in body
    assert "reservation.cancelled" not in house.tags(reservation)


async def domains_in_order(house: House) -> None:
    """A domain is answered by one seller, is never the last to go, and goes once."""
    add, retire = printing.ADD_DOMAIN, printing.RETIRE_DOMAIN
    reason = correspondence.MailReason
    twice = printing.AddDomain(DOMAIN.upper(), DOMAIN)
    assert await house.refused(add, twice, house.ana) is reason.DOMAIN_KNOWN
    lone = printing.RetireDomain(DOMAIN, DOMAIN, DOMAIN)
    assert await house.refused(retire, lone, house.ana) is reason.DOMAIN_WITHOUT_SUCCESSOR
    strange = printing.RetireDomain("x.example", DOMAIN, DOMAIN)
    assert await house.refused(retire, strange, house.ana) is reason.DOMAIN_UNKNOWN
    await house.ask(add, printing.AddDomain(NEW, DOMAIN), house.ana)
    await house.ask(retire, printing.RetireDomain(DOMAIN, NEW, DOMAIN), house.ana)
    back = printing.RetireDomain(NEW, DOMAIN, DOMAIN)
    assert await house.refused(retire, back, house.ana) is reason.DOMAIN_WITHOUT_SUCCESSOR
    assert await house.refused(retire, lone, house.ana) is reason.DOMAIN_RETIRED
    async with house.app.pool.connection() as conn:
        own = next(one for one in await people.sellers(conn) if one.id == house.seller)
        assert (await domains_of(conn, own)).printed == NEW
    # Dan's mail stays Dan's, and ours is not answered by him.
    dan = await dans_house(house)
    assert await dan.app.mail.knows(f"anything.at.all@{NEW}")
    assert not await dan.app.mail.knows("anything@elsewhere.example")


test_the_domain_changes = played(the_domain_changes)
test_somebody_makes_an_address_up = played(somebody_makes_an_address_up)
test_domains_in_order = played(domains_in_order)
