"""Answers disputes from the record, as soon as they are heard of: what is said is evidence before it is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from psycopg_pool import AsyncConnectionPool

from fourthact.agenda import Due, Later, read_clock, rest_seconds
from fourthact.evidence.answering import answer_text, kept_answer
from fourthact.payments import PaymentJobs, account_of, purse_of
from fourthact.products import product_by_id
from fourthact.rails.contract import Declined, DisputeAnswer, Done, HearsDisputes, Rail
from fourthact.reservations import reservation_by_id


class EvidenceJobs:
    """The handler of this room, for the worker."""

    def __init__(
        self, pool: AsyncConnectionPool[Any], rails: Mapping[str, Rail], payments: PaymentJobs
    ) -> None:
        self._pool, self._rails, self._payments = pool, rails, payments

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("purses", "answer"): self.answer}

    async def answer(self, due: Due) -> None:
        """Answer every dispute of a reservation that waits for it; the answer is kept before the rail is called."""
        for status in ("open", "answering"):
            async with self._pool.connection() as conn:
                purse = await purse_of(conn, due.seller, due.id)
            for payment in purse.payments if purse else ():
                for dispute in payment.disputes:
                    if dispute.status != status:
                        continue
                    if status == "open":
                        await self._write(due, payment.n, dispute.reference)
                    else:
                        # Dying before or after the call: the rail is asked first, and knows whether it was answered.
                        await self._say(due, payment.rail, payment.n, payment.reference or "", dispute)

    async def _write(self, due: Due, payment: int, dispute: str) -> None:
        async with self._pool.connection() as conn:
            text = await answer_text(conn, due.seller, due.id, payment, dispute)
        await self._payments.move_dispute(due.seller, due.id, payment, dispute, "answering", text=text)

    async def _say(self, due: Due, name: str, n: int, charge: str, dispute: Any) -> None:
        rail = self._rails[name]
        if not isinstance(rail, HearsDisputes):
            why = "rail_hears_no_disputes"
            await self._payments.move_dispute(due.seller, due.id, n, dispute.reference, "unanswered", why=why)
            return
        answer = await self._answer(due, charge, dispute)
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
        match await rail.answer_dispute(answer, now):
            case Done():
                await self._payments.move_dispute(due.seller, due.id, n, dispute.reference, "answered")
            case Declined(reason):
                await self._payments.move_dispute(
                    due.seller, due.id, n, dispute.reference, "unanswered", why=reason
                )
            case _:
                raise Later(rest_seconds(due), "the rail does not say whether it has the answer to a dispute")

    async def _answer(self, due: Due, charge: str, dispute: Any) -> DisputeAnswer:
        async with self._pool.connection() as conn:
            found = await reservation_by_id(conn, due.seller, due.id)
            assert found is not None
            product = await product_by_id(conn, due.seller, found.reservation.product)
            text = await kept_answer(conn, due.seller, dispute.act)
        assert product is not None
        return DisputeAnswer(
            account=account_of(due.seller),
            charge=charge,
            dispute=dispute.reference,
            name=found.holder.name or "",
            email=found.holder.email or "",
            terms=product.terms_of(found.reservation.terms_version).text,
            text=text,
        )
