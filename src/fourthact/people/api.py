"""People for machines: who the key's seller is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from fourthact.people.reads import sellers
from fourthact.people.rules import PeopleReason
from fourthact.values import ids
from fourthact.web import Call, Operations, Reply


class SellerShown(msgspec.Struct, frozen=True):
    """A seller. `origin`: the name of its log; `vkey`: the log's public key in use; `log`: where it is served."""

    id: str
    name: str
    origin: str
    mail_domain: str
    opened_at: datetime
    vkey: str
    log: str


router = Operations(
    "Seller",
    gate=(
        PeopleReason.KEY_UNKNOWN,
        PeopleReason.KEY_REVOKED,
        PeopleReason.KEY_EXPIRED,
        PeopleReason.SCOPE_MISSING,
    ),
)


@router.get("/seller", gives=SellerShown, scope="products:read")
async def show_seller(call: Call) -> Reply:
    """The seller that the API key belongs to."""
    async with call.reading("products:read") as (conn, who):
        seller = next(seller for seller in await sellers(conn) if seller.id == who.seller)
    name = ids.outer("seller", seller.id)
    content = SellerShown(
        id=name,
        name=seller.name,
        origin=seller.origin,
        mail_domain=seller.mail_domain,
        opened_at=seller.opened_at,
        vkey=call.context.signer.vkeys(seller.id)[-1],
        log=f"{call.context.links.public_url}/api/v1/log/{name}",
    )
    return Reply(content)
