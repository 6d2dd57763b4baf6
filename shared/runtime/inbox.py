"""Applying messages: each event once, a person's events in order, and poison parked where it can be seen.

Invariant: a message leaves `Inbox.apply` in exactly one of three ways: applied (its id in `inbox` and its effects in
the same transaction), known already, or parked in `dead_letter` with its reason; and while a message of a key is
parked, every later message of that key is parked behind it. A fact that is told in two versions is applied in one.
"""

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any
from uuid import UUID

import orjson
import structlog

from shared.contracts.envelope import Envelope, Received, Unreadable, decode_data, decode_envelope
from shared.runtime import metrics
from shared.runtime.database import Query
from shared.runtime.faults import of_the_moment
from shared.runtime.reactions import Reactions
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Transaction, Work

log = structlog.get_logger()
_NAMESPACE = uuid.UUID("6f0b8f8e-5a0b-5d0e-9d55-2f6f0c1b7a11")

# One statement answers both questions about a batch: which events are new, and which keys have something parked.
TAKE_IN = Query("""
    WITH fresh AS (
        INSERT INTO inbox (event_id, received_at) SELECT unnest(:ids::uuid[]), :now
        ON CONFLICT (event_id) DO NOTHING RETURNING event_id)
    SELECT (SELECT coalesce(array_agg(event_id), '{}') FROM fresh) AS fresh,
           ARRAY(SELECT DISTINCT key FROM dead_letter WHERE state = 'parked' AND key = ANY(:keys::text[])) AS parked
""")
# What another process has parked while the statement above waited for it is seen by a new statement only.
PARKED_MEANWHILE = Query("SELECT DISTINCT key FROM dead_letter WHERE state = 'parked' AND key = ANY(:keys::text[])")
# Waits for a redrive of the key that is under way, so that nothing is parked behind letters that are just leaving.
STILL_PARKED = Query("""
    SELECT DISTINCT key FROM (
        SELECT key FROM dead_letter WHERE state = 'parked' AND key = ANY(:keys::text[]) FOR UPDATE) held
""")
PARK = Query("""
    INSERT INTO dead_letter (topic, partition, position, key, event_id, event_type, headers, value, reason, behind,
                             state, parked_at)
    VALUES (:topic, :partition, :position, :key, :event_id, :event_type, :headers, :value, :reason, :behind,
            'parked', :now)
""")


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came from a topic; `position` is its offset."""

    topic: str
    partition: int
    position: int
    key: str
    headers: tuple[tuple[str, bytes], ...]
    value: bytes

    def stand_in_id(self) -> UUID:
        """An id for a message that names none: the same message always gets the same."""
        place = f"{self.topic}/{self.partition}/{self.position}/".encode() + self.value
        return uuid.uuid5(_NAMESPACE, place.hex())


@dataclass(frozen=True, slots=True)
class Opened:
    """A message with its envelope read; `envelope` is None where even that could not be, and `reason` says why."""

    message: Message
    event_id: UUID
    envelope: Envelope | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch. Passed over is what follows in a newer version that is read here."""

    applied: int
    repeated: int
    parked: int
    passed_over: tuple[Message, ...] = ()


class StopLimitReached(Exception):
    """Too much would be parked: that is a bad deployment, not bad messages. The consumer stops and loses nothing."""


class StopLimit:
    """Tells a bad deployment, which fails message upon message, from a bad message now and then.

    What counts is the share of poison among the newest `window` messages of the last `within`, whether they were
    applied together or alone. So a trickle of poison never adds up, however long it goes on. Messages parked behind
    another have not been tried: they say nothing, and do not count.
    """

    def __init__(
        self, share: float = 0.2, least: int = 20, window: int = 1000, within: timedelta = timedelta(hours=1)
    ) -> None:
        self.share, self.least, self.within = share, least, within
        self._recent: deque[tuple[datetime, bool]] = deque(maxlen=window)

    def count(self, number: int, at: datetime, *, poison: bool) -> None:
        """Count messages that have been applied, or that have been parked as poison."""
        self._recent.extend(repeat((at, poison), number))

    def must_allow_one_more(self, at: datetime) -> None:
        """`StopLimitReached`, *before* a message is parked as poison, where that would make the share too large."""
        # Only what has become of a message counts: one that is judged again, for the database was away while it was
        # being parked, is still one.
        judged = [poison for when, poison in self._recent if at - when <= self.within]
        bad, all_judged = sum(judged) + 1, len(judged) + 1
        if bad >= self.least and bad > self.share * all_judged:
            raise StopLimitReached(
                f"{bad} of the last {all_judged} messages could not be applied, more than {self.share:.0%}."
            )


class Poison(Exception):
    """A message that can never be applied as it is."""


def reason_of(error: Exception) -> str:
    """Why a message cannot be applied, as it stands in its letter: at most 2,000 characters."""
    said = str(error) if isinstance(error, Poison | Unreadable) else f"{type(error).__name__}: {error}"
    return storable(said)[:2000]


# Text of the database holds neither a character of value zero nor half a surrogate pair; what has them is parked too.
NUL, SHOWN_NUL = "\x00", "\u2400"


def storable(text: str) -> str:
    """A text as the database takes it, with what it does not take made visible."""
    return text.replace(NUL, SHOWN_NUL).encode(errors="backslashreplace").decode()


def headers_stored(headers: Sequence[tuple[str, bytes]]) -> str:
    """Headers as a letter keeps them: a character for each byte, so that `headers_as_they_came` is exact."""
    kept = [[storable(name), value.decode("latin-1").replace(NUL, SHOWN_NUL)] for name, value in headers]
    return orjson.dumps(kept).decode()


def headers_as_they_came(stored: Sequence[Sequence[str]]) -> tuple[tuple[str, bytes], ...]:
    """The headers of a letter as its message had them."""
    return tuple(
        (name.replace(SHOWN_NUL, NUL), value.replace(SHOWN_NUL, NUL).encode("latin-1")) for name, value in stored
    )


def open_message(message: Message) -> Opened:
    """Read a message's envelope."""
    try:
        envelope = decode_envelope(message.headers)
    except Unreadable as error:
        return Opened(message, message.stand_in_id(), None, str(error))
    return Opened(message, envelope.event_id, envelope)


class Inbox:
    """Applies the messages of one service."""

    def __init__(self, service: str, work: Work, reactions: Reactions, limit: StopLimit | None = None) -> None:
        self.service, self.work, self.reactions = service, work, reactions
        self.limit = limit or StopLimit()

    async def apply(self, messages: Sequence[Message]) -> Applied:
        """Apply a batch in one transaction; where that fails for good, one by one, parking what is poison.

        Faults of the moment are raised: nothing of the batch is lost, and it is to be given again.
        """
        opened = [o for o in map(open_message, messages) if o.envelope is None or self._wanted(o.envelope)]
        superseded = tuple(o.message for o in opened if self._is_superseded(o))
        if superseded:
            opened = [o for o in opened if not self._is_superseded(o)]
        return replace(await self._apply(opened), passed_over=superseded)

    async def _apply(self, opened: Sequence[Opened]) -> Applied:
        if not opened:
            return Applied(0, 0, 0)
        try:
            return await self._apply_together(opened)
        except Exception as error:  # whatever a reaction raises: the batch is rolled back and each message judged alone
            if of_the_moment(error):
                raise
            log.info("inbox.one_by_one", error=type(error).__name__, messages=len(opened))
        results = [await self._apply_alone(one) for one in opened]
        return Applied(
            sum(r.applied for r in results), sum(r.repeated for r in results), sum(r.parked for r in results)
        )

    def _wanted(self, envelope: Envelope) -> bool:
        # An event type that nobody here reacts to is not ours to judge; one of an unknown version of a type that we do
        # react to is: it would fall through the gap in silence.
        return self.reactions.wants(envelope.event_type) or self.reactions.wants_another_version(envelope.event_type)

    def _is_superseded(self, one: Opened) -> bool:
        # Not marked as known: the newer version has the same id, and that is the one to apply. Where only the older is
        # read here, the newer is the one that is known already.
        newer = one.envelope.superseded_by if one.envelope is not None else None
        return newer is not None and self.reactions.wants(newer)

    async def _apply_together(self, opened: Sequence[Opened]) -> Applied:
        async with self.work.transaction(Causes.fresh()) as transaction:
            fresh, parked = await self._take_in(transaction, opened)
            if any(one.message.key in parked or one.envelope is None for one in fresh):
                raise Poison("some of the batch must be parked")
            events = [self.read(one) for one in fresh]
            await self.reactions.apply(transaction, events)
        self.limit.count(len(fresh), self.work.clock.now(), poison=False)
        for event in events:
            metrics.EVENTS_APPLIED.labels(self.service, event.envelope.event_type).inc()
        metrics.EVENTS_REPEATED.labels(self.service).inc(len(opened) - len(fresh))
        return Applied(len(fresh), len(opened) - len(fresh), 0)

    async def _apply_alone(self, one: Opened) -> Applied:
        try:
            async with self.work.transaction(Causes.fresh()) as transaction:
                fresh, parked = await self._take_in(transaction, [one])
                if not fresh:
                    return Applied(0, 1, 0)
                if parked and await STILL_PARKED.all(transaction.connection, keys=list(parked)):
                    await self.park(transaction, one, "An earlier event of this person is parked.", behind=True)
                    return Applied(0, 0, 1)
                event = self.read(one)
                await self.reactions.apply(transaction, [event])
            metrics.EVENTS_APPLIED.labels(self.service, event.envelope.event_type).inc()
            self.limit.count(1, self.work.clock.now(), poison=False)
            return Applied(1, 0, 0)
        except Exception as error:  # the message's own fault: park it with the reason, and go on with the others
            if of_the_moment(error):
                raise
            self.limit.must_allow_one_more(self.work.clock.now())
            async with self.work.transaction(Causes.fresh()) as transaction:
                fresh, _ = await self._take_in(transaction, [one])
                if not fresh:
                    return Applied(0, 1, 0)
                await self.park(transaction, one, reason_of(error), behind=False)
            self.limit.count(1, self.work.clock.now(), poison=True)
            log.warning("inbox.parked", event_id=str(one.event_id), error=type(error).__name__)
            return Applied(0, 0, 1)

    async def _take_in(self, transaction: Transaction, opened: Sequence[Opened]) -> tuple[list[Opened], set[str]]:
        row = await TAKE_IN.one(
            transaction.connection,
            ids=[one.event_id for one in opened],
            keys=list({one.message.key for one in opened}),
            now=transaction.now,
        )
        assert row is not None  # the statement always answers one row
        left = set(row["fresh"])
        fresh: list[Opened] = []
        for one in opened:  # an event twice in one batch is new once
            if one.event_id in left:
                left.discard(one.event_id)
                fresh.append(one)
        parked = set(row["parked"])
        if len(fresh) < len(opened):
            keys = list({one.message.key for one in fresh})
            parked |= {row["key"] for row in await PARKED_MEANWHILE.all(transaction.connection, keys=keys)}
        return fresh, parked

    def read(self, one: Opened) -> Received[Any]:
        """The event in a message, newest version; `Unreadable` or `Poison` with a sentence where there is none."""
        if one.envelope is None:
            raise Poison(one.reason)
        versions = self.reactions.versions
        told = decode_data(one.envelope.event_type, one.message.value, versions.types)
        newest = versions.upcast(told)
        return Received(one.envelope, newest, None if newest is told else told)

    async def park(self, transaction: Transaction, one: Opened, reason: str, *, behind: bool) -> None:
        """Put a message among the dead letters, whole as it came."""
        message = one.message
        await PARK.run(
            transaction.connection,
            topic=message.topic,
            partition=message.partition,
            position=message.position,
            key=message.key,
            event_id=one.event_id,
            event_type=storable(one.envelope.event_type) if one.envelope else None,
            headers=headers_stored(message.headers),
            value=message.value,
            reason=reason,
            behind=behind,
            now=transaction.now,
        )
