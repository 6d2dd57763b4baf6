"""A return that the CRC disputes, through the API and on the database; and the figures that both sides read (¶18)."""

from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
import pytest

from shared.runtime.auth import Role
from tests.integration.breach.desk import DISPUTED, FATAL, FINED, MINOR, PRESENTED, Desk
from tests.integration.breach.test_the_pack_between_two_sides import clocks
from tests.support.counting import statements_of
from tests.unit.breach.story import CRC, ENFORCER, NPS, OFFICER, THIRD

UPHELD = {"outcome": "upheld", "grounds": "The address is there."}
NOT_UPHELD = {"outcome": "notUpheld", "grounds": "There is no address."}
PERIOD = {"from": "2016-09-01", "to": "2016-09-30"}


async def test_an_upheld_dispute_brings_the_pack_to_the_court_as_it_was(desk: Desk) -> None:
    await desk.returned()
    disputed = await desk.done("dispute", DISPUTED, desk.crc)
    assert (disputed["state"], disputed["holder"]) == ("returned", CRC)
    (dispute,) = disputed["disputes"]
    assert (dispute["state"], dispute["disputedBy"], dispute["grounds"]) == ("open", OFFICER, DISPUTED["grounds"])
    assert [one["reason"] for one in dispute["reasons"]] == ["noCurrentAddress"]
    assert await clocks(desk.service) == {
        "breachReferred": (CRC, "met"),
        "breachPresented": (NPS, "cancelled"),
        "packResubmitted": (CRC, "cancelled"),
        "returnDisputeDecided": (NPS, "running"),
    }
    decided = await desk.done("dispute/decision", UPHELD, desk.third)
    assert (decided["state"], decided["pack"]["version"]) == ("accepted", 1)
    assert decided["disputes"][0]["endedBy"] == THIRD
    presented = await desk.done("presentation", PRESENTED, desk.nps)
    assert (presented["court"]["application"], presented["breCode"]) == ("summons", "BRE19")
    assert {how for _, how in (await clocks(desk.service)).values()} == {"met", "cancelled"}
    kinds = [kind for kind, _ in await desk.service.events()]
    assert kinds[-3:] == ["return-disputed", "return-dispute-decided", "breach-presented"]
    assert str(DISPUTED["grounds"]) not in str(await desk.service.events())


async def test_a_return_that_stands_is_owed_anew(desk: Desk) -> None:
    await desk.returned()
    await desk.done("dispute", DISPUTED, desk.manager)
    after = await desk.done("dispute/decision", NOT_UPHELD, desk.third)
    assert after["state"] == "returned"
    assert (await clocks(desk.service))["packResubmitted"] == (CRC, "running")
    again = await desk.refused(409, "dispute", DISPUTED, desk.crc)
    assert again["allowed"] == ["check", "prepare", "withdrawn"]
    assert (await desk.referred())["pack"]["version"] == 2
    assert (await clocks(desk.service))["packResubmitted"] == (CRC, "met")


async def test_who_may_do_what_of_a_dispute(desk: Desk) -> None:
    await desk.refused(409, "dispute", DISPUTED, desk.crc)
    await desk.returned()
    await desk.refused(409, "dispute/decision", UPHELD, desk.third)
    await desk.refused(409, "dispute/withdrawal", {}, desk.crc)
    await desk.refused(403, "dispute", DISPUTED, desk.third)
    await desk.done("dispute", DISPUTED, desk.crc)
    await desk.refused(403, "dispute/decision", UPHELD, desk.nps)
    returner = desk.service.as_(NPS, ENFORCER, Role.SENIOR_PROBATION_OFFICER)
    problem = await desk.refused(403, "dispute/decision", UPHELD, returner)
    assert "does not decide" in problem["detail"]
    await desk.refused(403, "dispute/decision", UPHELD, desk.manager)
    await desk.refused(403, "dispute/withdrawal", {}, desk.third)
    after = await desk.done("dispute/withdrawal", {}, desk.crc)
    assert after["disputes"][0]["state"] == "withdrawn"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"reasons": [], "grounds": "x"}, "/reasons"),
    ({"reasons": [2], "grounds": "x"}, "/reasons/0"),
    ({"reasons": [0], "grounds": "x"}, "/reasons/0"),
    ({"reasons": [1]}, "/grounds"),
    ({"reasons": [1], "grounds": "  "}, "/grounds"),
    ({"reasons": [1], "grounds": "a\x00b"}, "/grounds"),
    ({"reasons": [1], "grounds": "x" * 2001}, "/grounds"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD)
async def test_what_is_asked_wrongly_is_named(desk: Desk, body: dict[str, Any], pointer: str) -> None:
    await desk.returned()
    problem = await desk.refused(422, "dispute", body, desk.crc)
    assert pointer in [error["pointer"] for error in problem["errors"]]


async def test_a_dispute_that_nobody_decides_is_told(desk: Desk) -> None:
    await desk.returned()
    await desk.done("dispute", DISPUTED, desk.crc)
    desk.service.clock.advance(timedelta(days=10))
    assert await desk.service.tick() == 1
    ((_, overdue),) = await desk.service.events("return-dispute-overdue")
    assert overdue["owner"] == NPS


async def test_each_command_of_a_dispute_makes_five_round_trips(desk: Desk) -> None:
    await desk.returned()
    for path, body, who in (
        ("dispute", DISPUTED, desk.crc),
        ("dispute/decision", UPHELD, desk.third),
        ("presentation", PRESENTED, desk.nps),
        ("hearings", {"courtCode": "B01CN", "hearingOn": "2016-10-03"}, desk.nps),
        ("outcome", FINED, desk.nps),
    ):
        assert len(await statements_of(desk.service, partial(desk.done, path, body, who))) == 5, path


async def test_the_database_itself_lets_a_return_be_disputed_once(desk: Desk) -> None:
    await desk.returned()
    await desk.done("dispute", DISPUTED, desk.crc)
    async with desk.service.runtime.database.write() as connection:
        with pytest.raises(asyncpg.UniqueViolationError, match="return_dispute_comes_once"):
            await connection.execute(
                "INSERT INTO return_dispute SELECT gen_random_uuid(), breach_id, pack_version, state, reasons, grounds,"
                " disputed_at, disputed_by, ended_at, ended_by, decision_grounds FROM return_dispute"
            )


async def figures(desk: Desk, what: str, who: dict[str, str], **period: str) -> list[dict[str, Any]]:
    answer = await desk.service.client.get(f"/{what}", params={**PERIOD, **period}, headers=who)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_both_sides_read_the_same_figures_of_the_exchange(desk: Desk) -> None:
    """Prepared and referred in two hours, returned in three; disputed, upheld; nights count for nobody."""
    clock = desk.service.clock
    clock.advance(timedelta(hours=2))
    await desk.referred()
    clock.advance(timedelta(hours=3))
    await desk.done("return", FATAL, desk.nps)
    clock.advance(timedelta(days=1))
    await desk.done("dispute", DISPUTED, desk.crc)
    await desk.done("dispute/decision", NOT_UPHELD, desk.third)
    clock.advance(timedelta(hours=1))
    await desk.referred()
    clock.advance(timedelta(minutes=30))
    await desk.done("acceptance", MINOR, desk.nps)
    inspector = desk.service.as_("HMIP", "inspector-1", Role.INSPECTOR)
    (seen,) = await figures(desk, "exchange", desk.crc)
    assert [seen] == await figures(desk, "exchange", desk.nps) == await figures(desk, "exchange", inspector)
    assert seen == {
        "provider": CRC,
        "division": NPS,
        "referred": 2,
        "returned": 1,
        "returnedFor": {"noCurrentAddress": 1},
        "returnRate": 50.0,
        "acceptedAsItWas": 0,
        "acceptedWithCorrections": 1,
        "unanswered": 0,
        "disputed": 1,
        "upheld": 0,
        "providerTime": {"medianHours": 1.5, "longestHours": 2.0},
        "divisionTime": {"medianHours": 1.8, "longestHours": 3.0},
    }
    other = desk.service.as_("C01", "C01A001", Role.RESPONSIBLE_OFFICER)
    assert await figures(desk, "exchange", other) == []
    assert await figures(desk, "exchange", desk.crc, **{"from": "2016-09-07", "to": "2016-09-07"}) == []


LEARNED = "What was learned since speaks for a fine."


async def test_recommendations_are_held_against_what_the_court_did(desk: Desk) -> None:
    await desk.prepared()
    await desk.signed(recommendation="fine", recommendationChange="newInformation", rationale=LEARNED)
    await desk.done("referral", {}, desk.manager)
    await desk.done("acceptance", {}, desk.nps)
    await desk.done("presentation", PRESENTED, desk.nps)
    assert await figures(desk, "recommendations", desk.crc) == []
    await desk.done("outcome", FINED, desk.nps)
    (seen,) = await figures(desk, "recommendations", desk.crc)
    assert [seen] == await figures(desk, "recommendations", desk.nps)
    assert seen == {
        "provider": CRC,
        "division": NPS,
        "firstRecommendation": "continue",
        "recommendation": "fine",
        "state": "proven",
        "outcome": "continue",
        "penalty": "fine",
        "breaches": 1,
        "followed": 1,
        "changed": 1,
        "changedByManager": 0,
    }


@pytest.mark.parametrize("what", ["exchange", "recommendations"])
@pytest.mark.parametrize(
    ("period", "pointer"),
    [
        ({"from": "2016-09-02", "to": "2016-09-01"}, "/to"),
        ({"from": "2015-09-01", "to": "2016-09-01"}, "/to"),
        ({"from": "tomorrow"}, "/query/from"),
    ],
)
async def test_a_period_is_a_period(desk: Desk, what: str, period: dict[str, str], pointer: str) -> None:
    answer = await desk.service.client.get(f"/{what}", params={**PERIOD, **period}, headers=desk.crc)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_powers_and_states_are_published(desk: Desk) -> None:
    powers = (await desk.service.client.get("/powers", headers=desk.crc)).json()["items"]
    assert len(powers) == 64
    assert all((one["citation"] is None) != (one["reason"] is None) for one in powers)
    fine = next(one for one in powers if one["allowed"] and one["order"] == "communityOrder")
    assert (fine["penalty"], fine["limits"][0]["name"], fine["limits"][0]["unit"]) == (
        "fine", "breachFineMaximum", "pounds",
    )  # fmt: skip
    states = (await desk.service.client.get("/states", headers=desk.crc)).json()["items"]
    assert {one["state"]: one["breCode"] for one in states}["withdrawn"] == "BRE06"
    assert (await desk.service.client.get("/powers")).status_code == 401
