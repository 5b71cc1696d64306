"""What a service counts, in a registry of its own (Prometheus text format), so that two apps in one process do not mix.

Labels are route templates, states and codes; never an identifier or a value.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The measures of one app; a service adds its own to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "salus_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._duration = Histogram(
            "salus_http_request_duration_seconds", "Time to answer.", ("method", "route"), registry=self.registry
        )
        self._refreshes = Counter(
            "salus_reconciler_refreshes", "Records refreshed.", ("result",), registry=self.registry
        )
        self._open = Gauge("salus_reconciler_open_records", "Records not yet final.", registry=self.registry)
        self._delivery = Histogram(
            "salus_outbox_delivery_seconds", "From an event's writing to its delivery.", registry=self.registry
        )
        self._subscribers = Gauge("salus_outbox_subscribers", "Subscriptions open.", registry=self.registry)

    def request_answered(self, method: str, route: str, status: int, duration_s: float | None) -> None:
        """`duration_s` is None for a stream, whose length says nothing of this service."""
        self._requests.labels(method, route, str(status)).inc()
        if duration_s is not None:
            self._duration.labels(method, route).observe(duration_s)

    def refreshed(self, result: str) -> None:
        self._refreshes.labels(result).inc()

    def open_records(self, count: int) -> None:
        self._open.set(count)

    def event_delivered(self, age_s: float) -> None:
        self._delivery.observe(max(0.0, age_s))

    def subscribers_changed(self, by: int) -> None:
        self._subscribers.inc(by)

    def text(self) -> bytes:
        return generate_latest(self.registry)
