"""A case after its first officer: read again, changed, moved to another CRC, ended; and rows from before all that."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from services.crc.service import SERVICE
from shared.probation.vocabulary import EscalationDecision, GapCause, Source
from shared.runtime.auth import Role
from shared.runtime.database import Database
from shared.runtime.migrations import migrate
from tests.integration.crc.desk import URL, Desk
from tests.integration.crc.test_the_case import PLAN, day
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import Running, running_on
from tests.unit.crc.given import (
    COLLEAGUE,
    DOMESTIC_ABUSE,
    ELSEWHERE,
    MANAGER,
    OFFICER,
    SAFEGUARDING,
    STAFF,
    accepted,
    amended,
    answered,
    ended,
    gap,
    moved,
    naming,
    revised,
    sentence,
)

RUNNING = "SELECT obligation, owner FROM deadline WHERE met_at IS NULL AND cancelled_at IS NULL"


async def read(desk: Desk) -> None:
    for one in (DOMESTIC_ABUSE, SAFEGUARDING):
        await desk.done(f"gaps/{one.gap_id}/acknowledgement")


async def test_another_officer_reads_every_gap_again_and_the_unread_one_is_overdue_again(desk: Desk) -> None:
    await desk.name()
    await read(desk)
    desk.service.clock.move_to(day(14))
    asked = partial(desk.done, "responsible-officer", naming(COLLEAGUE, OFFICER), desk.manager)
    assert len(await statements_of(desk.service, asked)) == 5
    case = await desk.seen()
    assert {(one["state"], one["acknowledgedBy"]) for one in case["gaps"]} == {("toRead", None)}
    assert {reading["officer"] for one in case["gaps"] for reading in one["earlierReadings"]} == {OFFICER}
    await desk.refused(409, f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement")
    colleague = desk.service.as_("C17", COLLEAGUE, Role.RESPONSIBLE_OFFICER)
    case = await desk.done(f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement", headers=colleague)
    desk.service.clock.move_to(day(17))
    assert (await desk.service.tick(), await desk.service.tick()) == (2, 0)  # and no first appointment has been kept
    (overdue,) = await desk.told("gap-acknowledgement-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (str(SAFEGUARDING.gap_id), "C17")


async def test_a_source_that_was_not_consulted_is_named_on_the_case(crc: Running) -> None:
    unread = gap(12, None, GapCause.SOURCE_NOT_CONSULTED).model_copy(update={"source": Source.VICTIM_STATEMENT})
    await crc.deliver([sentence(gaps=(unread,)), accepted()])
    (shown,) = (await Desk(crc).seen())["gaps"]
    assert (shown["source"], shown["checkKind"], shown["earlierReadings"]) == ("victimStatement", None, [])


async def test_the_case_shows_the_order_and_the_risk_as_they_stand(desk: Desk) -> None:
    await desk.name()
    await desk.plan(("relationships", "C17-BBR", 20))
    desk.service.clock.move_to(day(8))
    await desk.hear(amended(), revised())
    case = await desk.seen()
    assert (case["orderEndsOn"], case["orderNumber"], case["rosh"]) == ("2018-03-04", 1, "high")
    days = case["rarDays"]
    assert (days["ordered"], days["planned"], days["withoutPurpose"]) == (10, 20, 0)
    (owed,) = [one for one in case["riskReviews"] if one["registrationId"] is None]
    assert (owed["cause"], owed["state"], owed["gapId"]) == ("newInformation", "due", None)
    (of_the_register, told) = await desk.told("risk-review-due")
    assert (of_the_register["registerType"], told["registerType"]) == ("rosh", None)
    assert told["reviewId"] == owed["reviewId"]
    await desk.done(f"risk-reviews/{owed['reviewId']}/completion", {"roshAfter": "high"})
    met = {str(row["subject_id"]): row["met_at"] for row in await desk.clock("riskReview")}
    assert met[owed["reviewId"]] is not None


async def test_the_case_moves_to_another_crc_with_what_is_owed_on_it(desk: Desk) -> None:
    await desk.name()
    await read(desk)
    desk.service.clock.move_to(day(2))
    await desk.hear(moved())
    there = desk.service.as_("C21", ELSEWHERE, Role.RESPONSIBLE_OFFICER)
    manager = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    for headers in (desk.officer, there):
        case = (await desk.service.client.get(URL, headers=headers)).json()
        assert (case["state"], case["provider"], case["officer"], case["riskHeldBy"]) == ("open", "C21", None, "C21")
        assert [one["provider"] for one in case["earlierProviders"]] == ["C17"]
    assert {(row["obligation"], row["owner"]) for row in await desk.service.rows(RUNNING)} == {
        ("responsibleOfficerNamed", "C21"),
        ("monthlyContact", "C21"),
        ("informationGapAcknowledged", "C21"),
        ("firstAppointment", "C21"),
        ("riskReview", "C21"),
    }
    problem = await desk.refused(409, "responsible-officer", naming(COLLEAGUE, OFFICER), desk.manager)
    assert problem["detail"] == "The case has passed to C21, which acts on it now."
    assert (await desk.service.client.get("/cases", headers=desk.officer)).json()["items"] == []
    (item,) = (await desk.service.client.get("/cases", headers=there)).json()["items"]
    assert (item["provider"], item["gapsToRead"]) == ("C21", 2)
    await desk.done("responsible-officer", {"officer": ELSEWHERE}, manager)
    case = await desk.done(f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement", headers=there)
    (one,) = [one for one in case["gaps"] if one["gapId"] == str(DOMESTIC_ABUSE.gap_id)]
    assert (one["acknowledgedBy"], [each["officer"] for each in one["earlierReadings"]]) == (ELSEWHERE, [OFFICER])
    assert [kind for kind, _ in await desk.service.events()][-5:] == [
        "case-closed",
        "case-opened",
        "responsible-officer-named",
        "risk-review-due",
        "gap-acknowledged",
    ]


async def test_what_ran_out_before_the_move_stays_the_miss_of_the_crc_that_had_the_case(desk: Desk) -> None:
    await desk.name()
    desk.service.clock.move_to(day(30))
    await desk.service.tick()
    await desk.hear(moved())
    (first,) = await desk.clock("firstAppointment")
    assert first["owner"] == "C17"
    assert first["overdue_at"] is not None
    assert first["cancelled_at"] is None
    desk.service.clock.move_to(day(60))
    await desk.service.tick()
    assert [one["owner"] for one in await desk.told("first-appointment-overdue")] == ["C17"]
    assert {one["owner"] for one in await desk.told("responsible-officer-overdue")} == {"C21"}


async def test_the_order_ends_and_with_it_everything_that_is_owed(desk: Desk) -> None:
    await desk.name()
    await desk.hear(ended())
    case = await desk.seen()
    assert (case["state"], case["owed"], case["endedOn"]) == ("ended", [], "2017-03-06")
    assert case["endedBecause"] == "goodProgress"
    assert await desk.service.rows(RUNNING) == []
    (left,) = await desk.told("case-closed")
    assert left["transferredTo"] is None
    problem = await desk.refused(409, "plan", PLAN)
    assert (problem["state"], problem["allowed"]) == ("ended", [])
    listed = await desk.service.client.get("/cases", headers=desk.officer, params={"state": "ended"})
    assert [one["state"] for one in listed.json()["items"]] == ["ended"]


async def test_an_escalation_that_was_withdrawn_may_be_made_again(desk: Desk) -> None:
    form: dict[str, Any] = {
        "trigger": "weapons",
        "roshAfter": "high",
        "whoIsAtRisk": ["public"],
        "imminent": False,
        "agreedByManager": MANAGER,
    }
    asked = (await desk.done("escalations", form))["escalations"][0]["escalationId"]
    await desk.hear(answered(asked, EscalationDecision.WITHDRAWN))
    case = await desk.seen()
    assert (case["escalations"][0]["state"], case["escalationAdvised"], case["riskHeldBy"]) == (
        "withdrawn",
        True,
        "C17",
    )
    await desk.done("escalations", form)


BEFORE = """
    INSERT INTO supervised_case (sentence_id, version, crn, state, disposal, sentenced_at, order_ends_on, requirements,
      risk, event_number, division, provider, provisional, allocated_at, accepted_at, transferred_to, transferred_at,
      opened_at, owed, breaches)
    VALUES ($1, 1, 'X320741', 'open', 'communityOrder', $2, '2018-09-04', '[]', '{}', 1, 'N07', 'C17', false, $2, $2,
      NULL, NULL, $2, '[]', '[]'),
    ('01920000-0000-7000-8000-000000000002', 1, 'X320742', 'known', NULL, NULL, NULL, '[]', NULL, 1, 'N07', 'C17',
      false, $2, $2, 'N07', $2, NULL, '[]', '[]')
"""


async def test_cases_from_before_can_still_be_read_and_go_on(databases: Databases) -> None:
    at = datetime(2016, 9, 5, 9, tzinfo=UTC)
    url = await databases.migrated_to("crc", "0002_create_the_cases")
    database = await Database.connect(connections=1, dsn=url)
    async with database.write() as connection:
        await connection.execute(BEFORE, sentence().sentence_id, at)
        await connection.execute(
            "INSERT INTO case_gap (gap_id, sentence_id, cause, state, told) VALUES ($1, $2, $3, 'toRead', false)",
            DOMESTIC_ABUSE.gap_id,
            sentence().sentence_id,
            GapCause.CHECK_UNANSWERED.value,
        )
    await database.close()
    await asyncio.to_thread(migrate, "crc", url)
    async with running_on(SERVICE, url) as crc:
        desk = Desk(crc)
        await desk.register(*STAFF.values())
        await desk.name()
        case = await desk.done(f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement")
        assert (case["disposal"], case["orderNumber"], case["earlierProviders"]) == ("communityOrder", 0, [])
        # The other's transfer had been heard before its sentence: it opens and leaves when the sentence comes.
        waiting = {"sentence_id": "01920000-0000-7000-8000-000000000002", "crn": "X320742"}
        crc.clock.move_to(at + timedelta(days=1))
        assert (await crc.deliver([sentence(gaps=(), **waiting)])).parked == 0
        told = [kind for kind, _ in await crc.events()]
        assert told[-4:] == ["case-opened", "risk-registered", "risk-review-due", "case-closed"]
    await databases.drop(url)
