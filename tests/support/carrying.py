"""Events carried between services without a broker: each service's relay puts them on a shelf, the test takes them.

A shelf is one topic. Of one person it keeps the order, as a partition does; a reader is given what the test chooses,
again if the test wants it, and never a later event of a person before an earlier one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any

from shared.contracts.catalogue import topic_of
from shared.runtime.inbox import Applied, Message
from shared.runtime.relay import Relay
from tests.support.running import Running


@dataclass
class Shelf:
    """One topic, in place of a producer: what the relay sends is kept by key, in the order in which it was sent."""

    topic: str
    by_key: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))

    async def send_and_wait(self, topic: str, *, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Take an event, as Kafka acknowledges it."""
        assert topic == self.topic
        kept = self.by_key[key.decode()]
        kept.append(Message(topic, 0, len(kept), key.decode(), tuple(headers), value))

    def facts(self, key: str) -> list[Message]:
        """What was told about a person, each fact once: in its newest version."""
        return [one for one in self.by_key[key] if "ce_supersededby" not in dict(one.headers)]


class Carrier:
    """Services that hear each other only when the test says so; `besides` names topics without a service here."""

    def __init__(self, services: Iterable[Running], besides: Iterable[str] = ()) -> None:
        self.services = {service.runtime.service.name: service for service in services}
        self.shelves = {name: Shelf(topic_of(name)) for name in (*self.services, *besides)}
        self._read: dict[tuple[str, str, str], int] = defaultdict(int)
        self._relays = {name: self._relay(service, self.shelves[name]) for name, service in self.services.items()}

    @staticmethod
    def _relay(service: Running, shelf: Shelf) -> Relay:
        runtime = service.runtime
        producer: Any = shelf
        url = runtime.work.public_url
        return Relay(runtime.service.name, runtime.database, producer, runtime.clock, url, batch=1000)

    def publishers(self, reader: str) -> list[str]:
        """The services to whose topics a service listens here."""
        topics = self.services[reader].runtime.service.reactions.topics
        return [name for name, shelf in self.shelves.items() if shelf.topic in topics]

    async def relay(self, name: str, most: int = 1000) -> int:
        """Let a service put what is in its outbox on its topic, at most so many events; how many it did."""
        relay = self._relays[name]
        relay.batch = most
        async with self.services[name].runtime.database.read() as connection:
            published, failed = await relay.publish_once(connection)
        assert not failed
        return published

    def put(self, name: str, message: Message) -> None:
        """Put an event on the topic of a service that is not here."""
        kept = self.shelves[name].by_key[message.key]
        kept.append(replace(message, position=len(kept)))

    def take(self, reader: str, publisher: str, key: str, most: int, again: int = 0) -> list[Message]:
        """The next events of a person for a service, after the last `again` that it was given before."""
        place = self._read[reader, publisher, key]
        taken = self.shelves[publisher].by_key[key][max(0, place - again) : place + most]
        self._read[reader, publisher, key] = max(place, min(place + most, len(self.shelves[publisher].by_key[key])))
        return taken

    def given(self, reader: str, publisher: str) -> list[Message]:
        """Everything that a reader has been given of a topic, of each person in order."""
        by_key = self.shelves[publisher].by_key.items()
        return [one for key, kept in by_key for one in kept[: self._read[reader, publisher, key]]]

    async def give(self, reader: str, batches: Sequence[Sequence[Message]]) -> Applied:
        """Give a service one batch: of each person in order, of all persons as a partition mixes them."""
        mixed = [one for one in chain.from_iterable(zip_longest(*batches)) if one is not None]
        return await self.services[reader].runtime.inbox.apply(mixed)

    async def deliver_everything(self) -> None:
        """Relay and deliver until nobody has anything left to tell or to hear."""
        while True:
            moved = sum([await self.relay(name) for name in self.services])
            for reader in self.services:
                for publisher in self.publishers(reader):
                    for key in list(self.shelves[publisher].by_key):
                        if taken := self.take(reader, publisher, key, 1000):
                            await self.give(reader, [taken])
                            moved += len(taken)
            if not moved:
                return
