"""The database goes away and comes back: 503 with Retry-After meanwhile, nothing half-done, and no help needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import conninfo_to_dict

from fourthact.db.pool import connect
from tests.postgres import dsn_of
from tests.web.visiting import HOLDER, Web, problem, visited

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def nobody_gets_in(dsn: str) -> Iterator[None]:
    """The house's database takes no connections, and those it had are cut."""
    name = conninfo_to_dict(dsn)["dbname"]
    with connect(dsn_of("postgres")) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute(CUT, [name])
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def away(web: Web) -> None:
    """Machines and people are told to come back, and can."""
    placed = await web.reserved()
    wanted = {**HOLDER, "product": placed["product"]}
    with nobody_gets_in(web.house.dsn):
        refused = await web.post("/reservations", wanted, key="patience")
        found = problem(refused)
        assert (refused.status_code, found["code"], found["retry_helps"]) == (503, "unavailable", True)
        assert int(refused.headers["retry-after"]) >= 1
        page = await web.page(placed["page"])
        assert page.status_code == 503
        assert page.headers["retry-after"]
        assert "rien n’a été fait à moitié" in page.text
        assert (await web.client.get("/health/ready")).status_code == 503
        assert (await web.client.get("/health/live")).status_code == 200
    taken = await web.post("/reservations", wanted, key="patience")
    assert (taken.status_code, taken.json()["position"]) == (201, 2)
    assert (await web.client.get("/health/ready")).status_code == 200
    assert (await web.page(placed["page"])).status_code == 200


test_the_database_goes_away_and_comes_back = visited(away)


async def another_schema(web: Web) -> None:
    """A house whose database has another schema than the program's is not ready."""
    web.house.sql("UPDATE alembic_version SET version_num = '9999'")
    answer = await web.client.get("/health/ready")
    assert answer.status_code == 503
    assert "fourthact migrate" in answer.json()["why"]
    web.house.sql("UPDATE alembic_version SET version_num = '0001'")


test_a_strange_schema_is_not_ready = visited(another_schema)
