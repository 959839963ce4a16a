"""What nobody thought of: every operation is asked with what fits its description, and with what just does not."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as conformance

from tests.browser.chromium import served
from tests.house import House, play

EXAMPLES = 8
HOLDS = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
QUICK = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask_all(base: str, token: str) -> list[str]:
    """The operations that were asked. A failed check is raised by name, with a request that shows it."""
    schema = schemathesis.openapi.from_url(f"{base}/api/v1/openapi.json")
    asked = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @QUICK
        @hypothesis.given(operation.as_strategy())
        def holds(case: Any) -> None:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
            case.call_and_validate(headers=headers, checks=HOLDS)

        holds()
        asked.append(operation.label)
    return asked


async def everything_is_asked(house: House) -> None:
    async with served(house) as base:
        asked = await asyncio.to_thread(ask_all, base, house.staff["Ana"].token)
    assert len(asked) > 40


@pytest.mark.filterwarnings("ignore")
def test_every_operation_answers_as_it_says() -> None:
    play(everything_is_asked)
