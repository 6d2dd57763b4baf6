"""Time passes, clocks are looked at, and what was told is carried: late, twice, one topic before another."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.integration.across.asking import Asking

WHO = st.integers(0, 1)
KEYS = st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True)


class TimeRules(Asking):
    """The clock, the tickers, the relays and the consumers."""

    long_after = timedelta(days=3 * 365)
    """When every clock that can run out has run out."""

    def one_of_them(self, which: int) -> str:
        """One of the services that are here."""
        here = list(self.clocks)
        return here[which % len(here)]

    @rule(hours=st.sampled_from([1, 8, 24, 24, 48, 72, 168]))
    def time_passes(self, hours: int) -> None:
        self.world.clock.advance(timedelta(hours=hours))

    @rule(which=WHO)
    def clocks_are_looked_at(self, which: int) -> None:
        self.tick(self.one_of_them(which))
        self.whoever_owes_has_a_clock()

    def tick(self, service: str) -> int:
        """Let a service tell what has run out, how much it was: all of it, and none of it twice."""
        ran_out = self.world.runner.run(self.world.services[service].tick())
        assert ran_out < 500
        self.hear(service)
        assert self.clocks[service].silent_after(self.world.clock.now()) == []
        return ran_out

    @rule(which=WHO, most=st.sampled_from([1, 3, 1000, 1000]))
    def events_reach_the_topic(self, which: int, most: int) -> None:
        carrier, service = self.world.carrier, self.one_of_them(which)
        before = self.waiting(service)
        published = self.world.runner.run(carrier.relay(service, most))
        assert published == min(before, most)
        assert self.waiting(service) == before - published

    def waiting(self, service: str) -> int:
        """How many events are in the outbox: always those that are not on the topic."""
        waiting = self.world.runner.run(self.world.services[service].waiting())
        shelf = self.world.carrier.shelves[service]
        on_topic = sum(len(shelf.facts(key)) for key in shelf.by_key)
        assert waiting + on_topic == self.told[service], f"{waiting} wait, {on_topic} of {self.told[service]} are told"
        return waiting

    @rule(
        which=WHO,
        publisher=st.integers(0, 3),
        keys=KEYS,
        most=st.sampled_from([1, 2, 1000, 1000]),
        again=st.sampled_from([0, 0, 0, 1, 4]),
    )
    def events_are_delivered(self, which: int, publisher: int, keys: list[int], most: int, again: int) -> None:
        """Of one topic, some people's next events; perhaps some before them again."""
        carrier, reader = self.world.carrier, self.one_of_them(which)
        if not (publishers := carrier.publishers(reader)):
            return
        topic = publishers[publisher % len(publishers)]
        if not (known := list(carrier.shelves[topic].by_key)):
            return
        chosen = dict.fromkeys(known[key % len(known)] for key in keys)
        batches = [carrier.take(reader, topic, key, most, again) for key in chosen]
        self.world.runner.run(carrier.give(reader, batches))
        self.hear(reader)

    @rule()
    def everybody_hears_everything(self) -> None:
        self.deliver_everything()

    def settle(self) -> None:
        """Everything is delivered, and every clock that can run out has run out."""
        self.deliver_everything()
        self.world.clock.advance(self.long_after)
        # What ran out can start another clock, as one month without contact is followed by the next.
        while sum([self.tick(service) for service in self.clocks]):
            self.deliver_everything()
