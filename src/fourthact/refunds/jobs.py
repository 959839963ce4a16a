"""What the clock does for money that goes back: orders legs, drives them to an outcome, rings clocks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.agenda import Due, Later, read_clock, rest_seconds
from fourthact.contacts import ContactStopped
from fourthact.payments import (
    EntryRead,
    PaymentDisputeReversed,
    PaymentJobs,
    PaymentReceived,
    account_of,
    body_of,
    purse_of,
)
from fourthact.people import representatives_of
from fourthact.rails.contract import (
    DISPUTED,
    Absent,
    Declined,
    Dispute,
    GiveBack,
    HearsDisputes,
    Outcome,
    PayOut,
    Rail,
    Unknown,
    Waiting,
)
from fourthact.refunds import reads
from fourthact.refunds.actions import (
    CONCLUDE,
    ORDER,
    RETURN_LATE,
    RING,
    SHOW,
    ConcludeLeg,
    OnRefund,
    Policy,
    ReturnLate,
    RingClock,
    ShowEntry,
)
from fourthact.refunds.cooling import DROP, OnDropped
from fourthact.refunds.disputes import HEAR_DISPUTE, HearDispute
from fourthact.refunds.partial import GIVE_OVERPAID, RefundPart
from fourthact.refunds.representing import RING as RING_FOR_REPRESENTATIVE
from fourthact.refunds.representing import RingForRepresentative
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.shares import above_price
from fourthact.refunds.standing import Leg, Refund
from fourthact.refunds.verifying import PayeeJobs
from fourthact.values import ids
from fourthact.values.errors import Broken, Reason, Refused
from fourthact.values.money import Money

CLOCK = By("clock")
HEEDED = (EntryRead, PaymentReceived, PaymentDisputeReversed, ContactStopped)


class RefundJobs:
    """The handlers and followers of this room, for the worker."""

    def __init__(
        self,
        spine: Spine,
        pool: AsyncConnectionPool[Any],
        rails: Mapping[str, Rail],
        payments: PaymentJobs,
        policy: Policy,
    ) -> None:
        self._spine, self._pool, self._rails = spine, pool, rails
        self._payments, self._policy = payments, policy
        self._payees = PayeeJobs(spine, pool, rails)

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {
            ("refunds", "drive"): self.drive,
            ("refunds", "ask"): self.drive,
            ("purses", "dispute"): self.ask_disputes,
            ("refunds", "ring_half"): self.ring,
            ("refunds", "ring_promise"): self.ring,
            ("refunds", "ring_warning"): self.ring,
            ("refunds", "ring_statute"): self.ring,
            ("rail_notices", "read"): self.read_notice,
            ("representatives", "ring"): self.ring_for_representative,
            **self._payees.handlers,
        }

    @property
    def followers(self) -> list[Follower]:
        return [Follower("refunds", HEEDED, self.heed)]

    async def drive(self, due: Due) -> None:
        """Order every leg that waits for it, then bring every order to an outcome, as far as the rails tell."""
        refund = fresh = await self._refund(due.seller, due.id)
        if any(leg.status == "planned" for leg in refund.legs):
            on = OnRefund(refund.id, refund.reservation)
            attempts = "-".join(str(leg.attempt) for leg in refund.legs)
            request = Request(ORDER, Caller(due.seller, CLOCK), f"~order/{refund.id.hex}/{attempts}", on)
            await self._unless(RefundReason.NOTHING_TO_ORDER, request)
            fresh = await self._refund(due.seller, due.id)
        before = {leg.n: leg.key for leg in refund.legs}

        async def bring(leg: Leg) -> bool:
            if leg.status == "disputed":
                await self._ask_dispute_of(due, fresh, leg)
                return False
            again = due.tries > 1 or leg.status != "ordered" or leg.key == before[leg.n]
            outcome = await self._outcome(fresh, leg, again=again)
            if not isinstance(outcome, Unknown) or leg.status != "unknown":  # that it is unknown is said once
                await self._conclude(fresh, leg, outcome)
            if isinstance(outcome, Declined) and outcome.reason in DISPUTED:
                await self._ask_dispute_of(due, fresh, leg)
            return isinstance(outcome, Unknown)

        moving = [
            leg for leg in fresh.legs if leg.status in ("ordered", "unknown", "sent") or _is_asked(leg, due)
        ]
        # Side by side: what is broken in one leg must not keep another from its end.
        ended = await asyncio.gather(*map(bring, moving), return_exceptions=True)
        for defect in ended:
            if isinstance(defect, BaseException):
                raise defect
        if any(ended):
            raise Later(rest_seconds(due), f"{sum(map(bool, ended))} legs are of unknown outcome")

    async def _outcome(self, refund: Refund, leg: Leg, *, again: bool) -> Outcome:
        """Send a leg's order, once. Whenever it may have been sent before, ask first: nothing is paid twice."""
        rail, account = self._rails[leg.over], account_of(refund.seller)
        key = leg.key or ""
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
        if again:
            found = await rail.look_up(account, key, now)
            if not isinstance(found, Absent):
                return found
            if leg.status in ("sent", "settled"):
                raise Broken(f"{leg.over} has forgotten the order {key}, which it took")
        amount = Money(leg.open_minor, refund.currency)
        if leg.route == "original":
            return await rail.give_back(GiveBack(account, key, amount, await self._charge(refund, leg)), now)
        to, name = await self._destination(refund, leg)
        memo = f"Refund {ids.outer('refund', refund.id)[:12]}"
        return await rail.pay_out(PayOut(account, key, amount, to, name, memo), now)

    async def _charge(self, refund: Refund, leg: Leg) -> str:
        async with self._pool.connection() as conn:
            purse = await purse_of(conn, refund.seller, refund.reservation)
        payment = purse.payment(leg.payment) if purse else None
        if payment is None or payment.reference is None:
            raise Broken(f"leg {leg.n} of {refund.id} returns a payment that is not there")
        return payment.reference

    async def _destination(self, refund: Refund, leg: Leg) -> tuple[str, str]:
        """The account that a person gave for this leg, else the one that the holder's transfer came from."""
        async with self._pool.connection() as conn:
            act = leg.account_act
            if act is None:
                purse = await purse_of(conn, refund.seller, refund.reservation)
                assert purse is not None
                payer = purse.payment(leg.payer or 0)
                act = payer.act if payer else None
            body = await body_of(conn, refund.seller, ids.inner("act", act or ""))
        if body is None:
            raise Broken(f"the account that leg {leg.n} of {refund.id} goes to was erased before it was paid")
        return body["account"], body["name"]

    async def _conclude(self, refund: Refund, leg: Leg, outcome: Outcome) -> None:
        args = ConcludeLeg(refund.id, refund.reservation, leg.n, leg.key or "", leg.over, outcome)
        key = f"~conclude/{leg.key}/{type(outcome).__name__}/{leg.status}/{leg.at.isoformat()}"
        request = Request(CONCLUDE, Caller(refund.seller, CLOCK), key, args)
        await self._unless(RefundReason.LEG_MOVED_ON, request)

    async def ring(self, due: Due) -> None:
        """Say that a clock ran out before the refund was settled."""
        refund = await self._refund(due.seller, due.id)
        which = due.verb.removeprefix("ring_")
        args = RingClock(refund.id, refund.reservation, which)
        key = f"~ring/{refund.id.hex}/{which}"
        await self._unless(RefundReason.CLOCK_STOPPED, Request(RING, Caller(due.seller, CLOCK), key, args))

    async def ring_for_representative(self, due: Due) -> None:
        """Say that nobody has looked at the paper of somebody who asked in a holder's name."""
        async with self._pool.connection() as conn:
            (found,) = await representatives_of(conn, due.seller, one=due.id)
        request = Request(
            RING_FOR_REPRESENTATIVE,
            Caller(due.seller, CLOCK),
            f"~represent/{due.id.hex}",
            RingForRepresentative(due.id, found.reservation),
        )
        await self._unless(RefundReason.CLOCK_STOPPED, request)

    async def read_notice(self, due: Due) -> None:
        """Ask the rail about the order that its notice named: a notice is a hint, the answer is the truth."""
        notice = await self._payments.heard(due.seller, due.id)
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
        if notice.charge is not None:
            heard = await self._hear_disputes(due, notice.rail, notice.charge, None)
            await self._payments.answered(due.seller, due.id, heard)
            return
        found = await self._rails[notice.rail].look_up(account_of(due.seller), notice.key, now)
        if isinstance(found, Unknown):
            raise Later(rest_seconds(due), "the rail does not say what became of an order it named")
        if not isinstance(found, Absent):
            await self._apply(due.seller, notice.key, found)
        await self._payments.answered(due.seller, due.id, type(found).__name__.lower())

    async def ask_disputes(self, due: Due) -> None:
        """Ask what became of disputes of which nobody has said anything for long."""
        async with self._pool.connection() as conn:
            purse = await purse_of(conn, due.seller, due.id)
        for payment in purse.payments if purse else ():
            if payment.is_disputed and payment.reference is not None:
                await self._hear_disputes(due, payment.rail, payment.reference, None)

    async def _ask_dispute_of(self, due: Due, refund: Refund, leg: Leg) -> None:
        """Ask about the dispute for which a leg stands still; that there is none any more lets it go on."""
        charge = await self._charge(refund, leg)
        await self._hear_disputes(due, leg.rail, charge, (refund.reservation, leg.payment))
        await self._conclude(await self._refund(refund.seller, refund.id), leg, Waiting(charge))

    async def _hear_disputes(self, due: Due, name: str, charge: str, about: tuple[UUID, int] | None) -> str:
        """Record what a rail says of the disputes about a charge; in a word, what it says. `about`: the payment."""
        rail = self._rails[name]
        if not isinstance(rail, HearsDisputes):
            return "absent"
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
        told = await rail.disputes(account_of(due.seller), charge, now)
        if isinstance(told, Unknown):
            raise Later(rest_seconds(due), "the rail does not say what became of a dispute")
        for dispute in told:
            place = _payment_of(dispute.key)
            if place is not None:
                await self._hear_dispute(due.seller, name, place, dispute)
        if not told and about is not None:
            await self._hear_dispute(due.seller, name, about, None)
        return ", ".join(dict.fromkeys(dispute.status for dispute in told)) or "absent"

    async def _hear_dispute(
        self, seller: UUID, name: str, place: tuple[UUID, int], dispute: Dispute | None
    ) -> None:
        reservation, payment = place
        asked: frozenset[UUID] | None = None
        while True:
            async with self._pool.connection() as conn:
                known = await reads.refunds_of(conn, seller, reservation)
                now, _ = await read_clock(conn)
            refunds = frozenset(refund.id for refund in known)
            if refunds == asked:
                return
            asked = refunds  # once more, should a refund be planned meanwhile
            args = HearDispute(reservation, payment, dispute, name, tuple(sorted(refunds)))
            legs = "-".join(leg.status for refund in known for leg in refund.legs)
            said = f"{dispute.reference}/{dispute.status}" if dispute else "none"
            key = f"~dispute/{reservation.hex}/{payment}/{said}/{now.isoformat()}/{legs}"
            request = Request(HEAR_DISPUTE, Caller(seller, By("rail", name)), key, args)
            await self._unless(RefundReason.LEG_MOVED_ON, request)

    async def _apply(self, seller: UUID, key: str, found: Outcome) -> None:
        try:
            kind, owner, part, _ = ids.read_order_key(key)
        except ValueError:
            return  # not an order of ours: the notice is kept, and says what it says
        if kind == "P":
            async with self._pool.connection() as conn:
                purse = await purse_of(conn, seller, owner)
            payment = purse.payment(part) if purse else None
            if payment is not None:
                await self._payments.conclude(seller, owner, payment, found)
            return
        refund = await self._known(seller, owner) if kind == "R" else None
        leg = refund.leg(part) if refund else None
        if refund is not None and leg is not None and leg.key == key:
            await self._conclude(refund, leg, found)

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Entries that carry the key of a leg's order, and money that came, or came back, after the end."""
        for act in recorded:
            match act.act:
                case EntryRead(matched="order", key=str(key)) as entry:
                    await self._show(act.seller, key, entry, ids.outer("entry", act.subject))
                case PaymentDisputeReversed() as back:
                    await self._return(act, back.payment, back.owed_minor)
                case ContactStopped():
                    await self._drop(act)
        await self._return_late([act for act in recorded if isinstance(act.act, PaymentReceived)])

    async def _drop(self, stopped: Recorded) -> None:
        """No account is kept that was given because of a contact that was not the holder."""
        async with self._pool.connection() as conn:
            known = await reads.refunds_of(conn, stopped.seller, stopped.subject)
        for refund in known:
            args = OnDropped(refund.id, stopped.subject)
            key = f"~drop/{stopped.id.hex}/{refund.id.hex}"
            request = Request(DROP, Caller(stopped.seller, By("seller")), key, args)
            await self._unless(RefundReason.LEG_MOVED_ON, request)

    async def _show(self, seller: UUID, key: str, entry: EntryRead, entry_id: str) -> None:
        try:
            kind, owner, part, _ = ids.read_order_key(key)
        except ValueError:
            return  # somebody else's reference: the entry stays in clearing, for a person to see
        if kind != "R":
            return
        refund = await self._known(seller, owner)
        if refund is None or refund.leg(part) is None:
            return  # looks like ours and is not: the order of another house on the same account
        args = ShowEntry(refund.id, refund.reservation, part, key, entry, entry_id)
        request = Request(SHOW, Caller(seller, By("bank", entry.rail)), f"~show/{entry_id}", args)
        await self._unless(RefundReason.LEG_MOVED_ON, request)

    async def _return_late(self, received: Sequence[Recorded]) -> None:
        """What came after the end goes back, and what is above the price where the seller wants it so. Most payments
        are neither, and are seen by a single question for all."""
        if not received:
            return
        purses = await self._payments.purses(received[0].seller, (act.subject for act in received))
        for act in received:
            purse = purses.get(act.subject)
            if purse is not None and purse.closed:
                assert isinstance(act.act, PaymentReceived)
                await self._return(act, act.act.payment)
            # What stands above the price now is seen now; whatever comes later is told by its own act.
            elif purse is not None and self._policy.overpaid_goes_back and above_price(purse, None):
                await self._return_overpaid(act)

    async def _return(self, act: Recorded, payment: int, owed_minor: int = 0) -> None:
        refund_id = uuid5(act.seller, f"late {act.id}")
        args = ReturnLate(act.subject, refund_id, payment, self._policy, owed_minor)
        request = Request(RETURN_LATE, Caller(act.seller, By("seller")), f"~late/{act.id.hex}", args)
        await self._unless(RefundReason.NOTHING_TO_RETURN, request)

    async def _return_overpaid(self, act: Recorded) -> None:
        args = RefundPart(act.subject, uuid5(act.seller, f"overpaid {act.id}"), self._policy)
        request = Request(GIVE_OVERPAID, Caller(act.seller, By("seller")), f"~overpaid/{act.id.hex}", args)
        await self._unless(RefundReason.NOTHING_ABOVE_PRICE, request)

    async def _known(self, seller: UUID, refund: UUID) -> Refund | None:
        async with self._pool.connection() as conn:
            return await reads.refund_by_id(conn, seller, refund)

    async def _refund(self, seller: UUID, refund: UUID) -> Refund:
        found = await self._known(seller, refund)
        if found is None:
            raise Broken(f"there is no refund {refund}, though an order of ours names it")
        return found

    async def _unless(self, reason: Reason, request: Request[Any]) -> None:
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not reason:
                raise


def _payment_of(key: str) -> tuple[UUID, int] | None:
    """The reservation and the payment that an order of ours took money for; None for any other key."""
    try:
        kind, owner, part, _ = ids.read_order_key(key)
    except ValueError:
        return None
    return (owner, part) if kind == "P" else None


def _is_asked(leg: Leg, due: Due) -> bool:
    return leg.ask_at is not None and leg.ask_at <= due.due_at
