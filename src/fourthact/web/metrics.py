"""What is counted while the house runs, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Metrics:
    """One process's counts. Each verb and outcome has its own counter object, found by one look-up."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _asked: Counter = field(init=False)
    _seconds: Histogram = field(init=False)
    _counters: dict[tuple[str, str], Any] = field(default_factory=dict)
    _clocks: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._asked = Counter(
            "fourthact_requests",
            "Requests that asked for a verb.",
            ["verb", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "fourthact_request_seconds",
            "From a verb's request to its durable answer.",
            ["verb"],
            buckets=SECONDS,
            registry=self.registry,
        )

    def told(self, verb: str, outcome: str, since: float) -> None:
        """Count one answered request. `outcome`: done, repeated, a reason's code, unavailable, broken."""
        counter = self._counters.get((verb, outcome))
        if counter is None:
            counter = self._counters[verb, outcome] = self._asked.labels(verb, outcome)
        clock = self._clocks.get(verb)
        if clock is None:
            clock = self._clocks[verb] = self._seconds.labels(verb)
        counter.inc()
        clock.observe(perf_counter() - since)

    def watch(self, spine: Any) -> None:
        """Show the spine's own counts: the size of a batch is acts by batches."""
        self.registry.register(_SpineCounts(spine))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _SpineCounts(Collector):
    """Reads the spine's counters when they are asked for, so that they cost the hot path nothing."""

    def __init__(self, spine: Any) -> None:
        self._spine = spine

    def collect(self) -> Iterator[Metric]:
        for name, help_text, count in (
            ("fourthact_batches", "Commits of the spine.", self._spine.batches),
            ("fourthact_acts", "Acts that were committed.", self._spine.committed),
            ("fourthact_statements", "Statements that the commits took.", self._spine.statements),
        ):
            yield CounterMetricFamily(name, help_text, value=count)
