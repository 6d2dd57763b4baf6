"""What was stored before a migration is there after it, and means the same."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.allocation import store
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.overrides import Override, override
from services.allocation.domain.previews import replay
from services.allocation.domain.stages import AllocationStage
from shared.decisions import NotAllowed
from shared.probation.vocabulary import OverrideReason
from shared.runtime.database import Database
from shared.runtime.migrations import migrate
from tests.support.postgres import Databases
from tests.unit.allocation.given import MONDAY, occasion
from tests.unit.allocation.passing import name_officer

BEFORE = "0002_create_the_allocations"
SHELL, WAITING, REJECTED, WRONG, TAKEN_OVER = (UUID(int=number) for number in range(1, 6))

ALLOCATIONS = """
    INSERT INTO allocation (sentence_id, version, crn, state, risk_held_by, event_number, division, area_crc, disposal,
      sentenced_at, decided_at, risk, gaps, receiving_provider, supervising_provider, result, provisional,
      misallocation_cause, proposed_provider, rules_version, reply, rejection_reason, replied_at, replied_by,
      escalations)
    SELECT sentence_id, 1, 'X00000' || number, state, coalesce(supervising, 'N07'),
      CASE WHEN heard THEN 1 END, CASE WHEN heard THEN 'N07' END, CASE WHEN heard THEN 'C17' END,
      CASE WHEN heard THEN 'communityOrder' END, CASE WHEN heard THEN $6::timestamptz END,
      CASE WHEN heard THEN $6 END, CASE WHEN heard THEN '{}'::jsonb END, '[]', CASE WHEN heard THEN 'C17' END,
      supervising, result, result = 'provisional', cause, CASE result WHEN 'wronglyAllocated' THEN 'N07' END,
      CASE WHEN heard THEN 'allocation-criteria-2014-06-01' END, reply,
      CASE reply WHEN 'rejected' THEN 'wrongArea' END, CASE WHEN reply IS NOT NULL THEN $6 END,
      CASE WHEN reply IS NOT NULL THEN 'C17A001' END, '[]'
    FROM (VALUES
      (1, $1::uuid, 'awaitingSentence', NULL, NULL, NULL, NULL),
      (2, $2, 'awaitingReply', NULL, 'provisional', NULL, NULL),
      (3, $3, 'rejected', NULL, 'provisional', NULL, 'rejected'),
      (4, $4, 'accepted', 'C17', 'wronglyAllocated', 'lateCheckAnswer', 'accepted'),
      (5, $5, 'transferred', 'N07', 'decided', 'scoreChanged', 'accepted')
    ) AS made (number, sentence_id, state, supervising, result, cause, reply),
      LATERAL (SELECT state <> 'awaitingSentence' AS heard) whether
"""
DECISION = """
    INSERT INTO allocation_decision (sentence_id, number, cause, gap_id, escalation_id, result, provider, provisional,
      criteria, rules_version, decided_at, decided_by)
    VALUES ($1::uuid, $2::int, CASE $2::int WHEN 1 THEN 'sentence' ELSE 'lateInformation' END,
      CASE WHEN $2::int > 1 THEN $1::uuid END, NULL, $3::text, 'C17', $3::text = 'provisional', '[]',
      'allocation-criteria-2014-06-01', $4, 'N07')
"""
ESCALATION = """
    INSERT INTO escalation (escalation_id, version, sentence_id, crn, state, division, from_provider, trigger,
      rosh_after, who_is_at_risk, imminent, agreed_by_manager, received_at, due_at, information_wanted)
    VALUES ($1::uuid, 1, $2::uuid, 'X000004', 'received', 'N07', 'C17', 'weapons', 'high', '["public"]', false,
      'C17M001', $3::timestamptz, $3, '[]')
"""
RESULTS = {
    WAITING: ["provisional"],
    REJECTED: ["provisional", "confirmed"],
    WRONG: ["provisional", "confirmed", "wronglyAllocated", "wronglyAllocated"],
    TAKEN_OVER: ["provisional", "wronglyAllocated"],
}


EVERYONE = [SHELL, WAITING, REJECTED, WRONG, TAKEN_OVER]


async def filled(connection: asyncpg.Connection) -> None:
    """Allocations of before, each with its decisions."""
    decisions = [
        (key, number, result, MONDAY + timedelta(days=number))
        for key, results in RESULTS.items()
        for number, result in enumerate(results, start=1)
    ]
    await connection.execute(ALLOCATIONS, *EVERYONE, MONDAY)
    await connection.executemany(DECISION, decisions)


async def migrated(databases: Databases) -> dict[UUID, Allocation]:
    """Allocations of before, as they are read after every migration."""
    url = await databases.migrated_to("allocation", BEFORE)
    connection = await asyncpg.connect(url)
    try:
        await filled(connection)
    finally:
        await connection.close()
    await asyncio.to_thread(migrate, "allocation", url)
    database = await Database.connect(dsn=url)
    async with database.read() as reading:
        read = await store.allocations.read(reading, EVERYONE)
    await database.close()
    await databases.drop(url)
    return read


async def test_what_was_answered_and_what_went_wrong_is_still_known(databases: Databases) -> None:
    read = await migrated(databases)
    assert {key: [(one.number, one.provider, one.reply) for one in held.replies] for key, held in read.items()} == {
        SHELL: [],
        WAITING: [],
        REJECTED: [(1, "C17", "rejected")],
        WRONG: [(1, "C17", "accepted")],
        TAKEN_OVER: [(1, "C17", "accepted")],
    }
    assert read[REJECTED].replies[0].rejection_reason == "wrongArea"
    shown = {
        key: (held.misallocated_to, held.misallocated_at - MONDAY)
        for key, held in read.items()
        if held.misallocated_at is not None
    }
    assert shown == {
        WRONG: ("C17", timedelta(days=3)),  # by the first decision that showed it
        TAKEN_OVER: ("C17", timedelta(days=2)),
    }


async def test_a_decision_of_before_says_that_it_cannot_be_replayed(databases: Databases) -> None:
    read = await migrated(databases)
    with pytest.raises(NotAllowed, match="before evidence was kept"):
        replay(read[WAITING], 1)


async def test_what_was_rejected_before_can_be_decided_anew(databases: Databases) -> None:
    read = await migrated(databases)
    asked = Override(provider="C18", reason=OverrideReason.REJECTION_UPHELD, note="The person lives in Essex.")
    decided = override(read[REJECTED], (), asked, occasion("N07", "N07A210")).allocation.state
    assert (decided.state, decided.receiving_provider) == (AllocationStage.AWAITING_REPLY, "C18")
    assert [one.number for one in decided.decisions] == [1, 2, 3]
    assert replay(decided, 3).same


async def test_an_escalation_of_before_counts_its_days_from_its_own_receipt(databases: Databases) -> None:
    url = await databases.migrated_to("allocation", BEFORE)
    connection = await asyncpg.connect(url)
    try:
        await filled(connection)
        await connection.execute(ESCALATION, UUID(int=9), WRONG, MONDAY)
    finally:
        await connection.close()
    await asyncio.to_thread(migrate, "allocation", url)
    database = await Database.connect(dsn=url)
    async with database.read() as reading:
        (escalation,) = (await store.escalations.read(reading, [UUID(int=9)])).values()
        held = (await store.allocations.read(reading, [TAKEN_OVER]))[TAKEN_OVER]
    await database.close()
    await databases.drop(url)
    assert (escalation.asked_since, escalation.answers) == (MONDAY, None)
    assert escalation.days_at_risk(MONDAY + timedelta(days=2)) == 2
    assert (held.custody, held.transfers, held.owed) == ((), (), ())
    named = name_officer(held)
    assert named.events[0].clocks == ()  # nobody had started one
