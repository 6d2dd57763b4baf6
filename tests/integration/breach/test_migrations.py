"""Packs and contact logs from before signatures, excuses and attachments were kept apart."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from alembic import command

from services.breach.domain.initiating import breach_id_of
from services.breach.service import SERVICE
from shared.probation.calendar import due
from shared.probation.limits import LimitName
from shared.runtime.database import Database
from shared.runtime.migrations import config_of, migrate
from tests.integration.breach.desk import Desk
from tests.support.postgres import Databases
from tests.support.running import running_on
from tests.unit.breach.packs import packed
from tests.unit.breach.story import CRC, CRN, DECISION, FIRST, MANAGER, NOW, NPS, OFFICER, SENTENCE

BEFORE = "0003_know_that_an_order_was_changed_or_has_ended"
AT = datetime(2016, 8, 15, 9, 30, tzinfo=UTC)
KNOWN = """
    INSERT INTO known_case (sentence_id, version, crn, division, provider, requirements, order_number, gaps, decisions)
    VALUES ($1, 1, $2, $3, $4, '[]', 0, '[]', '[]')
"""
CONTACT = """
    INSERT INTO known_contact (appointment_id, sentence_id, kind, at, office, instructed_by, instruction_proof,
      enforceable, rar, outcome)
    VALUES ($1, $2, 'officerAppointment', $3, 'Croydon', $4, 'letter', true, false, 'UAAB')
"""
BREACH = """
    INSERT INTO breach (breach_id, version, sentence_id, crn, decision_id, provider, division, manager, failures,
      aware_at, initiated_at, state, first_recommendation, recommendation)
    VALUES ($1, 1, $2, $3, $4, $5, $6, $7, '[]', $8, $8, 'prepared', 'continue', 'continue')
"""
STEP = """
    INSERT INTO breach_step (breach_id, number, state, at, organisation, officer)
    VALUES ($1, 1, 'prepared', $2, $3, $4)
"""
PACK = """
    INSERT INTO pack (breach_id, version, court_code, failures, letters, summary, risk, recommendation, author,
      countersigned_by, prepared_at)
    VALUES ($1, $2, 'B01CN', $3::jsonb, '[]', $4::jsonb, $5::jsonb, 'continue', $6, $7, $8)
"""


async def test_a_signature_from_before_is_that_of_its_version_and_a_failure_has_the_window_that_it_had(
    databases: Databases,
) -> None:
    url = await databases.migrated_to("breach", BEFORE)
    breach_id, pack = breach_id_of(DECISION), packed().pack
    summary = pack.summary.model_dump(mode="json", exclude={"unpaid_work_minutes_credited"})
    failures = [one.model_dump(mode="json", exclude={"excuse_given_on"}) for one in pack.failures]
    parts = tuple(json.dumps(one) for one in (failures, summary, pack.risk.model_dump(mode="json")))
    database = await Database.connect(connections=1, dsn=url)
    async with database.write() as connection:
        await connection.execute(KNOWN, SENTENCE, CRN, NPS, CRC)
        await connection.execute(CONTACT, FIRST, SENTENCE, AT, OFFICER)
        await connection.execute(BREACH, breach_id, SENTENCE, CRN, DECISION, CRC, NPS, MANAGER, NOW)
        await connection.execute(STEP, breach_id, NOW, CRC, OFFICER)
        for version, by in ((1, MANAGER), (2, None)):
            await connection.execute(PACK, breach_id, version, *parts, OFFICER, by, NOW + timedelta(hours=version))
    await database.close()
    await asyncio.to_thread(migrate, "breach", url)
    async with running_on(SERVICE, url) as breach:
        desk = Desk(breach)
        breach.clock.move_to(NOW + timedelta(days=1))
        listed = (await breach.client.get(f"{desk.url}/packs", headers=desk.nps)).json()["items"]
        assert [(one["version"], one["countersignedBy"]) for one in listed] == [(2, None), (1, MANAGER)]
        (failure,) = (await desk.seen())["known"]["failures"]
        assert failure["excuseDecision"] == "noneGiven"
        (window,) = await breach.rows("SELECT excuse_until FROM known_contact")
        assert window["excuse_until"] == due(LimitName.EXCUSE_WINDOW, AT)
        await desk.done("countersignature", {}, desk.manager)
    await asyncio.to_thread(command.downgrade, config_of("breach", url), BEFORE)
    database = await Database.connect(connections=1, dsn=url)
    async with database.read() as connection:
        signed = await connection.fetch("SELECT countersigned_by FROM pack ORDER BY version")
        assert [row["countersigned_by"] for row in signed] == [MANAGER, MANAGER]
    await database.close()
