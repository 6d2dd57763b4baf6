"""The consumer: reads topics in a group, hands batches to the inbox, and commits offsets only after the database has.

Invariant: an offset is committed after the transaction that applied its message, never before; a crash between the two
repeats messages, and the inbox knows them. What was passed over for a newer version is committed with that one. While
the database is away, or the service may add nothing to its outbox, nothing is read and the group is kept. A consumer
that is told to finish commits what it has begun and leaves the group.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.runtime import metrics
from shared.runtime.commit_limit import CommitLimit
from shared.runtime.faults import of_the_moment
from shared.runtime.inbox import Inbox, Message, StopLimitReached, storable
from shared.runtime.settings import Settings
from shared.runtime.waiting import until_set

RETRY_LEAST, RETRY_MOST = 0.05, 5.0
POLL_MS = 200
STUCK_SECONDS = 60.0
LEAVE_SECONDS = 10.0
log = structlog.get_logger()


class Consumer:
    """Consumes what one service reacts to. `stopped_because` is set when it has stopped by its own limit.

    While `hold_back` answers True it reads nothing, and stays in its group.
    """

    def __init__(
        self, service: str, inbox: Inbox, settings: Settings, hold_back: Callable[[], bool] = lambda: False
    ) -> None:
        self.service, self.inbox, self.settings, self.hold_back = service, inbox, settings, hold_back
        self.topics = inbox.reactions.topics
        self.stopped_because: str | None = None
        self.assigned = False
        self._kafka: AIOKafkaConsumer | None = None
        self._finishing = asyncio.Event()
        self._progress = time.monotonic()
        self._read_to: dict[TopicPartition, int] = {}
        self._commit_limit = CommitLimit()

    def _connect(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            *self.topics,
            bootstrap_servers=self.settings.kafka_bootstrap_servers,
            group_id=self.settings.kafka_group or f"throughcare-{self.service}",
            client_id=f"throughcare-{self.service}",
            enable_auto_commit=False,
            # A group that has no offset yet has read nothing: begin at the beginning, or events would be lost.
            auto_offset_reset="earliest",
            fetch_max_wait_ms=self.settings.kafka_fetch_max_wait_ms,
            session_timeout_ms=self.settings.kafka_session_timeout_ms,
            heartbeat_interval_ms=self.settings.kafka_session_timeout_ms // 3,
            # The default follows the session timeout and throws members out of long rebalances.
            rebalance_timeout_ms=60_000,
            metadata_max_age_ms=10_000,
        )

    async def run(self) -> None:
        """Consume until told to finish or stopped by the limit; after a fault of Kafka, begin again."""
        pause = RETRY_LEAST
        metrics.CONSUMER_STOPPED.labels(self.service).set(0)
        while self.stopped_because is None and not self._finishing.is_set():
            self._kafka = self._connect()
            try:
                await self._kafka.start()
                pause = RETRY_LEAST
                self._progress = time.monotonic()
                while not self._finishing.is_set():
                    await self.turn(self._kafka)
            except StopLimitReached as reached:
                self.stopped_because = str(reached)
                metrics.CONSUMER_STOPPED.labels(self.service).set(1)
                log.error("consumer.stopped", reason=self.stopped_because)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("consumer.fault", error=type(error).__name__)
                await until_set(self._finishing, pause)
                pause = min(pause * 2, RETRY_MOST)
            finally:
                self.assigned = False
                await self._leave(self._kafka)

    def finish(self) -> None:
        """End after the batch that has been begun."""
        self._finishing.set()

    async def _leave(self, kafka: AIOKafkaConsumer) -> None:
        """Leave the group and close every connection, even when cancelled meanwhile, but not for ever."""
        leaving = asyncio.ensure_future(asyncio.wait_for(kafka.stop(), LEAVE_SECONDS))
        # A broker that is away must not keep the process from ending.
        with suppress(KafkaError, OSError, TimeoutError):
            try:
                await asyncio.shield(leaving)
            except asyncio.CancelledError:
                await leaving
                raise

    async def turn(self, kafka: AIOKafkaConsumer) -> None:
        """Read once, apply what came, commit its offsets."""
        if self.hold_back():
            await self._stay(kafka, POLL_MS / 1000)
            self.assigned, self._progress = bool(kafka.assignment()), time.monotonic()
            return
        if kafka.paused():
            kafka.resume(*kafka.paused())
        fetched = await kafka.getmany(timeout_ms=POLL_MS, max_records=self.settings.consumer_batch)
        self.assigned = bool(kafka.assignment())
        if not fetched:
            self._check_progress()
            return
        self._progress = time.monotonic()
        for place, records in fetched.items():
            if records[0].offset != self._read_to.get(place):  # it has been another's, or is read anew
                self._commit_limit.forget(place)
        if await self._apply(kafka, fetched):
            offsets = {place: records[-1].offset + 1 for place, records in fetched.items()}
            self._read_to.update(offsets)
            ours = kafka.assignment()
            still_ours = {place: self._commit_limit.of(place, to) for place, to in offsets.items() if place in ours}
            # Lost to a rebalance: whoever has the partition now reads it again, and the inbox knows it.
            if still_ours:  # to commit nothing is an error of its own, and not one of Kafka's
                with suppress(KafkaError):
                    await kafka.commit(still_ours)

    async def _apply(self, kafka: AIOKafkaConsumer, fetched: dict[TopicPartition, Sequence[Any]]) -> bool:
        """Apply a batch, however long the database is away; False where it was given up, to be read again.

        It is given up where a partition was lost to a rebalance meanwhile, and where the process is to end.
        """
        messages = [_message(record) for records in fetched.values() for record in records]
        pause = RETRY_LEAST
        while True:
            try:
                with metrics.BATCH_SECONDS.labels(self.service).time():
                    applied = await self.inbox.apply(messages)
                self._commit_limit.note(messages, applied.passed_over)
                return True
            except Exception as error:
                if not of_the_moment(error):
                    raise
                log.warning("consumer.database_away", error=type(error).__name__, messages=len(messages))
            await self._stay(kafka, pause)
            pause = min(pause * 2, RETRY_MOST)
            if self._finishing.is_set():
                return False
            if not kafka.assignment().issuperset(fetched):
                log.info("consumer.lost_batch", messages=len(messages))
                for place in kafka.assignment() & set(fetched):
                    kafka.seek(place, fetched[place][0].offset)
                return False

    async def _stay(self, kafka: AIOKafkaConsumer, seconds: float) -> None:
        """Read nothing for that long, and stay in the group: what is asked of it is answered meanwhile."""
        end = time.monotonic() + seconds
        while not self._finishing.is_set() and (left := end - time.monotonic()) > 0:
            kafka.pause(*kafka.assignment())
            brought = await kafka.getmany(timeout_ms=int(min(left, POLL_MS / 1000) * 1000) + 1)
            # A partition that a rebalance has given us just now was not paused yet. What it brought is read again.
            for place in kafka.assignment() & set(brought):
                kafka.seek(place, brought[place][0].offset)

    def _check_progress(self) -> None:
        """Begin anew when there is something to read and nothing comes: a fetch that hangs would hang for ever."""
        if self.lag() == 0:
            self._progress = time.monotonic()
        elif time.monotonic() - self._progress > STUCK_SECONDS:
            raise TimeoutError("the consumer made no progress although messages wait")

    def lag(self) -> int:
        """Messages on the topics that have not been handed to the inbox yet, as far as the last fetch knows."""
        kafka, total = self._kafka, 0
        if kafka is None:
            return 0
        by_topic = dict.fromkeys(self.topics, 0)
        for place in kafka.assignment():
            high, read = kafka.highwater(place), self._read_to.get(place)
            if high is not None and read is not None:
                by_topic[place.topic] += max(0, high - read)
                total += max(0, high - read)
        for topic, behind in by_topic.items():
            metrics.CONSUMER_LAG.labels(self.service, topic).set(behind)
        return total


def _message(record: Any) -> Message:
    # Whatever stands on a topic must be able to be parked: a key is text that the database takes, a header has a value.
    key = storable((record.key or b"").decode("utf-8", "replace"))
    headers = tuple((name, value or b"") for name, value in record.headers)
    return Message(record.topic, record.partition, record.offset, key, headers, record.value or b"")
