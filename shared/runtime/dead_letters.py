"""Dead letters: what could not be applied, seen, mended elsewhere, and driven again in order.

Invariant: redriving a key applies its letters in the order in which they were parked and stops at the first that still
fails; discarding needs a reason, and what was discarded stays on record.
"""

from typing import Any

import orjson

from shared.runtime import metrics
from shared.runtime.database import Query
from shared.runtime.faults import of_the_moment
from shared.runtime.inbox import Inbox, Message, Opened, open_message
from shared.runtime.tracing import Causes

LIST = Query("""
    SELECT letter_id, topic, partition, position, key, event_id, event_type, reason, behind, state,
           parked_at, settled_at
    FROM dead_letter WHERE state = :state AND letter_id > :after ORDER BY letter_id LIMIT :limit
""")
COUNT = Query("SELECT count(*) FROM dead_letter WHERE state = 'parked'")
KEYS = Query("SELECT key FROM dead_letter WHERE state = 'parked' GROUP BY key ORDER BY min(letter_id)")
LOCK_KEY = Query("""
    SELECT letter_id, topic, partition, position, key, headers, value
    FROM dead_letter WHERE state = 'parked' AND key = :key ORDER BY letter_id FOR UPDATE
""")
SETTLE = Query("UPDATE dead_letter SET state = 'redriven', settled_at = :now WHERE letter_id = :letter_id")
STILL_FAILS = Query("UPDATE dead_letter SET reason = :reason, behind = false WHERE letter_id = :letter_id")
DISCARD = Query("""
    UPDATE dead_letter SET state = 'discarded', settled_at = :now, reason = reason || ' | discarded: ' || :why
    WHERE letter_id = :letter_id AND state = 'parked'
""")


async def parked_count(inbox: Inbox) -> int:
    """How many letters are parked; also sets the gauge."""
    async with inbox.work.database.read() as connection:
        count = int(await COUNT.value(connection))
    metrics.DEAD_LETTERS.labels(inbox.service).set(count)
    return count


async def parked_keys(inbox: Inbox) -> list[str]:
    """The keys with something parked, the longest waiting first."""
    async with inbox.work.database.read() as connection:
        return [row["key"] for row in await KEYS.all(connection)]


async def redrive_key(inbox: Inbox, key: str) -> tuple[int, str | None]:
    """Apply a key's letters in order: how many went through, and why the next one did not (None where all did)."""
    done = 0
    while True:
        try:
            async with inbox.work.transaction(Causes.fresh()) as transaction:
                # All letters of the key stay locked until this one is settled: whoever would park behind them waits.
                letters = await LOCK_KEY.all(transaction.connection, key=key)
                if not letters:
                    return done, None
                letter = letters[0]
                await inbox.reactions.apply(transaction, [inbox.read(_opened(letter))])
                await SETTLE.run(transaction.connection, letter_id=letter["letter_id"], now=transaction.now)
        except Exception as error:  # still poison: say why as it fails today, and leave the rest behind it
            if of_the_moment(error):
                raise
            reason = f"{type(error).__name__}: {error}"[:2000]
            async with inbox.work.database.write() as connection:
                await STILL_FAILS.run(connection, letter_id=letter["letter_id"], reason=reason)
            return done, reason
        done += 1


async def discard(inbox: Inbox, letter_id: int, why: str) -> bool:
    """Give one letter up for good, with the reason; False where it is not parked."""
    async with inbox.work.database.write() as connection:
        return bool(await DISCARD.run(connection, letter_id=letter_id, why=why, now=inbox.work.clock.now()))


async def list_letters(inbox: Inbox, state: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Letters in one state, in the order in which they were parked."""
    async with inbox.work.database.read() as connection:
        return await LIST.all(connection, state=state, after=after, limit=limit)


def _opened(letter: dict[str, Any]) -> Opened:
    headers = letter["headers"] if isinstance(letter["headers"], list) else orjson.loads(letter["headers"])
    return open_message(
        Message(
            letter["topic"],
            letter["partition"],
            letter["position"],
            letter["key"],
            tuple((name, value.encode("latin-1")) for name, value in headers),
            letter["value"],
        )
    )
