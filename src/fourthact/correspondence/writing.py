"""Writes notices: the words of an act, in the holder's language, to the holder's address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid5

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.correspondence import reads
from fourthact.correspondence.actions import WRITE, WriteNotice
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.telling import Case
from fourthact.languages import Language
from fourthact.payments import purse_of
from fourthact.people import sellers
from fourthact.products import product_by_id
from fourthact.refunds import RefundPlanned
from fourthact.reservations import Links, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused

Telling = Callable[[Case, Language], tuple[str, dict[str, Any]] | None]


class Writer:
    """Writes notices about reservations. One act leads to at most one notice of a template."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], languages: Mapping[str, Language], links: Links
    ) -> None:
        self._spine, self._pool, self._languages, self._links = spine, pool, languages, links

    async def write(self, cause: Recorded, reservation: UUID, telling: Telling) -> bool:
        """Write what `telling` makes of the case; False where nothing is to be said, or to nobody."""
        async with self._pool.connection() as conn:
            case = await self._case(conn, cause, reservation)
            seller = next(seller for seller in await sellers(conn) if seller.id == cause.seller)
            printed = [a.address for a in await reads.addresses(conn, seller.id) if a.retired_at is None]
        holder = case.found.holder if case else None
        if case is None or holder is None or holder.email is None:
            return False
        language = self._languages[holder.language]
        said = telling(case, language)
        if said is None:
            return False
        template, facts = said
        subject, text, html = language.notice(template, {**facts, "seller": seller.name})
        notice = uuid5(cause.seller, f"{cause.id} {reservation} {template}")
        reply = self._links.reply_local_part(cause.seller, case.found.reservation.code)
        args = WriteNotice(
            id=notice,
            reservation=reservation,
            template=template,
            language=holder.language,
            message_id=f"<{ids.outer('notice', notice)}@{seller.mail_domain}>",
            cause=ids.outer("act", cause.id),
            sender=printed[0] if printed else f"reservations@{seller.mail_domain}",
            reply_to=f"{reply}@{seller.mail_domain}",
            to=holder.email,
            subject=subject,
            text=text,
            html=html,
        )
        request = Request(WRITE, Caller(cause.seller, By("seller")), f"~notice/{notice.hex}", args)
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not MailReason.NOTICE_ALREADY_WRITTEN:
                raise
            return False
        return True

    async def _case(self, conn: Any, cause: Recorded, reservation: UUID) -> Case | None:
        found = await reservation_by_id(conn, cause.seller, reservation)
        if found is None:
            return None
        product = await product_by_id(conn, cause.seller, found.reservation.product)
        purse = await purse_of(conn, cause.seller, reservation)
        assert product is not None
        assert purse is not None
        planned = cause.act if isinstance(cause.act, RefundPlanned) else None
        if planned is None:
            planned = await self._planned(conn, cause.seller, reservation)
        page = self._links.page(cause.seller, reservation, found.holder.language)
        return Case(found, product, purse, page, planned)

    async def _planned(self, conn: Any, seller: UUID, reservation: UUID) -> RefundPlanned | None:
        row = await (await conn.execute(reads.PLANNED, (seller, reservation))).fetchone()
        planned = self._spine.house.read(row[0], None).act if row else None
        return planned if isinstance(planned, RefundPlanned) else None
