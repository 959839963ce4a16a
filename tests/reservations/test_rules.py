"""When a place in line can be taken and given up; and what is printed for a reservation, which nobody can guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.products import ProductReason
from fourthact.reservations import Links, Reservation, ReservationReason
from fourthact.reservations.acts import Line
from fourthact.reservations.links import Stamp
from fourthact.reservations.rules import cancel, place
from fourthact.values import ids
from tests.products.test_rules import ROADSTER
from tests.refusals import in_order

NOW = datetime(2018, 7, 11, 9, tzinfo=UTC)
SELLER, ID = UUID(int=1), UUID(int=3)
CODE = "7K2QF-M9X4H"
HERS = Reservation(SELLER, ID, ROADSTER.id, CODE, 1, "fr", "placed", 1, 1, NOW, None)


def test_refusals_of_a_place_in_order() -> None:
    closed = replace(ROADSTER, status="closed")

    def asking(product: object) -> object:
        return place(product, None, product_id="prd_x", code=CODE, language="fr", now=NOW)  # type: ignore[arg-type]

    in_order(
        [
            (ProductReason.PRODUCT_UNKNOWN, lambda: asking(None)),
            (ReservationReason.PRODUCT_CLOSED, lambda: asking(closed)),
        ]
    )


@pytest.mark.parametrize(("line", "position"), [(None, 1), (Line(SELLER, ROADSTER.id, 8), 8)])
def test_the_next_place_on_the_terms_of_now(line: Line | None, position: int) -> None:
    act = place(ROADSTER, line, product_id="prd_x", code=CODE, language="fr", now=NOW)
    assert (act.position, act.terms_version, act.promise_version) == (position, 1, 1)
    assert act.promise_by == ROADSTER.promise.by
    # "At once" is within the hour; the wire has its ten days.
    assert [stage.due_at - NOW for stage in act.stages] == [timedelta(hours=1), timedelta(days=10)]
    assert [stage.amount_minor for stage in act.stages] == [500_000, 4_500_000]


def test_refusals_of_a_cancellation_in_order() -> None:
    left = replace(HERS, cancelled_at=NOW, status="cancelled")
    in_order(
        [
            (ReservationReason.RESERVATION_UNKNOWN,
             lambda: cancel(None, reservation_id="rsv_x", asked_at=NOW, channel="page")),
            (ReservationReason.ALREADY_CANCELLED,
             lambda: cancel(left, reservation_id="rsv_x", asked_at=NOW, channel="page")),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("status", ["placed", "confirmed"])
def test_who_holds_may_leave_in_any_state(status: str) -> None:
    act = cancel(replace(HERS, status=status), reservation_id="rsv_x", asked_at=NOW, channel="mail")
    assert (act.asked_at, act.channel) == (NOW, "mail")


LINKS = Links((b"k" * 32,), "https://example-motors.example")
ids_ = st.uuids()


@given(ids_, ids_)
def test_a_page_link_opens_its_reservation_and_no_other(seller: UUID, reservation: UUID) -> None:
    token = LINKS.token(seller, reservation)
    assert len(token) == 64
    assert LINKS.read(token) == (seller, reservation)
    assert Links((b"x" * 32,), "").read(token) is None
    assert LINKS.page(seller, reservation, "fr") == f"https://example-motors.example/fr/r/{token}"


@given(ids_, ids_, st.integers(0, 63), st.sampled_from("ABCabc019-_"))
def test_a_changed_link_opens_nothing(seller: UUID, reservation: UUID, place_: int, letter: str) -> None:
    token = LINKS.token(seller, reservation)
    changed = token[:place_] + letter + token[place_ + 1 :]
    assert LINKS.read(changed) == ((seller, reservation) if changed == token else None)


@pytest.mark.parametrize(
    "token", ["", "x", "é" * 64, "=" * 64, "A" * 63, "A" * 65, "A" * 64, "\0" * 64, "a/b+" * 16]
)
def test_what_is_no_link_opens_nothing(token: str) -> None:
    assert LINKS.read(token) is None


@given(ids_)
def test_a_reply_address_names_its_reservation_however_it_is_written(seller: UUID) -> None:
    code = ids.new_code()
    local = LINKS.reply_local_part(seller, code)
    for address in (local, f"{local}@x.example", local.upper() + "@X.EXAMPLE"):
        assert LINKS.code_of_reply(seller, address) == code
    assert LINKS.code_of_reply(ids.new_id(), local) is None
    assert Links((b"x" * 32,), "").code_of_reply(seller, local) is None


@pytest.mark.parametrize(
    "address", ["", "@", "r.", "r..", "r.7k2qfm9x4h.", "r.aaaaaaaaaa.0123456789abcdef", "x.y.z@w"]
)
def test_what_is_no_reply_address_names_nothing(address: str) -> None:
    assert LINKS.code_of_reply(SELLER, address) is None


@given(ids_, ids_)
def test_a_return_path_names_its_notice_however_it_is_written(seller: UUID, notice: UUID) -> None:
    local = LINKS.return_local_part(seller, notice)
    assert len(local) <= 64
    for address in (f"{local}@x.example", local.upper() + "@X.EXAMPLE"):
        assert LINKS.stamp(seller, address) == Stamp("return", genuine=True, notice=notice)
    assert LINKS.stamp(ids.new_id(), local) == Stamp("return", genuine=False)


@given(ids_, st.integers(0, 63), st.sampled_from("abc0149"))
def test_a_forged_address_is_told_from_a_strangers(seller: UUID, place_: int, letter: str) -> None:
    local = LINKS.reply_local_part(seller, ids.new_code())
    changed = local[: place_ % len(local)] + letter + local[place_ % len(local) + 1 :]
    stamp = LINKS.stamp(seller, f"{changed}@x.example")
    assert (
        changed == local or stamp is None or not stamp.genuine or stamp.code in (ids.read_code(local[2:12]),)
    )
    assert LINKS.stamp(seller, "cleo@x.example") is None


def test_what_an_older_key_signed_stays_good() -> None:
    code = ids.new_code()
    local = LINKS.reply_local_part(SELLER, code)
    assert Links((b"k" * 32, b"new" * 11), "").code_of_reply(SELLER, local) == code
    assert Links((b"new" * 11,), "").code_of_reply(SELLER, local) is None
