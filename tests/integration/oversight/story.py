"""How a test tells what the services told about one person: event by event, each with its time and its cause.

The same story is told about as many people as a test needs; everything in it has an identity of its own for each.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.contracts.catalogue import PUBLISHERS, publisher_of
from shared.contracts.model import Actor, ClockChange, EventData
from shared.runtime.inbox import Message
from tests.support.running import MONDAY, message_of

COURT, POLICE = Actor(organisation="N07", officer="N07B960"), Actor(organisation="N07", officer="N07K610")
ALLOCATION, ENFORCEMENT = Actor(organisation="N07", officer="N07A210"), Actor(organisation="N07", officer="N07E510")
OFFICER, MANAGER = Actor(organisation="C17", officer="C17A101"), Actor(organisation="C17", officer="C17S201")
NPS, CRC = Actor(organisation="N07"), Actor(organisation="C17")
"""Rules act for an organisation, and for no officer."""

DOMESTIC_ABUSE, SAFEGUARDING, ROSH = "domesticAbuse", "childSafeguarding", "rosh"
started, met, cancelled = ClockChange.started, ClockChange.met, ClockChange.cancelled


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the story's n-th day, in UTC; day 0 is Monday 5 September 2016."""
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)


@dataclass
class Told:
    """One event of a story."""

    data: EventData
    at: datetime
    event_id: UUID
    causation_id: str | None

    @property
    def service(self) -> str:
        return publisher_of(self.data.event_type)

    def message(self) -> Message:
        return message_of(self.data, self.at, event_id=self.event_id, causation_id=self.causation_id)


@dataclass
class Story:
    """What was told about one person, oldest first; `tell` adds to it."""

    crn: str = "X320741"
    told: list[Told] = field(default_factory=list)

    def id(self, what: str) -> UUID:
        """The identity of a thing in this person's story."""
        return uuid5(NAMESPACE_URL, f"{self.crn}/{what}")

    @property
    def sentence_id(self) -> UUID:
        return self.id("sentence")

    def tell(
        self,
        fact: type[EventData],
        when: datetime,
        actor: Actor,
        /,
        *clocks: ClockChange,
        because: Told | None = None,
        **facts: Any,
    ) -> Told:
        """Tell an event; identifiers rise with the telling, as those of UUIDv7 do."""
        known = {"sentence_id": self.sentence_id, "breach_id": self.id("breach"), "event_number": 1}
        facts = {name: value for name, value in known.items() if name in fact.model_fields} | facts
        data = fact(crn=self.crn, detail_url="http://test/1", recorded_by=actor, clocks=clocks, **facts)
        number = (0x01570000 << 96) | (7 << 76) | (2 << 62) | (int(self.crn[1:]) << 12) | len(self.told)
        one = Told(data, when, UUID(int=number), str(because.event_id) if because else None)
        self.told.append(one)
        return one

    def messages(self) -> list[Message]:
        """Everything, in the order in which it happened."""
        return [one.message() for one in self.told]

    def by_topic(self) -> dict[str, list[Message]]:
        """What each topic carries, in its own order."""
        return {service: [one.message() for one in self.told if one.service == service] for service in PUBLISHERS}
