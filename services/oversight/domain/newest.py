"""The entries of a timeline as they are read: written down as they were told, read in their newest versions."""

from typing import Any

from shared.contracts.catalogue import VERSIONS


def in_newest_version(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with type and body in the newest version that is known; the very same where it is that already."""
    event_type = entry["event_type"]
    if VERSIONS.newest(event_type) == event_type:
        return entry
    newest = VERSIONS.upcast(VERSIONS.types[event_type].model_validate(entry["body"]))
    return {**entry, "event_type": newest.event_type, "body": newest.model_dump(mode="json", by_alias=True)}
