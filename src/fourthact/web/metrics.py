"""What is counted while the house runs, in the form that Prometheus reads.

Counts are plain numbers of this process's one event loop, so that counting costs launch night next to nothing;
they become metrics when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4"
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Duration:
    """How long the requests for one verb took: a count for each bucket of `SECONDS` and one beyond."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(SECONDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds

    @property
    def buckets(self) -> list[tuple[str, float]]:
        names = [*(str(bound) for bound in SECONDS), "+Inf"]
        return list(zip(names, (float(n) for n in accumulate(self.counts)), strict=True))


class Metrics(Collector):
    """One process's counts."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str], int] = {}
        self.durations: dict[str, Duration] = {}
        self._spines: list[Any] = []

    def told(self, verb: str, outcome: str, since: float) -> None:
        """Count one answered request. `outcome`: done, repeated, a reason's code, unavailable, broken."""
        name = (verb, outcome)
        self.requests[name] = self.requests.get(name, 0) + 1
        duration = self.durations.get(verb)
        if duration is None:
            duration = self.durations[verb] = Duration()
        duration.add(perf_counter() - since)

    def watch(self, spine: Any) -> None:
        """Show the spine's own counts as well."""
        self._spines.append(spine)

    def text(self) -> bytes:
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        asked = CounterMetricFamily(
            "fourthact_requests", "Requests for a verb, by what became of them.", labels=["verb", "outcome"]
        )
        for labels, count in sorted(self.requests.items()):
            asked.add_metric(labels, count)
        yield asked
        took = HistogramMetricFamily(
            "fourthact_request_seconds", "From the request for a verb to its durable answer.", labels=["verb"]
        )
        for verb, duration in sorted(self.durations.items()):
            took.add_metric([verb], buckets=duration.buckets, sum_value=duration.total)
        yield took
        for spine in self._spines:
            yield from _spine_counts(spine)


def _spine_counts(spine: Any) -> Iterator[Metric]:
    """The size of a batch is acts by batches."""
    for name, help_text, count in (
        ("fourthact_batches", "Commits of the spine.", spine.batches),
        ("fourthact_acts", "Acts that were committed.", spine.committed),
        ("fourthact_statements", "Statements that the commits took.", spine.statements),
    ):
        yield CounterMetricFamily(name, help_text, value=count)
