"""One event of every published type, filled with values that its contract allows."""

from polyfactory.factories.pydantic_factory import ModelFactory

from shared.contracts.catalogue import EVENT_TYPES, VERSIONS
from shared.contracts.model import EventData, Fact

PERSONAL = {name: kind for name, kind in EVENT_TYPES.items() if issubclass(kind, EventData)}
"""The event types that are about a person; an entry of a directory is about none."""
NEWEST = sorted(name for name in PERSONAL if VERSIONS.newest(name) == name)
"""Those of them of which there is no newer version: what is reacted to and read."""


def sample(event_type: str, crn: str = "X320741") -> EventData:
    """An event of a type that is about a person; the same values at each call."""
    factory = ModelFactory.create_factory(PERSONAL[event_type])
    factory.seed_random(7)
    return factory.build(crn=crn, detail_url="/somewhere/1")


def sample_of_any(event_type: str, crn: str = "X320741") -> Fact:
    """An event of any type."""
    if event_type in PERSONAL:
        return sample(event_type, crn)
    factory = ModelFactory.create_factory(EVENT_TYPES[event_type])
    factory.seed_random(7)
    return factory.build(detail_url="/somewhere/1")


def one_of_each() -> list[Fact]:
    """One event of every type in the catalogue, each about another person."""
    return [sample_of_any(name, f"X{number:06}") for number, name in enumerate(sorted(EVENT_TYPES))]
