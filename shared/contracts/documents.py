"""The contracts as documents: JSON Schema of every event type, and the AsyncAPI 3 description of the topics.

The committed files are generated from the models here and checked in CI: stale files and breaking changes fail.
"""

from functools import cache
from typing import Any

from shared.contracts.catalogue import PUBLISHERS, VERSIONS, events_of, topic_of
from shared.contracts.model import EVENT_TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0 attributes (Kafka binary content mode) and W3C trace context.",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_dataschema"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "UUIDv7; an event seen twice has the same."},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string", "format": "uri-reference"},
        "ce_subject": {
            "type": "string",
            "description": "The CRN, or a code of the directory; also the message key.",
        },
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_dataschema": {"type": "string", "format": "uri"},
        "ce_correlationid": {"type": "string", "description": "The same through a whole chain of causes."},
        "ce_causationid": {"type": "string", "description": "The id of the event that this one answers."},
        "ce_supersededby": {
            "type": "string",
            "description": "The same fact follows under the same id in this newer type: pass over this one if you "
            "read that.",
        },
        "traceparent": {"type": "string"},
        "content-type": {"const": "application/json"},
    },
}


@cache
def schema_of(event_type: str) -> dict[str, Any]:
    """The JSON Schema of an event type's body, marked deprecated where there is a newer version."""
    schema = EVENT_TYPES[event_type].model_json_schema(by_alias=True, mode="serialization")
    deprecated = {} if VERSIONS.newest(event_type) == event_type else {"deprecated": True}
    return {"$schema": DIALECT, **schema, **deprecated, "title": event_type}


def asyncapi(version: str) -> dict[str, Any]:
    """The AsyncAPI 3 document: a channel a topic, a message an event type, who sends."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for service in PUBLISHERS:
        names = sorted(events_of(service))
        for name in names:
            schema = schema_of(name)
            for defined, body in schema.get("$defs", {}).items():
                schemas.setdefault(defined, _moved(body))
            top = {key: value for key, value in schema.items() if key not in ("$defs", "$schema")}
            schemas[name] = _moved(top)
            messages[name] = {
                "name": name,
                "title": EVENT_TYPES[name].__name__,
                "summary": EVENT_TYPES[name].summary,
                "contentType": "application/json",
                "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
                "payload": {"$ref": f"#/components/schemas/{name}"},
                "bindings": {"kafka": {"key": {"type": "string", "description": "The same as ce_subject."}}},
            }
        channels[service] = {
            "address": topic_of(service),
            "title": f"What the {service} service tells",
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            "bindings": {"kafka": {"topic": topic_of(service)}},
        }
        operations[f"{service}Publishes"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{service}"},
            "summary": f"The {service} service publishes its facts; one person's facts are in order.",
            "messages": [{"$ref": f"#/channels/{service}/messages/{name}"} for name in names],
        }
    schemas["CloudEventHeaders"] = HEADERS
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Throughcare events",
            "version": version,
            "description": "Facts about cases as they cross between NPS and CRCs. CloudEvents 1.0, binary mode.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def _moved(node: Any) -> Any:
    """The same schema with its references pointing into the document's components."""
    if isinstance(node, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _moved(value)
            for key, value in node.items()
        }
    return [_moved(item) for item in node] if isinstance(node, list) else node
