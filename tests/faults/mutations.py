"""Each mechanism of the backbone, broken by hand: what the simulation must notice, and by which invariant.

Invariant: a mutation changes the services' own code, and nothing of the simulation; while it lasts, only that one
mechanism is gone.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from aiokafka.errors import KafkaError

from shared.contracts.model import Actor, Obligation
from shared.runtime import consumer, dead_letters, deadlines, inbox, recording, relay
from shared.runtime.consumer import Consumer
from shared.runtime.database import Query
from shared.runtime.deadlines import Ticker
from shared.runtime.faults import of_the_moment
from shared.runtime.recording import Recording
from shared.runtime.relay import Relay
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Transaction, Work
from tests.faults.simulation import invariants


@dataclass(frozen=True)
class Mutation:
    """One mechanism, how it is broken, and the invariant that must notice."""

    name: str
    broken: Callable[[], AbstractContextManager[Any]]
    invariant: str


def _changed(module: Any, name: str, old: str, new: str) -> AbstractContextManager[Any]:
    """One of its statements, said differently."""
    real: Query = getattr(module, name)
    assert old in real.sql, f"{name} reads differently now"
    changed = Query("SELECT 1", listed=False)
    changed.names, changed.sql = real.names, real.sql.replace(old, new)
    return patch.object(module, name, changed)


def no_inbox() -> AbstractContextManager[Any]:
    """Every message is taken for new."""
    return _changed(inbox, "TAKE_IN", "(SELECT coalesce(array_agg(event_id), '{}') FROM fresh)", "$1::uuid[]")


def no_key_parking() -> AbstractContextManager[Any]:
    """What comes after a parked event of its key is applied."""
    return _changed(inbox, "TAKE_IN", "key = ANY", "false AND key = ANY")


def offsets_first() -> AbstractContextManager[Any]:
    """Offsets are committed before the transaction."""
    real = Consumer._apply

    async def apply(self: Consumer, kafka: Any, fetched: Any) -> bool:
        with suppress(KafkaError):
            await kafka.commit({place: records[-1].offset + 1 for place, records in fetched.items()})
        return await real(self, kafka, fetched)

    return patch.object(Consumer, "_apply", apply)


def dropped_while_away() -> AbstractContextManager[Any]:
    """A batch is taken for applied although the database was away."""

    async def apply(self: Consumer, _: Any, fetched: Any) -> bool:
        messages = [consumer._message(record) for records in fetched.values() for record in records]
        try:
            await self.inbox.apply(messages)
        except Exception as error:
            if not of_the_moment(error):
                raise
        return True

    return patch.object(Consumer, "_apply", apply)


class _WithoutSeek:
    """A client of Kafka that never goes back."""

    def __init__(self, kafka: Any) -> None:
        self._kafka = kafka

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kafka, name)

    def seek(self, *_: Any) -> None:
        """Stay where it is."""


def no_seek() -> AbstractContextManager[Any]:
    """What a rebalance brings while nothing is to be read is not read again."""
    real = Consumer._stay

    async def stay(self: Consumer, kafka: Any, seconds: float) -> None:
        without: Any = _WithoutSeek(kafka)
        await real(self, without, seconds)

    return patch.object(Consumer, "_stay", stay)


def two_leaders() -> AbstractContextManager[Any]:
    """Every relay leads."""
    return _changed(relay, "BECOME_LEADER", "pg_try_advisory_lock(hashtext($1))", "$1::text IS NOT NULL")


def not_acknowledged() -> AbstractContextManager[Any]:
    """A row leaves the outbox whether Kafka has acknowledged its event or not."""
    real = Relay._send

    async def send(self: Relay, row: dict[str, Any]) -> None:
        with suppress(KafkaError):
            await real(self, row)

    return patch.object(Relay, "_send", send)


def one_wave() -> AbstractContextManager[Any]:
    """A person's later events are sent together with the earlier ones."""
    return patch.object(relay, "waves", lambda rows: iter([list(rows)] if rows else []))


@contextmanager
def outbox_after_the_commit() -> Iterator[None]:
    """The outbox is written when the transaction has been committed."""
    real = Work.transaction

    @asynccontextmanager
    async def transaction(self: Work, causes: Causes) -> AsyncIterator[Transaction]:
        async with real(self, causes) as made:
            yield made
        if made.told:
            async with self.database.write() as connection:
                await connection.execute(
                    "INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM event "
                    "WHERE recorded_at = $1 ON CONFLICT DO NOTHING",
                    made.now,
                )

    with ExitStack() as stack:
        stack.enter_context(_statements("OUTBOX", "o AS (SELECT 1)"))
        stack.enter_context(patch.object(Work, "transaction", transaction))
        yield


NUMBER = "current_setting('mutation.number')::bigint"
TAKE_NUMBER = (
    "SELECT set_config('mutation.number', (nextval(pg_get_serial_sequence('event', 'sequence')) * 1000)::text, true)"
)


@contextmanager
def number_before_the_lock() -> Iterator[None]:
    """An event's number is taken when its transaction begins, before the aggregate is locked."""
    real = Work.transaction

    @asynccontextmanager
    async def transaction(self: Work, causes: Causes) -> AsyncIterator[Transaction]:
        async with real(self, causes) as made:
            await made.connection.execute(TAKE_NUMBER)
            yield made

    before = f"(SELECT count(*) FROM event b WHERE b.sequence BETWEEN {NUMBER} AND {NUMBER} + 999)"
    numbered = recording.EVENTS.replace("INSERT INTO event (", "INSERT INTO event (sequence, ").replace(
        "SELECT event_id,", f"OVERRIDING SYSTEM VALUE SELECT {NUMBER} + {before} + place, event_id,", 1
    )
    with _statements("EVENTS", numbered), patch.object(Work, "transaction", transaction):
        yield


@contextmanager
def _statements(name: str, text: str) -> Iterator[None]:
    recording._statement.cache_clear()
    with patch.object(recording, name, text):
        yield
    recording._statement.cache_clear()


def key_not_kept() -> AbstractContextManager[Any]:
    """The answer to an Idempotency-Key is not stored."""
    real = Recording.write

    async def write(self: Recording, connection: Any, now: Any) -> None:
        self.answer = None
        await real(self, connection, now)

    return patch.object(Recording, "write", write)


def overdue_in_two_transactions() -> AbstractContextManager[Any]:
    """A clock is marked in one transaction, and told in the next."""

    async def tick(self: Ticker) -> int:
        async with self.work.transaction(Causes.fresh()) as first:
            rows = await deadlines.CLAIM_DUE.all(first.connection, now=first.now, batch=deadlines.BATCH)
        async with self.work.transaction(Causes.fresh()) as second:
            second.tell(
                self.overdue[Obligation(row["obligation"])](
                    recorded_by=Actor(organisation=row["owner"]),
                    **{**row, "detail_url": row["detail_url"].removeprefix(self._public_url)},
                )
                for row in rows
            )
        return len(rows)

    return patch.object(Ticker, "tick", tick)


def redriven_backwards() -> AbstractContextManager[Any]:
    """The last letter of a key is driven first."""
    return _changed(dead_letters, "LOCK_FIRST", "ORDER BY letter_id", "ORDER BY letter_id DESC")


MUTATIONS = (
    Mutation("no inbox", no_inbox, invariants.APPLIED_ONCE),
    Mutation("offsets committed before the transaction", offsets_first, invariants.APPLIED_ONCE),
    Mutation("no key parking", no_key_parking, invariants.APPLYING_ORDER),
    Mutation("relay without lock", two_leaders, invariants.DUPLICATES),
    Mutation("number taken before the aggregate's lock", number_before_the_lock, invariants.TELLING_ORDER),
    Mutation("outbox written after the commit", outbox_after_the_commit, invariants.ON_ITS_TOPIC),
    Mutation("row deleted without an acknowledgement", not_acknowledged, invariants.ON_ITS_TOPIC),
    Mutation("a person's events sent all at once", one_wave, invariants.TELLING_ORDER),
    Mutation("batch dropped while the database is away", dropped_while_away, invariants.APPLIED_ONCE),
    Mutation("no seek after a rebalance", no_seek, invariants.APPLIED_ONCE),
    Mutation("letters redriven backwards", redriven_backwards, invariants.APPLYING_ORDER),
    Mutation("clock marked and told in two transactions", overdue_in_two_transactions, invariants.LEDGERS),
    Mutation("Idempotency-Key not kept", key_not_kept, invariants.COMMANDS),
)
