"""What a request is answered with: the parts of a running house, as the composition root hands them over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Spine
from fourthact.acts.signer import Signer
from fourthact.settings import Settings
from fourthact.web.metrics import Metrics


class Identity(Protocol):
    """Who asks, and for which seller."""

    @property
    def seller(self) -> UUID: ...

    @property
    def by(self) -> By: ...


@dataclass(frozen=True, slots=True)
class Context:
    """The house as a request sees it.

    `key_id_of` and `authenticate` are the people's rules about API keys; `policy`, `links` and `payments` are
    the rooms' own, looked at by those rooms only. `advance` moves a movable clock and lets everything happen
    that falls due on the way; `schema_is_current` asks the database whether it is the one we know.
    """

    settings: Settings
    pool: AsyncConnectionPool[Any]
    spine: Spine
    signer: Signer
    rails: Mapping[str, Any]
    policy: Any
    links: Any
    payments: Any
    key_id_of: Callable[[str], tuple[UUID, UUID] | None]
    authenticate: Callable[[Any, str, str], Awaitable[Identity]]
    advance: Callable[[datetime], Awaitable[Any]]
    schema_is_current: Callable[[], bool]
    metrics: Metrics = field(default_factory=Metrics)
