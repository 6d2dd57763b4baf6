"""The metrics of every service in one place: name, meaning, what to do when it is wrong. No CRN is ever a label."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "throughcare_request_seconds",
    "Time to answer an HTTP request, by route and status.",
    ["service", "method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
EVENTS_PUBLISHED = Counter("throughcare_events_published_total", "Events that Kafka has acknowledged.", ["service"])
OUTBOX_WAITING = Gauge(
    "throughcare_outbox_waiting", "Events not acknowledged yet, at most 10,000 counted. Rising: see Kafka.", ["service"]
)
RELAY_LAG = Gauge(
    "throughcare_relay_lag_seconds",
    "Age of the oldest event that Kafka has not acknowledged. Rising: see Kafka.",
    ["service"],
)
BACKPRESSURE = Gauge(
    "throughcare_backpressure",
    "1 while commands are refused because events wait too long for Kafka. See Kafka.",
    ["service"],
)
EVENTS_APPLIED = Counter(
    "throughcare_events_applied_total", "Events of other services applied, by type.", ["service", "event_type"]
)
EVENTS_REPEATED = Counter("throughcare_events_repeated_total", "Events that had been applied before.", ["service"])
CONSUMER_LAG = Gauge(
    "throughcare_consumer_lag_events",
    "Events on the topics not applied yet. Rising: see dead letters.",
    ["service", "topic"],
)
DEAD_LETTERS = Gauge(
    "throughcare_dead_letters", "Messages parked now. Not zero: list them, mend the cause, redrive.", ["service"]
)
CONSUMER_STOPPED = Gauge(
    "throughcare_consumer_stopped", "1 when too much would have been parked. Mend, then restart.", ["service"]
)
BATCH_SECONDS = Histogram("throughcare_batch_seconds", "Time to apply one batch of events.", ["service"])
TIDIED = Counter(
    "throughcare_tidied_total", "Rows removed because they were kept long enough, by table.", ["service", "table"]
)
DEADLINES_OVERDUE = Counter(
    "throughcare_deadlines_overdue_total", "Clocks that ran out, by obligation.", ["service", "obligation"]
)
