"""The envelope: CloudEvents 1.0 in Kafka's binary mode, with W3C trace context and the chain of causes.

Invariant: what `encode` writes, `decode` reads back equal, and the official CloudEvents SDK reads the same. The codec
is thin and our own because it runs for every event on both sides; the contract tests hold it against the SDK.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import ValidationError

from shared.contracts.model import EVENT_TYPES, Fact

CONTENT_TYPE = b"application/json"
D = TypeVar("D", bound=Fact)


class Unreadable(Exception):
    """A message that is not an event of ours: the reason is a sentence for the dead letter."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of an event besides its data. Where `superseded_by` names a newer version, the same fact follows in
    it, under the same id.
    """

    event_id: UUID
    event_type: str
    source: str
    subject: str
    time: datetime
    dataschema: str
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Received(Generic[D]):
    """An event as a reaction sees it: `data` in its newest version, whichever was told."""

    envelope: Envelope
    data: D
    older: Fact | None = None
    """The same as it was told, where that was in an older version."""

    @property
    def as_told(self) -> Fact:
        """The body in the version that the envelope names."""
        return self.data if self.older is None else self.older


def encode(envelope: Envelope) -> list[tuple[str, bytes]]:
    """The Kafka headers of an event (binary content mode)."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(envelope.event_id).encode()),
        ("ce_type", envelope.event_type.encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_subject", envelope.subject.encode()),
        ("ce_time", envelope.time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("ce_dataschema", envelope.dataschema.encode()),
        ("ce_correlationid", envelope.correlation_id.encode()),
        ("content-type", CONTENT_TYPE),
    ]
    if envelope.causation_id is not None:
        headers.append(("ce_causationid", envelope.causation_id.encode()))
    if envelope.superseded_by is not None:
        headers.append(("ce_supersededby", envelope.superseded_by.encode()))
    if envelope.traceparent is not None:
        # Twice on purpose: tracing libraries look for `traceparent`, the CloudEvents extension is the `ce_` one.
        headers.append(("traceparent", envelope.traceparent.encode()))
        headers.append(("ce_traceparent", envelope.traceparent.encode()))
    return headers


def decode_envelope(headers: Iterable[tuple[str, bytes]]) -> Envelope:
    """The envelope out of Kafka headers; `Unreadable` with a sentence when an attribute is missing or malformed."""
    attributes = {name.lower(): value for name, value in headers}
    try:
        if attributes["ce_specversion"] != b"1.0":
            raise Unreadable(f"CloudEvents version {attributes['ce_specversion']!r} is not 1.0")
        causation, trace = attributes.get("ce_causationid"), attributes.get("traceparent")
        newer = attributes.get("ce_supersededby")
        return Envelope(
            event_id=UUID(attributes["ce_id"].decode()),
            event_type=attributes["ce_type"].decode(),
            source=attributes["ce_source"].decode(),
            subject=attributes["ce_subject"].decode(),
            time=datetime.fromisoformat(attributes["ce_time"].decode()),
            dataschema=attributes.get("ce_dataschema", b"").decode(),
            correlation_id=attributes.get("ce_correlationid", attributes["ce_id"]).decode(),
            causation_id=causation.decode() if causation else None,
            traceparent=trace.decode() if trace else None,
            superseded_by=newer.decode() if newer else None,
        )
    except KeyError as missing:
        raise Unreadable(f"the CloudEvents attribute {missing} is missing") from None
    except ValueError as error:
        raise Unreadable(f"a CloudEvents attribute is malformed: {error}") from None


def decode_data(event_type: str, value: bytes | None, known: Mapping[str, type[Fact]] = EVENT_TYPES) -> Fact:
    """The body as it was told; `Unreadable` where the type is not among those known or the body breaks its contract."""
    model = known.get(event_type)
    if model is None:
        raise Unreadable(f"no contract is known for event type {event_type!r}")
    try:
        return model.model_validate_json(value or b"")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(part) for part in first["loc"]) or "(body)"
        raise Unreadable(
            f"{event_type} breaks its contract in {error.error_count()} place(s), first {place}: {first['msg']}"
        ) from None
