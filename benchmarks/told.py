"""What phones heard, held against what the service wrote down for them.

The outbox table says whose each event is; a phone must hear all of its own, once each, and none of another's.
"""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Written:
    """A row of the outbox."""

    stream: str
    at: datetime


@dataclass(frozen=True)
class Heard:
    event_id: int
    type: str
    at: datetime


@dataclass(frozen=True)
class Deliveries:
    seconds: Sequence[float]
    """From the event's writing to the phone, of each that was its own."""
    wrong: int
    """Heard by a phone that they are not for."""
    missed: int
    twice: int


def judge(written: Mapping[int, Written], heard: Mapping[str, Sequence[Heard]]) -> Deliveries:
    """Of the events written since the phones began to listen. `heard` is by the stream that a phone may hear."""
    seconds, wrong, missed, twice = list[float](), 0, 0, 0
    for stream, events in heard.items():
        own = {event_id: event for event_id, event in written.items() if event.stream == stream}
        counted = Counter(event.event_id for event in events)
        wrong += sum(count for event_id, count in counted.items() if event_id not in own)
        missed += len(own.keys() - counted.keys())
        twice += sum(count - 1 for event_id, count in counted.items() if event_id in own)
        seconds += [(event.at - own[event.event_id].at).total_seconds() for event in events if event.event_id in own]
    return Deliveries(seconds, wrong, missed, twice)


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and the longest."""
    return statistics.median(seconds), statistics.quantiles(seconds, n=20, method="inclusive")[-1], max(seconds)
