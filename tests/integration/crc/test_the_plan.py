"""The plan through the API: from the CRC's own copy of the directory, reviewed, and its objectives ended (¶12)."""

import asyncio
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from alembic import command

from services.crc.service import SERVICE
from shared.probation.vocabulary import Need
from shared.runtime.auth import Role
from shared.runtime.database import Database
from shared.runtime.migrations import config_of, migrate
from tests.integration.crc.desk import Desk
from tests.integration.crc.test_the_case import day
from tests.support.counting import statements_of
from tests.support.postgres import Databases
from tests.support.running import Running, running_on
from tests.unit.crc.given import SENTENCE_ID, sentence
from tests.unit.crc.planning import LISTED, listed

BBR, TSP = ("relationships", "C17-BBR", 12), ("thinkingAndBehaviour", "C17-TSP", 8)


def by_code(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["intervention"]: one for one in plan["objectives"]}


async def test_the_plan_is_reviewed_and_what_was_left_out_is_kept(desk: Desk) -> None:
    await desk.name()
    case = await desk.plan(BBR, TSP, needs=("finance",))
    first = case["plan"]
    assert (first["number"], first["needs"], first["needsWithoutObjective"]) == (
        1,
        ["relationships", "thinkingAndBehaviour", "finance"],
        ["finance"],
    )
    assert case["rarDays"]["planned"] == 20
    case = await desk.plan(BBR, ("finance", "C17-DEBT", 4), path="plan-reviews")
    (earlier,), now = case["earlierPlans"], case["plan"]
    assert (now["number"], now["needsWithoutObjective"], earlier["planId"]) == (2, [], first["planId"])
    assert by_code(now)["C17-BBR"]["objectiveId"] == by_code(first)["C17-BBR"]["objectiveId"]
    assert by_code(earlier)["C17-TSP"]["state"] == "replaced"
    assert by_code(earlier)["C17-TSP"]["outcome"] == "neverStarted"
    assert case["rarDays"] | {"planned": 16, "withoutPurpose": 4} == case["rarDays"]
    assert [told["outcome"] for told in await desk.told("objective-ended")] == ["neverStarted"]
    assert [told["number"] for told in await desk.told("plan-agreed")] == [1, 2]
    signed_off = {str(row["subject_id"]): row["cancelled_at"] is None for row in await desk.clock("planSignedOff")}
    assert signed_off == {first["planId"]: False, now["planId"]: True}


async def test_an_objective_ends_and_its_days_have_no_purpose_where_nobody_came(desk: Desk) -> None:
    await desk.name()
    one = by_code((await desk.plan(BBR, TSP))["plan"])["C17-TSP"]["objectiveId"]
    case = await desk.done(f"objectives/{one}/end", {"outcome": "declined"})
    ended = by_code(case["plan"])["C17-TSP"]
    assert (ended["state"], ended["outcome"], ended["rarDaysDelivered"]) == ("ended", "declined", 0)
    assert (case["rarDays"]["planned"], case["rarDays"]["withoutPurpose"]) == (12, 8)
    await desk.refused(409, f"objectives/{one}/end", {"outcome": "completed"})


async def test_a_plan_that_nobody_signs_off_is_overdue(desk: Desk) -> None:
    await desk.name()
    case = await desk.plan(BBR)
    desk.service.clock.move_to(day(8))
    await desk.service.tick()
    (overdue,) = await desk.told("plan-sign-off-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (case["plan"]["planId"], "C17")
    # What nobody signed in time stays missed, also where the plan is reviewed.
    await desk.plan(BBR, path="plan-reviews")
    late, running = sorted(await desk.clock("planSignedOff"), key=lambda row: row["started_at"])
    assert (late["cancelled_at"], late["overdue_at"] is None, running["overdue_at"]) == (None, False, None)


async def test_a_plan_from_another_directory_is_refused_with_what_there_is_instead(desk: Desk) -> None:
    await desk.name()
    asked = {"need": "relationships", "intervention": "C21-BBR", "rarDays": 12}
    problem = await desk.refused(422, "plan", {"needs": ["relationships"], "objectives": [asked]})
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("/objectives/0/intervention", "interventionOfAnotherProvider")
    assert error["detail"].endswith("For Relationships and family in C17 the directory has C17-BBR.")


async def found(crc: Running, organisation: str = "C17", **query: Any) -> list[str]:
    headers = crc.as_(organisation, f"{organisation}A001", Role.RESPONSIBLE_OFFICER)
    answer = await crc.client.get("/interventions", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()["items"]]


async def test_the_directory_is_read_by_provider_and_need_and_shows_what_is_open(crc: Running) -> None:
    await crc.deliver(LISTED)
    assert await found(crc) == ["C17-BBR", "C17-DEBT", "C17-TSP", "C21-BBR"]
    assert await found(crc, provider="C21") == ["C21-BBR"]
    assert await found(crc, "C21", need="relationships") == ["C17-BBR", "C21-BBR"]
    assert await found(crc, provider="C17", need="finance") == ["C17-DEBT"]
    assert await found(crc, limit=1) == ["C17-BBR"]


async def test_the_newest_version_of_an_entry_stands_whichever_is_heard_last(crc: Running) -> None:
    versions = [
        listed("C17-BBR", Need.RELATIONSHIPS, number=1),
        listed("C17-BBR", Need.RELATIONSHIPS, number=2, offered_until=date(2016, 8, 31)),
        listed("C17-BBR", Need.FINANCE, number=3),
    ]
    for order in (versions, versions[::-1], [versions[2], versions[0], versions[1]]):
        await crc.rows("DELETE FROM intervention")
        for one in order:
            await crc.deliver([one])
        await crc.deliver(order)
        assert (await found(crc, need="finance"), await found(crc, need="relationships")) == (["C17-BBR"], [])


async def test_a_batch_of_entries_costs_the_same_whatever_its_size(crc: Running) -> None:
    costs = []
    for size in (1, 200):
        batch = [listed(f"C17-E{number}", Need.ALCOHOL) for number in range(size)]
        costs.append(len(await statements_of(crc, partial(crc.deliver, batch))))
    assert costs[0] == costs[1] <= 4, costs


BEFORE = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"
CASE = """
    INSERT INTO supervised_case (sentence_id, version, crn, state, disposal, disposal_at_sentence, sentenced_at,
      order_ends_on, requirements, order_number, risk, event_number, division, allocation_number, provider, provisional,
      allocated_at, accepted_at, opened_at, officer, officer_grade, officer_named_at, plan_id, plan_agreed_at,
      plan_agreed_by, owed, breaches)
    SELECT $1, 1, 'X320741', 'open', 'communityOrder', 'communityOrder', $2, '2018-09-04', '[]', 0, '{}', 1, 'N07', 0,
      'C17', false, $2, $2, $2, 'C17A001', 'PO', $2, $3, $2, 'C17A001', '[]', '[]'
"""
OBJECTIVE = """
    INSERT INTO case_objective (objective_id, sentence_id, need, intervention, rar_days)
    VALUES ($2, $1, 'relationships', 'BBR', 0)
"""
REVIEW = """
    INSERT INTO case_risk_review (review_id, sentence_id, cause, state, raised_at, rosh_after, completed_at,
      completed_by)
    VALUES ($2, $1, 'registerInterval', 'completed', $3, 'low', $3, 'C17A001')
"""


async def test_a_plan_from_before_is_the_first_of_its_case_and_goes_on(databases: Databases) -> None:
    at = datetime(2016, 9, 5, 9, tzinfo=UTC)
    plan_id, objective_id = uuid4(), uuid4()
    url = await databases.migrated_to("crc", BEFORE)
    database = await Database.connect(connections=1, dsn=url)
    async with database.write() as connection:
        await connection.execute(CASE, SENTENCE_ID, at, plan_id)
        await connection.execute(OBJECTIVE, SENTENCE_ID, objective_id)
        await connection.execute(REVIEW, SENTENCE_ID, uuid4(), at)
    await database.close()
    await asyncio.to_thread(migrate, "crc", url)
    async with running_on(SERVICE, url) as crc:
        desk = Desk(crc)
        case = await desk.seen()
        assert (case["plan"]["planId"], case["plan"]["number"], case["plan"]["needs"]) == (
            str(plan_id),
            1,
            ["relationships"],
        )
        assert [one["objectiveId"] for one in case["plan"]["objectives"]] == [str(objective_id)]
        assert [one["cause"] for one in case["riskReviews"]] == ["registerInterval"]
        # What has begun goes on, though no directory knows it by its old name.
        case = await desk.plan(("relationships", "BBR", 0), path="plan-reviews")
        assert (case["plan"]["number"], case["plan"]["objectives"][0]["objectiveId"]) == (2, str(objective_id))
        await crc.deliver([sentence(gaps=())])
        assert [one["registerType"] for one in (await desk.seen())["registrations"]] == ["rosh"]
    config = config_of("crc", url)
    await asyncio.to_thread(command.downgrade, config, BEFORE)
    database = await Database.connect(connections=1, dsn=url)
    async with database.read() as connection:
        (row,) = await connection.fetch("SELECT plan_agreed_by FROM supervised_case")
        assert (row["plan_agreed_by"], len(await connection.fetch("SELECT * FROM case_risk_review"))) == ("C17A001", 1)
    await database.close()
    await databases.drop(url)
