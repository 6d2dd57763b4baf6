"""What is seen of a request: a span, a duration by route, a log line; and never a name, an address or a CRN in a label.

One pure ASGI middleware does it all: it costs next to nothing, where the framework's own base class costs more than the
work of a small command.
"""

import logging
import time
from typing import Any
from uuid import uuid4

import structlog
from opentelemetry import trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime import metrics
from shared.runtime.tracing import context_of, traceparent_of, tracer

log = structlog.get_logger()
QUIET = ("/health/", "/metrics")


class Telemetry:
    """Wraps an app: trace context in, duration and one log line out."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection; anything but HTTP passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value for name, value in scope["headers"] if name in (b"traceparent", b"x-correlation-id")}
        correlation_id = headers.get(b"x-correlation-id", b"").decode("latin-1")[:100] or str(uuid4())
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        status = 500
        began = time.perf_counter()
        parent = context_of(headers.get(b"traceparent", b"").decode("latin-1"))
        with tracer().start_as_current_span(
            f"{scope['method']} {scope['path'].split('/')[1]}", context=parent, kind=trace.SpanKind.SERVER
        ) as span:
            span_header = traceparent_of(span)

            async def answer(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    extra = [(b"x-correlation-id", correlation_id.encode("latin-1"))]
                    if span_header:
                        extra.append((b"traceresponse", span_header.encode()))
                    message["headers"] = [*message["headers"], *extra]
                await send(message)

            try:
                await self.app(scope, receive, answer)
            finally:
                seconds = time.perf_counter() - began
                route = getattr(scope.get("route"), "path", "(none)")
                metrics.REQUESTS.labels(self.service, scope["method"], route, str(status)).observe(seconds)
                if not scope["path"].startswith(QUIET):
                    log.info(
                        "request.answered",
                        method=scope["method"],
                        route=route,
                        status=status,
                        milliseconds=round(seconds * 1000, 1),
                        correlation_id=correlation_id,
                    )


def _add_trace(_: Any, __: str, entry: structlog.types.EventDict) -> structlog.types.EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        entry["trace_id"], entry["span_id"] = f"{context.trace_id:032x}", f"{context.span_id:016x}"
    return entry


def configure_logging(service: str, form: str, level: str) -> None:
    """Structured logs on standard error: constant event names, identifiers as fields, one JSON object a line."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _add_trace,
        structlog.processors.format_exc_info,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # aiokafka tells of every heartbeat and every retry; what matters of that our own lines say.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
    logging.getLogger("uvicorn.access").disabled = True
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
