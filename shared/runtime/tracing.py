"""One trace from the HTTP request through outbox and Kafka to every reaction (W3C trace context, by OpenTelemetry).

Invariant: an event carries the trace of what caused it: of the request that commanded it, or of the event it answers.
Each recorded event is a span of its own, so that the trace of a case reads as a tree of facts.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.contracts.envelope import Received

_PROPAGATOR = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class Causes:
    """What set a transaction off, where no single event did: the caller's correlation id, or a fresh one."""

    correlation_id: str

    @classmethod
    def fresh(cls) -> "Causes":
        """A new chain of causes, as for a clock that ran out."""
        return cls(correlation_id=str(uuid4()))


def configure_tracing(service: str) -> TracerProvider:
    """A tracer provider for this process; exporters are added by whoever runs a collector."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"throughcare-{service}"}))
    trace.set_tracer_provider(provider)
    return provider


def tracer() -> trace.Tracer:
    """The tracer of this process."""
    return trace.get_tracer("throughcare")


def context_of(traceparent: str | None) -> otel_context.Context:
    """The trace context that a `traceparent` header names; an empty one where it is missing or malformed."""
    return _PROPAGATOR.extract({"traceparent": traceparent} if traceparent else {}, context=otel_context.Context())


def traceparent_of(span: trace.Span) -> str | None:
    """The `traceparent` header that names a span; None where nothing is traced."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, context=trace.set_span_in_context(span, otel_context.Context()))
    return carrier.get("traceparent")


def record_span(event_type: str, causes: Causes, cause: Received[Any] | None) -> tuple[str, str | None, str | None]:
    """The correlation id, causation id and `traceparent` of an event about to be recorded."""
    parent = context_of(cause.envelope.traceparent) if cause is not None else otel_context.get_current()
    span = tracer().start_span(event_type, context=parent, kind=trace.SpanKind.PRODUCER)
    span.end()
    if cause is None:
        return causes.correlation_id, None, traceparent_of(span)
    return cause.envelope.correlation_id, str(cause.envelope.event_id), traceparent_of(span)
