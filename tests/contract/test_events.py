"""What we publish is what we say we publish: schemas, the CloudEvents SDK and our own codec agree on every type."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from shared.contracts.catalogue import EVENT_TYPES, PUBLISHERS, events_of, publisher_of
from shared.contracts.documents import schema_of
from shared.contracts.envelope import Envelope, Unreadable, decode_data, decode_envelope, encode
from shared.contracts.model import Fact, Overdue
from shared.runtime.transaction import new_id
from tests.support.samples import one_of_each
from tests.support.samples import sample_of_any as sample

EVERY_TYPE = pytest.mark.parametrize("name", sorted(EVENT_TYPES))


def envelope(data: Fact, **more: Any) -> Envelope:
    given: dict[str, Any] = {
        "event_id": new_id(),
        "event_type": data.event_type,
        "source": "/throughcare/court",
        "subject": data.subject,
        "time": datetime(2016, 9, 6, 13, 0, 0, 123456, tzinfo=UTC),
        "dataschema": f"http://court.test/schemas/{data.event_type}.json",
        "correlation_id": "a-chain",
        "causation_id": "a-cause",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    return Envelope(**{**given, **more})


@EVERY_TYPE
def test_an_event_survives_the_wire_and_keeps_to_its_schema(name: str) -> None:
    data = sample(name)
    body = data.model_dump_json(by_alias=True)
    assert decode_data(name, body.encode()) == data
    Draft202012Validator(schema_of(name), format_checker=FormatChecker()).validate(json.loads(body))


@EVERY_TYPE
def test_the_official_sdk_reads_the_envelope_as_we_wrote_it(name: str) -> None:
    data = sample(name)
    written = envelope(data)
    message = KafkaMessage(dict(encode(written)), data.subject.encode(), data.model_dump_json(by_alias=True).encode())
    event = from_binary_event(message)
    assert event.get_id() == str(written.event_id)
    assert event.get_type() == name
    assert event.get_source() == written.source
    assert event.get_subject() == data.subject
    assert event.get_time() == written.time
    assert event.get_dataschema() == written.dataschema
    assert event.get_extension("correlationid") == "a-chain"
    assert event.get_extension("causationid") == "a-cause"
    assert event.get_data() == json.loads(data.model_dump_json(by_alias=True))


@EVERY_TYPE
def test_what_is_not_in_the_contract_is_refused(name: str) -> None:
    body = json.loads(sample(name).model_dump_json(by_alias=True))
    with pytest.raises(Unreadable, match="breaks its contract"):
        decode_data(name, json.dumps({**body, "nickname": "x"}).encode())
    with pytest.raises(ValidationError):
        EVENT_TYPES[name].model_validate({**body, "crn": "not a crn"})


@EVERY_TYPE
def test_a_type_names_its_publisher_and_says_what_happened(name: str) -> None:
    kind = EVENT_TYPES[name]
    assert publisher_of(name) in PUBLISHERS
    assert kind.summary.endswith((".", ")."))
    assert issubclass(kind, Overdue) == ("-overdue." in name)


def test_the_envelope_reads_back_as_it_was_written() -> None:
    for data in one_of_each():
        for written in (envelope(data), envelope(data, causation_id=None, traceparent=None)):
            assert decode_envelope(encode(written)) == written


@pytest.mark.parametrize("missing", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"])
def test_an_envelope_without_a_required_attribute_is_unreadable_and_says_which(missing: str) -> None:
    headers = [(name, value) for name, value in encode(envelope(sample(min(EVENT_TYPES)))) if name != missing]
    with pytest.raises(Unreadable, match=missing):
        decode_envelope(headers)


def test_events_carry_no_field_for_free_text_that_could_name_people() -> None:
    for name in EVENT_TYPES:
        schema = schema_of(name)
        for part in (schema, *schema.get("$defs", {}).values()):
            for field in part.get("properties", {}):
                words = field.lower()
                assert not any(w in words for w in ("name", "address", "comment", "note", "text", "rationale")), (
                    f"{name} has a field {field}: details stay behind the API"
                )


def test_every_service_that_publishes_has_facts() -> None:
    assert all(events_of(service) for service in PUBLISHERS)
