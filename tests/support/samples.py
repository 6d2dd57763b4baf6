"""One event of every published type, filled with values that its contract allows."""

from polyfactory.factories.pydantic_factory import ModelFactory

from shared.contracts.catalogue import EVENT_TYPES
from shared.contracts.model import EventData


def sample(event_type: str, crn: str = "X320741") -> EventData:
    """An event of a type, about a person; the same values at each call."""
    factory = ModelFactory.create_factory(EVENT_TYPES[event_type])
    factory.seed_random(7)
    event = factory.build(crn=crn, detail_url="/somewhere/1")
    assert isinstance(event, EventData)
    return event


def one_of_each() -> list[EventData]:
    """One event of every type in the catalogue, each about another person."""
    return [sample(name, f"X{number:06}") for number, name in enumerate(sorted(EVENT_TYPES))]
