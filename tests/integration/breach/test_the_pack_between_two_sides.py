"""A breach from the decision to the court's answer, through the API, on the database; and each way of being refused."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.breach.domain.initiating import breach_id_of
from shared.contracts.model import EventData
from shared.probation.vocabulary import AppointmentOutcome
from shared.runtime.auth import Role
from tests.integration.breach.desk import FATAL, FINED, MINOR, PRESENTED, WITHDRAWN, Desk, pack
from tests.support.running import Running, message_of
from tests.unit.breach.story import CRC, ENFORCER, INSTRUCTION, MANAGER, NOW, OFFICER, OTHER_CRC, SECOND, Story, named


def attached() -> dict[str, Any]:
    return INSTRUCTION.model_dump(mode="json", by_alias=True)


async def clocks(service: Running) -> dict[str, tuple[str, str]]:
    """Each clock with its owner and how it stands; of several of a kind, the last that was not cancelled."""
    rows = await service.rows("SELECT * FROM deadline ORDER BY started_at, cancelled_at NULLS LAST")
    return {
        row["obligation"]: (
            row["owner"],
            "met"
            if row["met_at"]
            else "cancelled"
            if row["cancelled_at"]
            else "overdue"
            if row["overdue_at"]
            else "running",
        )
        for row in rows
    }


async def test_the_journey_of_a_pack(desk: Desk) -> None:
    """Prepared, found wanting, referred, returned, resubmitted, accepted with a correction, presented, proven."""
    begun = await desk.seen()
    assert (begun["state"], begun["allowed"], begun["holder"]) == ("initiated", ["prepare", "withdrawn"], CRC)
    assert [one["instructionProof"] for one in begun["known"]["failures"]] == ["letter", "letter"]

    await desk.prepared(currentAddress=None, progress=None)
    checked = await desk.done("check", {}, desk.crc)
    assert [(one["place"], one["severity"]) for one in checked["findings"]] == [
        ("/currentAddress", "fatal"),
        ("/countersignedBy", "fatal"),
        ("/progress", "minor"),
    ]
    assert all(one["sentence"].endswith(".") for one in checked["findings"])
    problem = await desk.refused(422, "referral", {}, desk.manager)
    assert [error["pointer"] for error in problem["errors"]] == ["/currentAddress", "/countersignedBy"]

    second = await desk.signed()
    assert second["pack"]["version"] == 2
    assert second["findings"] == []
    assert second["checkedAt"] is None
    referred = await desk.done("referral", {}, desk.manager)
    assert (referred["state"], referred["holder"]) == ("referred", "N07")
    assert await clocks(desk.service) == {"breachReferred": (CRC, "met"), "breachPresented": ("N07", "running")}

    returned = await desk.done("return", FATAL, desk.nps)
    assert returned["returns"][0]["reasons"][0]["reason"] == "noCurrentAddress"
    assert returned["returns"][0]["version"] == 2
    assert (await clocks(desk.service))["packResubmitted"] == (CRC, "running")
    assert (await clocks(desk.service))["breachPresented"] == ("N07", "cancelled")
    await desk.signed(currentAddress="2 Example Street, London")
    await desk.done("referral", {}, desk.manager)
    assert (await clocks(desk.service))["packResubmitted"] == (CRC, "met")

    accepted = await desk.done("acceptance", MINOR, desk.nps)
    assert [one["reason"] for one in accepted["corrections"]] == ["spellingOrLayout"]
    assert (await clocks(desk.service))["breachPresented"] == ("N07", "running")
    await desk.done("presentation", PRESENTED, desk.nps)
    assert (await clocks(desk.service))["breachPresented"] == ("N07", "met")
    await desk.done("process", {"state": "summonsIssued"}, desk.nps)
    await desk.done("process", {"state": "executed"}, desk.nps)
    proven = await desk.done("outcome", FINED, desk.nps)

    assert (proven["state"], proven["outcome"], proven["allowed"]) == ("proven", "continue", [])
    assert proven == await desk.seen() == await desk.seen(desk.nps)
    assert [step["state"] for step in proven["history"]] == [
        "initiated", "prepared", "prepared", "referred", "returned", "prepared", "referred", "accepted", "presented",
        "summonsIssued", "executed", "proven",
    ]  # fmt: skip
    assert [kind for kind, _ in await desk.service.events()] == [
        "breach-initiated", "pack-prepared", "pack-checked", "pack-prepared", "pack-countersigned", "breach-referred",
        "pack-returned", "pack-prepared", "pack-countersigned", "breach-referred", "pack-accepted", "breach-presented",
        "process-issued", "process-issued", "breach-concluded",
    ]  # fmt: skip
    ((_, concluded),) = await desk.service.events("breach-concluded")
    assert (concluded["firstRecommendation"], concluded["outcome"]) == ("continue", "continue")
    assert concluded["detailUrl"] == f"http://breach.test{desk.url}"


async def test_a_person_who_is_before_the_court_is_dealt_with_that_day(desk: Desk) -> None:
    await desk.referred()
    await desk.done("acceptance", {}, desk.nps)
    await desk.done("presentation", PRESENTED, desk.nps)
    assert (await desk.done("outcome", {"state": "notProven"}, desk.nps))["state"] == "notProven"


async def test_an_illegal_step_names_the_state_and_what_it_allows(desk: Desk) -> None:
    problem = await desk.refused(409, "acceptance", {"corrections": []}, desk.nps)
    assert (problem["state"], problem["allowed"]) == ("initiated", ["prepare", "withdrawn"])


async def test_what_is_asked_wrongly_is_named(desk: Desk) -> None:
    for body, pointer in (
        (pack(recommendation="hang"), "/recommendation"),
        (pack(nickname="Bob"), "/nickname"),
        (pack(failures=[{"appointmentId": str(named("no"))}]), "/failures/0/appointmentId"),
        (pack(attachments=[{**attached(), "sha256": "no"}]), "/attachments/0/sha256"),
    ):
        problem = await desk.refused(422, "pack", body, desk.crc)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    await desk.referred()
    minor = {"reasons": [{"reason": "spellingOrLayout", "place": "/rationale"}]}
    assert (await desk.refused(422, "return", minor, desk.nps))["errors"][0]["code"] == "noFatalReason"
    assert (await desk.refused(422, "return", {"reasons": []}, desk.nps))["errors"][0]["pointer"] == "/reasons"
    fatal = {"corrections": FATAL["reasons"]}
    assert (await desk.refused(422, "acceptance", fatal, desk.nps))["errors"][0]["pointer"] == "/corrections/0/reason"
    words = {"reasons": [{"reason": "noCurrentAddress", "place": "/ask Bob Smith"}]}
    assert (await desk.refused(422, "return", words, desk.nps))["errors"][0]["pointer"] == "/reasons/0/place"


async def test_to_another_crc_the_breach_does_not_exist(desk: Desk) -> None:
    other = desk.service.as_(OTHER_CRC, "C01A001", Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
    division = desk.service.as_("N02", "N02E001", Role.ENFORCEMENT_OFFICER)
    for who in (other, division):
        assert (await desk.service.client.get(desk.url, headers=who)).status_code == 404
        assert (await desk.service.client.get("/breaches", headers=who)).json() == {"items": [], "nextCursor": None}
    unknown = await desk.service.client.get(f"/breaches/{uuid4()}", headers=other)
    refused = await desk.refused(404, "pack", pack(), other)
    assert unknown.json() == refused
    await desk.refused(404, "return", FATAL, division)


async def test_neither_side_acts_for_the_other(desk: Desk) -> None:
    """Both may read it, so being told whose part it is gives nothing away."""
    every = (Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER, Role.ENFORCEMENT_OFFICER)
    crc = desk.service.as_(CRC, OFFICER, *every)
    nps = desk.service.as_("N07", ENFORCER, *every)
    problem = await desk.refused(403, "pack", pack(), nps)
    assert problem["detail"].startswith("Only C17 can prepare the pack; N07 can read this breach")
    await desk.prepared()
    await desk.refused(403, "countersignature", {}, nps)
    await desk.done("countersignature", {}, desk.manager)
    await desk.refused(403, "referral", {}, nps)
    await desk.refused(403, "outcome", WITHDRAWN, nps)
    await desk.done("referral", {}, crc)
    for path, body in (("return", FATAL), ("acceptance", {}), ("outcome", WITHDRAWN)):
        await desk.refused(403, path, body, crc)
    assert (await desk.done("check", {}, nps))["findings"] == []
    assert (await desk.done("outcome", WITHDRAWN, nps))["state"] == "withdrawn"


async def test_the_role_is_needed_as_well_as_the_side(desk: Desk) -> None:
    await desk.refused(403, "pack", pack(), desk.manager)
    await desk.refused(403, "check", {}, desk.service.as_(CRC, OFFICER, Role.COURT_OFFICER))
    assert (await desk.service.client.get(desk.url)).status_code == 401


async def test_a_contact_log_that_changes_after_the_pack_contradicts_it(desk: Desk) -> None:
    await desk.signed()
    await desk.service.deliver([Story().corrected(AppointmentOutcome.AAME, SECOND)])
    problem = await desk.refused(422, "referral", {}, desk.manager)
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("/failures/1/outcome", "contradictsContactLog")
    ]
    view = await desk.seen()
    assert view["pack"]["failures"][1]["outcome"] == "UAAB"
    assert len(view["known"]["failures"]) == 1


async def test_a_changed_recommendation_is_shown_with_who_and_why(desk: Desk) -> None:
    await desk.prepared()
    problem = await desk.refused(422, "pack", pack(recommendation="revokeAndResentence"), desk.crc)
    assert [one["pointer"] for one in problem["errors"]] == ["/recommendationChange", "/rationale"]
    changed = {"recommendation": "revokeAndResentence", "recommendationChange": "newInformation"}
    view = await desk.prepared(**changed, rationale="A third failure followed.")
    assert (view["firstRecommendation"], view["recommendation"]) == ("continue", "revokeAndResentence")
    (change,) = view["recommendationChanges"]
    assert (change["before"], change["changedBy"], change["why"]) == ("continue", OFFICER, "A third failure followed.")
    assert (change["reason"], change["byManager"]) == ("newInformation", False)


async def test_a_managers_edit_of_the_recommendation_is_a_version_and_an_event_with_the_first_beside_it(
    desk: Desk,
) -> None:
    await desk.signed()
    asked = {"recommendation": "fine", "reason": "managersView", "rationale": "A fine answers this better than talk."}
    await desk.refused(422, "recommendation", {**asked, "recommendation": "continue"}, desk.manager)
    await desk.refused(403, "recommendation", asked, desk.nps)
    view = await desk.done("recommendation", asked, desk.manager)
    assert (view["firstRecommendation"], view["recommendation"], view["pack"]["version"]) == ("continue", "fine", 2)
    ((_, told),) = await desk.service.events("recommendation-changed")
    assert (told["firstRecommendation"], told["before"], told["after"]) == ("continue", "continue", "fine")
    assert (told["reason"], told["changedBy"], told["byFirstAuthor"]) == ("managersView", MANAGER, False)
    assert told["firstRecommendedBy"] == OFFICER
    assert asked["rationale"] not in str(await desk.service.events())
    # The version is unsigned, and whoever changed it does not sign it.
    await desk.refused(403, "countersignature", {}, desk.manager)
    problem = await desk.refused(422, "referral", {}, desk.manager)
    assert [one["code"] for one in problem["errors"]] == ["notCountersigned"]
    other = desk.service.as_(CRC, "C17M002", Role.SENIOR_PROBATION_OFFICER)
    await desk.done("countersignature", {}, other)
    await desk.refused(409, "countersignature", {}, other)
    await desk.done("referral", {}, desk.manager)


async def test_every_version_is_read_whole_with_what_changed_and_who_has_read_it(desk: Desk) -> None:
    await desk.prepared(currentAddress=None)
    await desk.done("check", {}, desk.crc)
    await desk.signed()
    for who in (desk.crc, desk.nps):
        answer = await desk.service.client.get(f"{desk.url}/packs", headers=who)
        assert [(one["version"], one["countersignedBy"], one["changed"]) for one in answer.json()["items"]] == [
            (2, MANAGER, ["/currentAddress"]),
            (1, None, []),
        ]
    second = (await desk.service.client.get(f"{desk.url}/packs/2", headers=desk.nps)).json()
    (change,) = second["changes"]
    assert (change["before"], change["after"]) == (None, pack()["currentAddress"])
    first = (await desk.service.client.get(f"{desk.url}/packs/1", headers=desk.nps)).json()
    assert [one["rule"] for one in first["readings"][0]["findings"]] == ["addressMissing", "notCountersigned"]
    for path in (f"{desk.url}/packs/3", f"/breaches/{uuid4()}/packs"):
        assert (await desk.service.client.get(path, headers=desk.crc)).status_code == 404


async def test_both_sides_read_the_rules_with_their_codes(desk: Desk) -> None:
    answers = [(await desk.service.client.get("/rules", headers=who)).json() for who in (desk.crc, desk.nps)]
    assert answers[0] == answers[1]
    severities = {one["code"]: one["severity"] for one in answers[0]["items"]}
    assert (severities["addressMissing"], severities["rationaleThin"]) == ("fatal", "minor")


async def test_the_persons_earlier_breach_is_in_the_next_pack_and_its_failures_are_not_used_again(desk: Desk) -> None:
    await desk.presented()
    await desk.done("outcome", FINED, desk.nps)
    again = Story(decision=named("another decision"))
    desk.service.clock.advance(timedelta(days=7))
    await desk.service.deliver([again.decided()])
    desk.url = f"/breaches/{breach_id_of(again.decision)}"
    view = await desk.prepared(previousBreaches=None)
    assert [one["outcome"] for one in view["pack"]["earlierBreaches"]] == ["continue"]
    found = (await desk.done("check", {}, desk.crc))["findings"]
    assert {one["rule"] for one in found} == {"notCountersigned", "usedBefore", "beforeLastBreach"}


async def test_the_database_itself_keeps_the_first_recommendation(desk: Desk) -> None:
    await desk.prepared()
    async with desk.service.runtime.database.write() as connection:
        await connection.execute("UPDATE breach SET recommendation = 'fine'")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="never changes"):
        async with desk.service.runtime.database.write() as connection:
            await connection.execute("UPDATE breach SET first_recommendation = 'fine'")


async def test_the_same_key_gets_the_same_answer_and_one_version(desk: Desk) -> None:
    first, again = [await desk.post("pack", pack(), desk.crc, key="once") for _ in range(2)]
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replay"] == "true"
    await desk.done("countersignature", {}, desk.manager)
    await desk.post("referral", {}, desk.manager, key="refer")
    assert (await desk.post("referral", {}, desk.manager, key="refer")).json()["state"] == "referred"
    assert len(await desk.service.events("breach-referred")) == 1


async def test_of_two_who_refer_at_once_one_is_told_that_it_is_done(desk: Desk) -> None:
    await desk.signed()
    answers = await asyncio.gather(*(desk.post("referral", {}, desk.manager) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await desk.service.events("breach-referred")) == 1


async def test_a_pack_read_before_it_changed_is_not_written_over(desk: Desk) -> None:
    read = await desk.service.client.get(desk.url, headers=desk.crc)
    await desk.prepared()
    stale = desk.crc | {"If-Match": read.headers["ETag"]}
    await desk.refused(412, "pack", pack(), stale)


async def test_each_clock_that_runs_out_is_told_once(desk: Desk) -> None:
    service = desk.service

    async def overdue(kind: str) -> dict[str, Any]:
        service.clock.advance(timedelta(days=20))
        assert [await service.tick(), await service.tick()] == [1, 0]
        ((_, body),) = await service.events(kind)
        return body

    assert await service.tick() == 0
    referral = await overdue("breach-referral-overdue")
    assert (referral["owner"], referral["obligation"]) == (CRC, "breachReferred")
    assert referral["subjectId"] in referral["detailUrl"]
    await desk.referred()
    await desk.done("return", FATAL, desk.nps)
    assert (await overdue("pack-resubmission-overdue"))["owner"] == CRC
    await desk.referred()
    await desk.done("acceptance", {}, desk.nps)
    assert (await overdue("breach-presentation-overdue"))["owner"] == "N07"
    await desk.done("presentation", PRESENTED, desk.nps)
    assert {how for _, how in (await clocks(service)).values()} == {"met"}


async def test_a_withdrawn_breach_is_never_overdue(desk: Desk) -> None:
    await desk.done("outcome", WITHDRAWN, desk.manager)
    desk.service.clock.advance(timedelta(days=60))
    assert await desk.service.tick() == 0
    assert await clocks(desk.service) == {"breachReferred": (CRC, "cancelled")}


# What is heard.


async def test_topics_in_any_order_end_in_the_same_case_and_one_breach(breach: Running) -> None:
    desk = Desk(breach)
    court, allocation, crc = Story().told()
    await breach.deliver(crc)
    assert await breach.events() == []
    assert (await breach.client.get(desk.url, headers=desk.crc)).status_code == 404
    await breach.deliver(court)
    assert [kind for kind, _ in await breach.events()] == ["breach-initiated"]
    await breach.deliver(allocation)
    late = await desk.seen()
    other = Desk(breach, Story("X111111", named("other sentence"), named("other decision"), prefix="other"))
    await other.hear()
    prompt = await other.seen()
    assert late["known"]["risk"] == prompt["known"]["risk"]
    assert late["known"]["summary"] == prompt["known"]["summary"]
    assert late["known"]["order"] == prompt["known"]["order"]
    assert len(await breach.events("breach-initiated")) == 2


async def test_a_history_played_again_makes_no_second_breach(desk: Desk) -> None:
    """Even under new event ids: the breach is made of the decision."""
    before = await desk.seen()
    await desk.hear()
    assert len(await desk.service.events("breach-initiated")) == 1
    after = await desk.seen()
    assert {**after, "known": None} == {**before, "known": None}


async def test_the_caused_event_names_its_cause(breach: Running) -> None:
    court, allocation, crc = Story().told()
    await breach.deliver([*court, *allocation, *crc[:-1]])
    decided: EventData = crc[-1]
    event_id = uuid4()
    await breach.deliver([message_of(decided, NOW, event_id=event_id)])
    (row,) = await breach.rows("SELECT causation_id, traceparent FROM event")
    assert row["causation_id"] == str(event_id)
    assert row["traceparent"] is not None


# Lists.


async def test_a_list_is_read_page_by_page_by_either_side(breach: Running) -> None:
    desks = []
    for number in range(5):
        story = Story(f"X{number:06}", uuid4(), uuid4(), prefix=str(number))
        desks.append(Desk(breach, story))
        await desks[-1].hear()
        breach.clock.advance(timedelta(hours=1))
    await desks[3].prepared(failures=None)
    inspector = breach.as_("HMIP", "inspector-1", Role.INSPECTOR)
    for who in (desks[0].crc, desks[0].nps, inspector):
        seen: list[str] = []
        cursor = None
        while True:
            query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
            body = (await breach.client.get("/breaches", params=query, headers=who)).json()
            seen += [item["crn"] for item in body["items"]]
            if (cursor := body["nextCursor"]) is None:
                break
        assert seen == ["X000004", "X000003", "X000002", "X000001", "X000000"]
        prepared = (await breach.client.get("/breaches", params={"state": "prepared"}, headers=who)).json()
        assert [item["crn"] for item in prepared["items"]] == ["X000003"]
    bad = await breach.client.get("/breaches", params={"cursor": "nonsense"}, headers=inspector)
    assert bad.status_code == 422
    assert MANAGER not in bad.text
