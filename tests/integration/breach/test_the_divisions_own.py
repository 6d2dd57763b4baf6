"""The NPS's own breaches, through the API and on the database: begun, prepared, presented, and referred to nobody."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from shared.runtime.auth import Role
from tests.integration.breach.desk import FINED, PRESENTED, Desk, pack
from tests.integration.breach.test_the_pack_between_two_sides import clocks
from tests.support.counting import statements_of
from tests.support.running import Running
from tests.unit.breach.story import CRC, ENFORCER, NPS, SENTENCE, Story

OFFICER = "N07B960"
FAILURES = [
    {
        "at": f"{day}T09:30:00Z",
        "kind": "officerAppointment",
        "office": "Croydon",
        "outcome": "UAAB",
        "instructedBy": OFFICER,
        "instructionProof": "letter",
        "warnedOn": warned,
        "excuseDecision": "noneGiven",
    }
    for day, warned in (("2016-08-15", "2016-08-16"), ("2016-09-02", None))
]
OWN = {"sentenceId": str(SENTENCE), "awareAt": "2016-09-05T08:00:00Z", "failures": FAILURES}


@pytest.fixture
async def division(breach: Running) -> Desk:
    """The division has taken the case over, and no breach has been decided."""
    story = Story()
    await breach.deliver(
        [story.sentence_passed(), story.gap_closed(), story.allocation_accepted(), story.transferred()]
    )
    return Desk(breach, story)


async def asked(desk: Desk, who: dict[str, str] | None = None, **changes: Any) -> httpx.Response:
    return await desk.service.client.post("/breaches", json={**OWN, **changes}, headers=who or desk.nps)


async def test_the_divisions_own_breach_begins_with_its_own_failures(division: Desk) -> None:
    answer = await asked(division)
    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert answer.headers["Location"] == f"/breaches/{view['breachId']}"
    assert (view["state"], view["provider"], view["division"], view["holder"]) == ("initiated", NPS, NPS, NPS)
    assert (view["decisionId"], view["manager"], view["breCode"]) == (None, None, "BRE01")
    assert [one["appointmentId"] for one in view["known"]["failures"]] == view["failures"]
    assert [one["sentOn"] for one in view["known"]["letters"]] == ["2016-08-16"]
    division.url = f"/breaches/{view['breachId']}"
    assert await division.seen(division.nps) == view
    assert await clocks(division.service) == {"breachPresented": (NPS, "running")}
    ((_, told),) = await division.service.events("breach-initiated")
    assert (told["decisionId"], told["recordedBy"]["officer"]) == (None, ENFORCER)


async def test_it_is_owed_within_ten_working_days_of_awareness(division: Desk) -> None:
    await asked(division)
    division.service.clock.advance(timedelta(days=14, hours=-10))
    assert await division.service.tick() == 0
    division.service.clock.advance(timedelta(days=1))
    assert await division.service.tick() == 1
    ((_, overdue),) = await division.service.events("breach-presentation-overdue")
    assert overdue["owner"] == NPS


async def test_only_the_division_that_supervises_may_and_nobody_else_hears_of_it(division: Desk) -> None:
    elsewhere = division.service.as_("N02", "N02E001", Role.ENFORCEMENT_OFFICER)
    assert (await asked(division, elsewhere)).status_code == 404
    assert (await asked(division, sentenceId=str(uuid4()))).status_code == 404
    crc = division.service.as_(CRC, "C17A001", Role.RESPONSIBLE_OFFICER)
    assert (await asked(division, crc)).status_code == 404
    assert (await asked(division, division.third)).status_code == 403
    assert await division.service.events() == []


async def test_while_a_crc_supervises_the_division_begins_none(desk: Desk) -> None:
    before = await desk.stored()
    answer = await asked(desk)
    assert answer.status_code == 403
    assert f"{CRC} supervises" in answer.json()["detail"]
    assert await desk.stored() == before


async def test_of_two_begun_at_once_there_is_one(division: Desk) -> None:
    assert (await asked(division)).status_code == 201
    again = await asked(division)
    assert (again.status_code, again.json()["state"]) == (409, "initiated")
    assert len(await division.service.events("breach-initiated")) == 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"failures": []}, "/failures"),
    ({"failures": [{**FAILURES[0], "outcome": "ATTC"}]}, "/failures/0/outcome"),
    ({"failures": [{**FAILURES[0], "office": "a\x00"}]}, "/failures/0/office"),
    ({"failures": [{**FAILURES[0], "at": "0001-01-01T00:00:00+05:00"}]}, "/failures/0/at"),
    ({"failures": [{**FAILURES[0], "at": "9999-12-31T23:59:59-05:00"}]}, "/failures/0/at"),
    ({"awareAt": "0001-01-01T00:00:00+05:00"}, "/awareAt"),
    ({"awareAt": "9999-12-31T23:59:59-05:00"}, "/awareAt"),
    ({"awareAt": 5}, "/awareAt"),
    ({"sentenceId": "it"}, "/sentenceId"),
]


@pytest.mark.parametrize(("changes", "pointer"), BAD)
async def test_what_is_asked_wrongly_is_named(division: Desk, changes: dict[str, Any], pointer: str) -> None:
    answer = await asked(division, **changes)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_it_makes_five_round_trips(division: Desk) -> None:
    assert len(await statements_of(division.service, partial(asked, division))) == 5


async def test_the_database_itself_wants_a_decision_for_every_breach_but_the_divisions_own(desk: Desk) -> None:
    async with desk.service.runtime.database.write() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="breach_without_a_decision_is_the_divisions_own"):
            await connection.execute("UPDATE breach SET decision_id = NULL, manager = NULL")


async def test_it_is_checked_and_presented_without_a_referral(division: Desk) -> None:
    """Only what the rules of a pack allow comes before the court, as with a referral."""
    begun = (await asked(division)).json()
    division.url = f"/breaches/{begun['breachId']}"
    officer = division.service.as_(NPS, OFFICER, Role.RESPONSIBLE_OFFICER)
    await division.refused(409, "presentation", PRESENTED, division.nps)
    manager = division.service.as_(NPS, "N07M001", Role.SENIOR_PROBATION_OFFICER)
    await division.done("pack", pack(currentAddress=None), officer)
    await division.done("countersignature", {}, manager)
    problem = await division.refused(422, "presentation", PRESENTED, division.nps)
    assert [one["pointer"] for one in problem["errors"]] == ["/currentAddress"]
    await division.done("pack", pack(), officer)
    prepared = await division.done("countersignature", {}, manager)
    assert "refer" not in prepared["allowed"]
    await division.refused(409, "referral", {}, officer)
    await division.refused(403, "presentation", PRESENTED, officer)
    presented = await division.done("presentation", PRESENTED, division.nps)
    assert (presented["state"], presented["referredAt"]) == ("presented", None)
    assert await clocks(division.service) == {"breachPresented": (NPS, "met")}
    proven = await division.done("outcome", FINED, division.nps)
    assert (proven["state"], proven["breCode"]) == ("proven", "BRE08")
