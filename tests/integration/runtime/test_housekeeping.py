"""What has been kept long enough goes, by the service's clock; what may still be asked for stays."""

import asyncio
from datetime import timedelta
from typing import Any

from shared.runtime import dead_letters
from shared.runtime.auth import Role
from shared.runtime.housekeeping import BATCH, REMOVE_KEYS, Housekeeping
from shared.runtime.settings import Settings
from shared.runtime.tracing import Causes
from tests.support.kafka import eventually
from tests.support.letters import deploy_the_mended, letters, parked, told
from tests.support.running import Running

MANY_KEYS = """
    INSERT INTO idempotency_key (caller, key, fingerprint, status, headers, body, created_at)
    SELECT 'N07/N07B960', n::text, '', 201, '{}', '{}', $2 FROM generate_series(1, $1) n
"""
NOTHING: dict[str, int] = {"dead_letter": 0, "idempotency_key": 0}


def housekeeping(diary: Running, **settings: Any) -> Housekeeping:
    told_so = Settings(database_url=diary.database_url, **settings)
    return Housekeeping("court", diary.runtime.database, diary.clock, told_so)


async def settle_two(diary: Running) -> None:
    """One letter discarded, one redriven, and one that stays parked."""
    for crn in ("X111111", "X222222", "X333333"):
        await parked(diary, crn)
    inbox = diary.runtime.inbox
    [first, *_] = await letters(diary)
    async with inbox.work.transaction(Causes.fresh()) as transaction:
        await dead_letters.discard(transaction, first["letter_id"], by="OPS/OPS0001", because="a test message")
    assert await dead_letters.redrive_key(deploy_the_mended(diary), "X222222") == (1, None)


async def test_redriven_letters_go_when_they_have_been_kept_long_enough_and_parked_and_discarded_ones_never(
    diary: Running,
) -> None:
    await settle_two(diary)
    keeper = housekeeping(diary)
    diary.clock.advance(timedelta(days=90))
    assert await keeper.tidy() == NOTHING
    diary.clock.advance(timedelta(seconds=1))
    assert await keeper.tidy() == NOTHING | {"dead_letter": 1}
    diary.clock.advance(timedelta(days=3650))
    assert await keeper.tidy() == NOTHING
    left = await diary.rows("SELECT key, state, settled_because FROM dead_letter ORDER BY key")
    assert [tuple(row.values()) for row in left] == [
        ("X111111", "discarded", "a test message"),
        ("X333333", "parked", None),
    ]


async def test_an_event_that_comes_again_years_later_is_known_although_its_letter_has_gone(diary: Running) -> None:
    message = told(diary, "X444444")
    [poison] = await parked(diary, "X555555")
    await diary.deliver([message])
    await dead_letters.redrive_key(deploy_the_mended(diary), "X555555")
    diary.clock.advance(timedelta(days=3650))
    await housekeeping(diary).tidy()
    assert await diary.rows("SELECT * FROM dead_letter") == []
    assert (await diary.deliver([message, poison])).repeated == 2


async def test_how_long_is_a_setting(diary: Running) -> None:
    await settle_two(diary)
    diary.clock.advance(timedelta(days=3, seconds=1))
    assert await housekeeping(diary, dead_letter_keep_days=4).tidy() == NOTHING
    assert await housekeeping(diary, dead_letter_keep_days=3).tidy() == NOTHING | {"dead_letter": 1}


async def test_the_answer_to_an_idempotency_key_is_kept_for_a_week(diary: Running) -> None:
    headers = diary.as_("N07", "N07B960", Role.COURT_OFFICER) | {"Idempotency-Key": "k"}
    keeper = housekeeping(diary)

    async def write() -> Any:
        return (await diary.client.post("/lines", json={"crn": "X320741"}, headers=headers)).json()["line_id"]

    line = await write()
    diary.clock.advance(timedelta(days=7))
    assert await keeper.tidy() == NOTHING
    assert await write() == line
    diary.clock.advance(timedelta(seconds=1))
    assert await keeper.tidy() == NOTHING | {"idempotency_key": 1}
    assert await write() != line


async def test_many_rows_go_in_batches_and_two_processes_that_tidy_at_once_do_no_harm(diary: Running) -> None:
    many = 2 * BATCH + 7
    old, new = diary.clock.now() - timedelta(days=8), diary.clock.now()
    async with diary.runtime.database.write() as connection:
        await connection.execute(MANY_KEYS, many, old)
        await connection.execute(MANY_KEYS.replace("n::text", "'new ' || n"), 5, new)
    removed = await asyncio.gather(*(housekeeping(diary).tidy() for _ in range(2)))
    assert sum(one["idempotency_key"] for one in removed) == many
    assert len(await diary.rows("SELECT * FROM idempotency_key")) == 5


async def test_a_row_that_another_process_holds_is_left_to_it_and_not_waited_for(diary: Running) -> None:
    async with diary.runtime.database.write() as connection:
        await connection.execute(MANY_KEYS, 3, diary.clock.now() - timedelta(days=8))
    async with diary.runtime.database.write() as other, asyncio.timeout(30):
        await other.execute("SELECT * FROM idempotency_key WHERE key = '2' FOR UPDATE")
        assert await housekeeping(diary).tidy() == NOTHING | {"idempotency_key": 2}
    assert [row["key"] for row in await diary.rows("SELECT key FROM idempotency_key")] == ["2"]


async def test_old_keys_are_found_by_the_index_on_their_time(diary: Running) -> None:
    async with diary.runtime.database.write() as connection:
        await connection.execute(MANY_KEYS, 20_000, diary.clock.now())
        await connection.execute("ANALYZE idempotency_key")
        plan = await connection.fetch(f"EXPLAIN {REMOVE_KEYS.sql}", diary.clock.now() - timedelta(days=7), BATCH)
    assert "ix_idempotency_key_created_at" in "\n".join(row[0] for row in plan)


async def test_a_service_tidies_when_it_starts_and_can_be_ended_at_once(diary: Running) -> None:
    await settle_two(diary)
    diary.clock.advance(timedelta(days=91))
    task = asyncio.create_task(housekeeping(diary).run())

    async def tidied() -> bool:
        return len(await diary.rows("SELECT * FROM dead_letter")) == 2

    await eventually(tidied, "what was redriven has gone")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
