"""Who may ask for what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.acts import By
from fourthact.people import PeopleReason, key_id_of, new_token
from fourthact.people.acts import ApiKey
from fourthact.people.rules import PERSON_SCOPES, SCOPES, check_key, check_scopes, owner_of
from fourthact.values import ids
from tests.refusals import in_order, refusal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BO = UUID(int=7)
KEY = ApiKey(UUID(int=1), UUID(int=2), BO, "person", ("refunds:approve",), None, None)


def test_refusals_of_a_key_in_order() -> None:
    """A key that is revoked, expired and without the scope says first what came first."""
    worst = replace(KEY, revoked_at=NOW, expires_at=NOW, scopes=())
    in_order(
        [
            (PeopleReason.KEY_UNKNOWN, lambda: check_key(None, "refunds:approve", NOW)),
            (PeopleReason.KEY_REVOKED, lambda: check_key(worst, "refunds:approve", NOW)),
            (
                PeopleReason.KEY_EXPIRED,
                lambda: check_key(replace(worst, revoked_at=None), "refunds:approve", NOW),
            ),
            (PeopleReason.SCOPE_MISSING, lambda: check_key(replace(KEY, scopes=()), "refunds:approve", NOW)),
            (PeopleReason.SCOPE_MISSING, lambda: check_key(KEY, None, NOW)),
        ]
    )


@pytest.mark.parametrize(("after", "opens"), [(-1, False), (0, False), (1, True)])
def test_a_key_expires_at_its_moment(after: int, opens: bool) -> None:
    key = replace(KEY, expires_at=NOW + timedelta(microseconds=after))
    if opens:
        assert check_key(key, "refunds:approve", NOW) is key
    else:
        assert refusal(lambda: check_key(key, "refunds:approve", NOW)) is PeopleReason.KEY_EXPIRED


def test_a_key_speaks_for_its_owner() -> None:
    assert owner_of(KEY) == By("staff", ids.outer("person", BO))
    assert owner_of(replace(KEY, kind="integration")) == By("integration", ids.outer("integration", BO))


def test_scopes_are_of_the_list() -> None:
    check_scopes(SCOPES)
    assert set(PERSON_SCOPES) <= set(SCOPES)
    assert refusal(lambda: check_scopes(("refunds:approve", "everything"))) is PeopleReason.SCOPE_UNKNOWN


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_token_names_its_seller_and_hides_its_secret(seller: UUID, secret: bytes) -> None:
    token = new_token(seller, secret)
    found = key_id_of(token)
    assert found is not None
    assert found[0] == seller
    assert secret not in found[1].bytes
    assert key_id_of(token[:-1] + ("A" if token[-1] != "A" else "B")) != found


@given(st.text(max_size=100))
def test_what_is_no_token_is_nobodys(text: str) -> None:
    assert key_id_of(text) is None


@pytest.mark.parametrize(
    "token",
    ["", "fak_", "fak__", f"fak_{'0' * 32}_", f"fak_{'z' * 32}_{'A' * 43}", f"sk_{'0' * 32}_{'A' * 43}",
     f"fak_{'0' * 31}_{'A' * 43}", f"fak_{'0' * 32}_{'A' * 44}"],
)  # fmt: skip
def test_what_only_looks_like_a_token_is_nobodys(token: str) -> None:
    assert key_id_of(token) is None
