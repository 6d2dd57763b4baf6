"""The catalogue: every event type by topic. Importing it loads every contract module."""

from shared.contracts import allocation, breach, court, crc, crc_custody, crc_staff, superseded
from shared.contracts.model import EVENT_TYPES, Fact
from shared.contracts.superseded import VERSIONS

__all__ = ["EVENT_TYPES", "PUBLISHERS", "VERSIONS", "events_of", "publisher_of", "topic_of"]

PUBLISHERS = ("court", "allocation", "crc", "breach")
"""The services that publish, each on its own topic; oversight only reads."""

_MODULES = (court, allocation, crc, crc_staff, crc_custody, breach, superseded)


def topic_of(service: str) -> str:
    """The topic on which a service publishes, keyed by CRN (an entry of the directory by its code)."""
    return f"probation.{service}"


def publisher_of(event_type: str) -> str:
    """The service that publishes an event type, as its name says: `probation.<service>.<fact>.v<n>`."""
    return event_type.split(".")[1]


def events_of(service: str) -> dict[str, type[Fact]]:
    """The event types that a service publishes, by name."""
    return {name: model for name, model in EVENT_TYPES.items() if publisher_of(name) == service}
