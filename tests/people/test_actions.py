"""Open a seller, add staff, give out and revoke keys: on a real database."""

from __future__ import annotations

from fourthact import people
from fourthact.acts import Caller, Request
from fourthact.people import PeopleReason
from fourthact.values import ids
from fourthact.values.errors import Refused, Unavailable
from tests.acts.shop import ORIGIN, Shop, tended


async def why(shop: Shop, verb: object, args: object, caller: Caller | None = None) -> object:
    (outcome,) = await shop.ask_all([Request(verb, caller or shop.own, ids.new_id().hex, args)])  # type: ignore[arg-type]
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def test_keys_are_given_out_and_taken_back() -> None:
    async def keys(shop: Shop) -> None:
        bo, key, other = ids.new_id(), ids.new_id(), ids.new_id()
        issue, revoke = people.IssueKey(bo, key, ("people:write",)), people.RevokeKey(bo, key)
        assert await why(shop, people.ISSUE, issue) is PeopleReason.PERSON_UNKNOWN
        await shop.spine.ask(Request(people.ADD, shop.own, "bo", people.AddStaff(bo, "person", "Bo")))
        wrong = people.IssueKey(bo, key, ("everything",))
        assert await why(shop, people.ISSUE, wrong) is PeopleReason.SCOPE_UNKNOWN
        assert await why(shop, people.REVOKE, revoke) is PeopleReason.API_KEY_NOT_FOUND
        await shop.spine.ask(Request(people.ISSUE, shop.own, "k", issue))
        bos = Caller(shop.seller, key_id=key)
        stranger = people.RevokeKey(other, key)
        assert await why(shop, people.REVOKE, stranger, bos) is PeopleReason.API_KEY_NOT_FOUND
        # Bo revokes his own key; the next batch does not know it any more.
        await shop.spine.ask(Request(people.REVOKE, bos, "r", revoke))
        assert await why(shop, people.REVOKE, revoke, bos) is PeopleReason.KEY_REVOKED
        assert await why(shop, people.REVOKE, revoke) is PeopleReason.API_KEY_NOT_FOUND

    tended(keys)


def test_a_seller_opens_once_and_a_log_has_one_seller() -> None:
    async def twice(shop: Shop) -> None:
        again = people.OpenSeller("Example Motors", ORIGIN, "motors.example")
        assert await why(shop, people.OPEN, again) is PeopleReason.SELLER_EXISTS
        other = Caller(ids.new_id(), shop.own.by)
        shop.spine._signer.create(other.seller, ORIGIN)
        (outcome,) = await shop.ask_all([Request(people.OPEN, other, "open", again)])
        assert isinstance(outcome, Unavailable)
        assert "a log's origin belongs to one seller" in str(outcome)
        for file in shop.keys.glob(f"{ids.outer('seller', other.seller)}.*"):
            file.unlink()

    tended(twice)
