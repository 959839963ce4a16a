"""Those who work for the sellers: three people who read, approve and look for accounts, and make mistakes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.simulate.lives import Life
from tests.simulate.world import Seller, World


class Staff:
    """The staff of one seller. They know each holder, as people do: who really wrote and what they meant."""

    def __init__(self, seller: Seller, lives: Sequence[Life], seed: str) -> None:
        self.seller = seller
        self._lives = [life for life in lives if life.seller is seller]
        self._dice = random.Random(f"{seed}|staff|{seller.name}")
        self._asked = 0

    async def work(self, world: World) -> int:
        """A day's work: how much was done."""
        return await self._read_letters(world) + await self._refund(world)

    async def _read_letters(self, world: World) -> int:
        key = self.seller.keys["ana"]
        listed = (await world.call(key, "GET", "/messages?limit=500")).said["messages"]
        waiting = [message for message in listed if message["status"] == "open"]
        for message in waiting:
            await self._decide(world, (await world.call(key, "GET", f"/messages/{message['id']}")).said)
        return len(waiting)

    async def _decide(self, world: World, message: Mapping[str, Any]) -> None:
        """Decide as somebody who has rung the holder up."""
        sender, subject = message["words"]["from"], message["words"]["subject"]
        life = next((life for life in self._lives if (sender, subject) in life.letters), None)
        means = life is not None and life.letters[sender, subject]
        known = await self._is_cancelled(world, life) if means and life else False
        words: dict[str, Any] = {"outcome": "noted"}
        if means and life and not known:
            words = {"outcome": "cancelled", "reservation": life.reservation}
        told = await self._post(world, "bo", f"/messages/{message['id']}/decision", words)
        name = life.name if life else None
        if life:
            life.tell(world, f"staff read {subject!r} from {sender}: {words['outcome']}")
        world.expect("staff", f"deciding on a message: {told.code}", told.code, "", name)

    async def _is_cancelled(self, world: World, life: Life) -> bool:
        told = await world.call(self.seller.keys["ana"], "GET", f"/reservations/{life.reservation}")
        return bool(told.said["cancelled_at"])

    async def _refund(self, world: World) -> int:
        key = self.seller.keys["ana"]
        listed = (await world.call(key, "GET", "/refunds?limit=500")).said["refunds"]
        lives = {life.reservation: life for life in self._lives}
        done = 0
        for refund in sorted(listed, key=lambda refund: lives[refund["reservation"]].number):
            if refund["status"] != "settled":
                done += await self._attend(world, refund, lives[refund["reservation"]])
        return done

    async def _attend(self, world: World, refund: Mapping[str, Any], life: Life) -> int:
        done = 0
        for leg in refund["legs"]:
            if leg["status"] == "by_hand" or (leg["status"] == "planned" and not leg["routes"]):
                done += await self._redirect(world, refund, leg, life)
        if refund["status"] == "planned":
            done += await self._approve(world, refund, life)
        return done

    async def _approve(self, world: World, refund: Mapping[str, Any], life: Life) -> int:
        """Ana first, then Bo; now and then somebody tries what is not theirs to do."""
        path = f"/refunds/{refund['id']}/approvals"
        refund = (await world.call(self.seller.keys["ana"], "GET", f"/refunds/{refund['id']}")).said
        seen = {"plan_act": refund["plan_act"]}
        if self._dice.random() < 0.1:
            told = await self._post(world, "site", path, seen)
            world.expect("approval", "a machine approves", told.status, 403, life.name)
        ana, bo = (str(who) for who in ("ana", "bo"))
        if not refund["approvals"]:
            told = await self._post(world, ana, path, seen)
            world.expect("approval", "Ana approves", told.code, "", life.name)
        if self._dice.random() < 0.15:
            told = await self._post(world, ana, path, seen)
            world.expect("approval", "Ana approves again", told.code, "same_person", life.name)
        if self._dice.random() < 0.15:
            life.tell(world, "only Ana has approved the refund so far")
            return 1
        told = await self._post(world, bo, path, seen)
        life.tell(world, f"the refund of {refund['amount_minor']} {refund['currency']} is approved")
        world.expect("approval", "Bo approves", told.code, "", life.name)
        return 1

    async def _redirect(
        self, world: World, refund: Mapping[str, Any], leg: Mapping[str, Any], life: Life
    ) -> int:
        """Ask the holder for an account, and give it."""
        account = f"{life.accounts[0]}N{len(life.given) + 1}"
        life.given.append(account)
        words = {"account": account, "name": life.holder}
        path = f"/refunds/{refund['id']}/legs/{leg['n']}/account"
        told = await self._post(world, "cy", path, words)
        world.expect("staff", f"giving an account: {told.code}", told.code, "", life.name)
        seen = {"account_act": told.said["acts"][0]}
        told = await world.call(self.seller.keys["bo"], "GET", f"/refunds/{refund['id']}")
        seen["seen"] = told.said["legs"][leg["n"] - 1]["payee"]["answer"]
        told = await self._post(world, "cy", f"{path}/confirmation", seen)
        world.expect("approval", "Cy confirms his own account", told.code, "own_account", life.name)
        told = await self._post(world, "bo", f"{path}/confirmation", seen)
        world.expect("staff", f"confirming an account: {told.code}", told.code, "", life.name)
        if refund["status"] == "approved":  # a change of what two people agreed to is seen by two people
            told = await self._post(world, "ana", f"{path}/confirmation", seen)
            world.expect("staff", f"confirming an account as well: {told.code}", told.code, "", life.name)
        life.tell(world, f"leg {leg['n']} of {leg['amount_minor']} goes to {account}, by hand")
        return 1

    async def _post(self, world: World, who: str, path: str, words: Any = None) -> Any:
        self._asked += 1
        return await world.call(self.seller.keys[who], "POST", path, words, once=f"{who}-{self._asked}")
