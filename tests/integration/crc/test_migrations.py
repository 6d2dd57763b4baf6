"""Appointments and decisions from before everything that was recorded of them was kept."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from alembic import command

from services.crc.service import SERVICE
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.runtime.database import Database
from shared.runtime.migrations import config_of, migrate
from tests.integration.crc.desk import Desk
from tests.support.postgres import Databases
from tests.support.running import running_on
from tests.unit.crc.given import MANAGER, OFFICER, SENTENCE_ID, STAFF

BEFORE = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"
AT = datetime(2016, 9, 20, 10, tzinfo=UTC)

CASE = """
    INSERT INTO supervised_case (sentence_id, version, crn, state, disposal, disposal_at_sentence, sentenced_at,
      order_ends_on, requirements, order_number, risk, event_number, division, allocation_number, provider, provisional,
      allocated_at, accepted_at, opened_at, officer, officer_grade, officer_named_at, owed, breaches)
    VALUES ($1, 1, 'X320741', 'open', 'communityOrder', 'communityOrder', $2, '2018-09-04', '[]', 0,
      '{"rosh_level": "medium"}', 1, 'N07', 1, 'C17', true, $2, $2, $2, 'C17A001', 'PO', $2, '[]', '[]')
"""
APPOINTMENT = """
    INSERT INTO case_appointment (appointment_id, sentence_id, kind, at, office, instructed_by, instruction_proof,
      enforceable, rar, arranged_at, state, outcome, recorded_at, recorded_by, letter_id, letter_sent_on)
    VALUES ($1, $2, 'officerAppointment', $3, 'Croydon', 'C17A001', 'letter', true, false, $4, $5, $6, $7, $8, $9, $10)
"""
DECISION = """
    INSERT INTO case_enforcement_decision (decision_id, sentence_id, state, failures, failures_in_12_months, aware_at,
      due_at)
    VALUES ($1, $2, 'due', jsonb_build_array($3::text), 2, $4, $4)
"""


async def test_outcomes_from_before_are_the_first_recordings_and_decisions_are_in_the_work_list(
    databases: Databases,
) -> None:
    url = await databases.migrated_to("crc", BEFORE)
    missed, to_come, decision = uuid4(), uuid4(), uuid4()
    database = await Database.connect(connections=1, dsn=url)
    async with database.write() as connection:
        await connection.execute(CASE, SENTENCE_ID, AT - timedelta(days=15))
        recorded = (AT + timedelta(hours=1), OFFICER, uuid4(), date(2016, 9, 21))
        arranged = AT - timedelta(days=1)
        await connection.execute(APPOINTMENT, missed, SENTENCE_ID, AT, arranged, "warned", "UAAB", *recorded)
        nothing: tuple[None, ...] = (None,) * 5
        later = AT + timedelta(days=30)
        await connection.execute(APPOINTMENT, to_come, SENTENCE_ID, later, arranged, "arranged", *nothing)
        await connection.execute(DECISION, decision, SENTENCE_ID, str(missed), AT)
    await database.close()
    await asyncio.to_thread(migrate, "crc", url)
    async with running_on(SERVICE, url) as crc:
        desk = Desk(crc)
        await desk.register(*STAFF.values())
        crc.clock.move_to(AT + timedelta(days=2))
        first, second = (await desk.seen())["appointments"]
        assert [(one["outcome"], one["by"]) for one in first["recordings"]] == [("UAAB", OFFICER)]
        assert datetime.fromisoformat(first["excuseUntil"]) == due(LimitName.EXCUSE_WINDOW, AT)
        assert (second["recordings"], second["excuseUntil"], second["faceToFace"]) == ([], None, True)
        answer = await crc.client.get("/enforcement-decisions", headers=desk.manager)
        (owed,) = answer.json()["items"]
        assert (UUID(owed["decisionId"]), owed["officer"], owed["provider"]) == (decision, OFFICER, "C17")
        # It is excused after all: one that was warned of is no failure any more, and nobody has to decide.
        given = {"givenOn": "2016-09-21", "decision": "accepted", "outcome": "AAME"}
        case = await desk.done(f"appointments/{missed}/excuse", given)
        assert [one["state"] for one in case["enforcementDecisions"]] == ["withdrawn"]
        corrected = {"outcome": "AAEM", "reason": "recordedInError"}
        case = await desk.done(f"appointments/{missed}/correction", corrected, desk.manager)
        assert [one["manager"] for one in case["appointments"][0]["recordings"]] == [None, None, MANAGER]
    await asyncio.to_thread(command.downgrade, config_of("crc", url), BEFORE)
    database = await Database.connect(connections=1, dsn=url)
    async with database.read() as connection:
        states = await connection.fetch("SELECT state FROM case_appointment ORDER BY at")
        assert [row["state"] for row in states] == ["recorded", "arranged"]
        assert await connection.fetchval("SELECT state FROM case_enforcement_decision") == "cancelled"
    await database.close()
