"""Dead letters: what could not be applied, seen whole, mended elsewhere, and driven again in order.

Invariant: redriving a key applies its letters in the order in which they were parked and stops at the first that still
fails; a letter is redriven or discarded once, whoever tries at the same time; who settled it and why is kept with it;
and nothing changes a message once it is parked. What is wrong is mended where it is made, in a publisher or in code.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import structlog
from pydantic import Field, StringConstraints

from shared.contracts.envelope import Received
from shared.decisions import NotAllowed, NotFound
from shared.probation.written import SAYS_SOMETHING
from shared.runtime import metrics
from shared.runtime.database import Query
from shared.runtime.faults import of_the_moment
from shared.runtime.inbox import Inbox, Message, Poison, headers_as_they_came, open_message, reason_of
from shared.runtime.tracing import Causes
from shared.runtime.transaction import Transaction

STATES = ("parked", "redriven", "discarded")
MOST_KEYS = 500
"""Most keys that are redriven in one go: whoever asks for all gets an answer, and asks again for the rest."""
NEIGHBOURS = 100
log = structlog.get_logger()

# A character of value zero cannot be stored as text, and belongs in no sentence that a person wrote.
Because = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
    Field(
        description="In words, for the record of this service; it is never published.",
        examples=["Sent by a test system of the court; the case does not exist."],
    ),
    SAYS_SOMETHING,
]
"""Why a letter is given up."""

# By primary key. Those that are settled leave after a time, so there is little to pass over on the way to those asked.
LIST = Query("""
    SELECT letter_id, topic, partition, position, key, event_id, event_type, reason, behind, state,
           parked_at, settled_at, settled_by, settled_because
    FROM dead_letter
    WHERE state = :state AND letter_id > :after AND (:key::text IS NULL OR key = :key)
    ORDER BY letter_id LIMIT :limit
""")
SHOW = Query("""
    SELECT letter_id, topic, partition, position, key, event_id, event_type, headers, value, reason, behind, state,
           parked_at, settled_at, settled_by, settled_because
    FROM dead_letter WHERE letter_id = :letter_id
""")
# The partial index on parked letters has them by key in their order.
OF_KEY = Query("SELECT letter_id FROM dead_letter WHERE state = 'parked' AND key = :key ORDER BY letter_id")
COUNT = Query("SELECT count(*) FROM dead_letter WHERE state = 'parked'")
COUNTS = Query("SELECT state, count(*) AS letters, count(DISTINCT key) AS keys FROM dead_letter GROUP BY state")
PARKED_OF_KEY = Query("SELECT count(*) FROM dead_letter WHERE state = 'parked' AND key = :key AND letter_id > :after")
KEYS = Query("SELECT key FROM dead_letter WHERE state = 'parked' GROUP BY key ORDER BY min(letter_id)")
# Of a key that somebody else redrives, this waits for the letter in hand, and then goes on with the next.
LOCK_FIRST = Query("""
    SELECT letter_id, topic, partition, position, key, headers, value
    FROM dead_letter WHERE state = 'parked' AND key = :key ORDER BY letter_id LIMIT 1 FOR UPDATE
""")
SETTLE = Query("""
    UPDATE dead_letter SET state = 'redriven', settled_at = :now, settled_by = :by WHERE letter_id = :letter_id
""")
STILL_FAILS = Query("""
    UPDATE dead_letter SET reason = :reason, behind = false WHERE letter_id = :letter_id AND state = 'parked'
""")
DISCARD = Query("""
    UPDATE dead_letter SET state = 'discarded', settled_at = :now, settled_by = :by, settled_because = :because
    WHERE letter_id = :letter_id AND state = 'parked'
    RETURNING key
""")
STATE = Query("SELECT state FROM dead_letter WHERE letter_id = :letter_id")


@dataclass(frozen=True, slots=True)
class Redriven:
    """What became of a key: how many letters were applied, how many are parked still, and why the first of them is."""

    key: str
    applied: int
    parked: int
    fails_because: str | None


@dataclass(frozen=True, slots=True)
class Discarded:
    """A letter that was given up, and how many letters of its key are parked after it: they wait for a redrive."""

    letter_id: int
    key: str
    settled_at: datetime
    settled_by: str
    settled_because: str
    parked_behind: int


async def parked_count(inbox: Inbox) -> int:
    """How many letters are parked; also sets the gauge."""
    async with inbox.work.database.read() as connection:
        count = int(await COUNT.value(connection))
    metrics.DEAD_LETTERS.labels(inbox.service).set(count)
    return count


async def counts(inbox: Inbox) -> dict[str, tuple[int, int]]:
    """How many letters there are of each state, and of how many keys."""
    async with inbox.work.database.read() as connection:
        rows = {row["state"]: (row["letters"], row["keys"]) for row in await COUNTS.all(connection)}
    return {state: rows.get(state, (0, 0)) for state in STATES}


async def list_letters(
    inbox: Inbox, state: str = "parked", after: int = 0, limit: int = 100, *, key: str | None = None
) -> list[dict[str, Any]]:
    """Letters in one state, of one key or of all, in the order in which they were parked."""
    async with inbox.work.database.read() as connection:
        return await LIST.all(connection, state=state, key=key, after=after, limit=limit)


async def show(inbox: Inbox, letter_id: int) -> dict[str, Any]:
    """One letter whole, and the ids of the parked letters of its key. Raises `NotFound`."""
    async with inbox.work.database.read() as connection:
        letter = await SHOW.one(connection, letter_id=letter_id)
        if letter is None:
            raise NotFound
        letter["of_key"] = [row["letter_id"] for row in await OF_KEY.all(connection, key=letter["key"])]
    return letter


async def parked_keys(inbox: Inbox) -> list[str]:
    """The keys with something parked, the longest waiting first."""
    async with inbox.work.database.read() as connection:
        return [row["key"] for row in await KEYS.all(connection)]


async def redrive_key(inbox: Inbox, key: str, by: str | None = None) -> tuple[int, str | None]:
    """Apply a key's letters in order: how many went through, and why the next one did not (None where all did).

    Each is a transaction of its own. A fault of the moment is raised; what has been applied until then is applied.
    """
    done = 0
    while True:
        letter_id: int | None = None
        try:
            async with inbox.work.transaction(Causes.fresh()) as transaction:
                # The first is the one that whoever would park another behind it waits for.
                letter = await LOCK_FIRST.one(transaction.connection, key=key)
                if letter is None:
                    return done, None
                letter_id = letter["letter_id"]
                await inbox.reactions.apply(transaction, [_read(inbox, letter)])
                await SETTLE.run(transaction.connection, letter_id=letter_id, now=transaction.now, by=by)
        except Exception as error:  # still poison: say why as it fails today, and leave the rest behind it
            if letter_id is None or of_the_moment(error):
                raise
            reason = reason_of(error)
            async with inbox.work.database.write() as connection:
                if await STILL_FAILS.run(connection, letter_id=letter_id, reason=reason):
                    log.info("letter.still_fails", letter_id=letter_id, by=by, error=type(error).__name__)
                    return done, reason
            continue  # somebody has settled it meanwhile: what stands behind it is first now
        log.info("letter.redriven", letter_id=letter_id, by=by)
        done += 1


async def redrive(inbox: Inbox, keys: list[str], by: str | None = None) -> list[Redriven]:
    """Redrive several keys, one after the other, and say of each what became of it."""
    found: list[Redriven] = []
    for key in keys:
        applied, reason = await redrive_key(inbox, key, by)
        async with inbox.work.database.read() as connection:
            parked = int(await PARKED_OF_KEY.value(connection, key=key, after=0))
        found.append(Redriven(key, applied, parked, reason))
    return found


async def discard(transaction: Transaction, letter_id: int, *, by: str, because: str) -> Discarded:
    """Give one letter up for good. `NotFound` where there is none, `NotAllowed` where it is settled already.

    What stands behind it stays parked, in order, until it is redriven: that the first was given up does not say that
    the others may be applied without it.
    """
    given = {"letter_id": letter_id, "now": transaction.now, "by": by, "because": because}
    key = await DISCARD.value(transaction.connection, **given)
    if key is None:
        state = await STATE.value(transaction.connection, letter_id=letter_id)
        if state is None:
            raise NotFound
        raise NotAllowed(state, "discard", ())
    behind = int(await PARKED_OF_KEY.value(transaction.connection, key=key, after=letter_id))
    log.info("letter.discarded", letter_id=letter_id, by=by)
    return Discarded(letter_id, key, transaction.now, by, because, behind)


def _read(inbox: Inbox, letter: dict[str, Any]) -> Received[Any]:
    """The event in a letter. Raises `Poison` or `Unreadable` with a sentence where there is none that is wanted."""
    place = (letter["topic"], letter["partition"], letter["position"], letter["key"])
    opened = open_message(Message(*place, headers_as_they_came(letter["headers"]), letter["value"]))
    if opened.envelope is None:
        raise Poison(f"It cannot be read as an event at all: {opened.reason}. All that can be done is to discard it.")
    event = inbox.read(opened)
    if not inbox.reactions.wants(event.envelope.event_type):
        raise Poison(f"This service does not react to {event.envelope.event_type} any more.")
    return event
