"""A case from its opening to its transfer, through the API and on the database."""

from datetime import timedelta
from typing import Any

import pytest

from shared.probation.vocabulary import Disposal, EscalationDecision, RoshLevel
from shared.runtime.auth import Role
from tests.integration.crc.desk import URL, Desk
from tests.support.running import MONDAY, Running
from tests.unit.crc.breaches import concluded, initiated
from tests.unit.crc.given import (
    DOMESTIC_ABUSE,
    MANAGER,
    OFFICER,
    PSO,
    SAFEGUARDING,
    STAFF,
    accepted,
    answered,
    closed,
    decided,
    sentence,
    transferred,
)

DELIVERED = {"delivered": 1, "deliveredWithPurpose": 0}
PLAN = {"needs": ["finance"], "objectives": [{"need": "finance", "intervention": "C17-DEBT", "rarDays": 1}]}


def day(number: int, hour: int = 10) -> Any:
    return MONDAY.replace(hour=hour) + timedelta(days=number)


async def test_the_case_opens_once_with_its_clocks(desk: Desk) -> None:
    case = await desk.seen()
    assert (case["state"], case["provider"], case["riskHeldBy"], case["officer"]) == ("open", "C17", "C17", None)
    assert [gap["state"] for gap in case["gaps"]] == ["toRead", "toRead"]
    await desk.hear(sentence(), accepted())
    (opened,) = await desk.told("case-opened")
    assert opened["detailUrl"] == f"http://crc.test{URL}"
    rows = await desk.service.rows("SELECT obligation, owner, met_at FROM deadline ORDER BY obligation")
    assert [row["obligation"] for row in rows] == [
        "firstAppointment",
        "informationGapAcknowledged",
        "informationGapAcknowledged",
        "monthlyContact",
        "responsibleOfficerNamed",
        "riskReview",
    ]
    assert {(row["owner"], row["met_at"]) for row in rows} == {("C17", None)}


async def test_until_it_is_open_there_is_no_case_to_see(crc: Running) -> None:
    desk = Desk(crc)
    inspector = crc.as_("HMIP", "inspector", Role.INSPECTOR)
    for told in (sentence(), decided()):
        await desk.hear(told)
        for headers in (desk.officer, desk.manager, inspector):
            assert (await crc.client.get(URL, headers=headers)).status_code == 404
            assert (await crc.client.get("/cases", headers=headers)).json()["items"] == []
    assert (await desk.asked("plan", PLAN)).is_error
    await desk.hear(accepted())
    assert (await crc.client.get(URL, headers=inspector)).status_code == 200


async def test_a_disposal_without_supervision_makes_no_case(crc: Running) -> None:
    await crc.deliver([sentence(disposal=Disposal.OTHER)])
    assert await crc.rows("SELECT * FROM supervised_case") == []


async def test_to_another_organisation_the_case_does_not_exist(desk: Desk) -> None:
    for organisation in ("C01", "N07"):
        roles = (Role.RESPONSIBLE_OFFICER, Role.SENIOR_PROBATION_OFFICER)
        headers = desk.service.as_(organisation, f"{organisation}A001", *roles)
        assert (await desk.service.client.get(URL, headers=headers)).status_code == 404
        named = {"officer": f"{organisation}A001"}
        await desk.refused(404, "responsible-officer", named, headers)
        assert (await desk.service.client.get("/cases", headers=headers)).json()["items"] == []


async def test_without_the_role_nothing_is_done(desk: Desk) -> None:
    await desk.refused(403, "responsible-officer", {"officer": OFFICER}, desk.officer)
    await desk.refused(403, "appointments", {}, desk.service.as_("C17", OFFICER, Role.ENFORCEMENT_OFFICER))


async def test_the_gaps_are_read_one_by_one_and_the_unread_one_is_overdue_once(desk: Desk) -> None:
    early = await desk.refused(409, f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement")
    assert early["allowed"] == ["nameOfficer"]
    await desk.name()
    colleague = desk.service.as_("C17", "C17A002", Role.RESPONSIBLE_OFFICER)
    problem = await desk.refused(409, f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement", headers=colleague)
    assert problem["detail"] == f"Only the responsible officer, {OFFICER}, can say what {OFFICER} has read."
    case = await desk.done(f"gaps/{DOMESTIC_ABUSE.gap_id}/acknowledgement")
    states = {gap["gapId"]: (gap["state"], gap["acknowledgedBy"]) for gap in case["gaps"]}
    assert states[str(DOMESTIC_ABUSE.gap_id)] == ("acknowledged", OFFICER)
    assert states[str(SAFEGUARDING.gap_id)] == ("toRead", None)
    desk.service.clock.move_to(day(3))
    assert (await desk.service.tick(), await desk.service.tick()) == (1, 0)
    (overdue,) = await desk.told("gap-acknowledgement-overdue")
    assert (overdue["subjectId"], overdue["owner"]) == (str(SAFEGUARDING.gap_id), "C17")
    # It may still be read, late.
    await desk.done(f"gaps/{SAFEGUARDING.gap_id}/acknowledgement")
    late = [row for row in await desk.clock("informationGapAcknowledged") if row["subject_id"] == SAFEGUARDING.gap_id]
    assert late[0]["met_at"] > late[0]["due_at"]
    assert late[0]["overdue_at"] is not None


async def test_every_clock_of_the_service_has_its_overdue_event(desk: Desk) -> None:
    await desk.hear(closed())
    await desk.service.tick()
    await desk.kept(day(1), "UAAB", "officerAppointment")
    await desk.kept(day(2), "UAAB", "officerAppointment")
    await desk.kept(day(3), "ATTC", "officerAppointment")
    desk.service.clock.move_to(day(60))
    while await desk.service.tick():
        pass
    overdue = [kind for kind, _ in await desk.service.events() if kind.endswith("-overdue")]
    assert sorted(overdue) == sorted(
        [
            "responsible-officer-overdue",
            "gap-acknowledgement-overdue",
            "gap-acknowledgement-overdue",
            "warning-letter-overdue",
            "warning-letter-overdue",
            "enforcement-decision-overdue",
            "monthly-contact-overdue",
            "initial-plan-overdue",
            "risk-review-overdue",
        ]
    )
    assert (await desk.seen())["failuresIn12Months"] == 2


async def test_no_first_appointment_is_told(desk: Desk) -> None:
    desk.service.clock.move_to(day(8))
    await desk.service.tick()
    assert len(await desk.told("first-appointment-overdue")) == 1


async def test_the_guardrail_names_its_rule(desk: Desk) -> None:
    problem = await desk.refused(422, "responsible-officer", {"officer": PSO}, desk.manager)
    assert {error["pointer"] for error in problem["errors"]} == {"/officer"}
    assert {error["code"] for error in problem["errors"]} == {"domesticAbuseUnknown", "childSafeguardingUnknown"}
    assert all("¶17" in error["detail"] for error in problem["errors"])


async def test_a_case_that_has_come_to_be_above_its_officers_grade_is_shown_as_such(crc: Running) -> None:
    low = sentence().risk.model_copy(update={"rosh_level": RoshLevel.LOW})
    await crc.deliver([sentence(risk=low), accepted()])
    desk = Desk(crc)
    await desk.register(*STAFF.values())
    case = await desk.done("responsible-officer", {"officer": PSO}, desk.manager)
    assert case["aboveGrade"] == []
    pso = crc.as_("C17", PSO, Role.RESPONSIBLE_OFFICER)
    case = await desk.done("risk-reviews", {"roshAfter": "medium", "changes": ["circumstancesWorse"]}, pso)
    assert len(case["aboveGrade"]) == 2
    assert all("¶17" in why for why in case["aboveGrade"])


async def test_the_plan_counts_its_rar_days(desk: Desk) -> None:
    await desk.name()
    asked = {"need": "relationships", "intervention": "C17-BBR", "rarDays": 21}
    await desk.refused(422, "plan", {"needs": ["relationships"], "objectives": [asked]})
    await desk.kept(day(2), kind="officerAppointment")
    await desk.kept(day(3))
    case = await desk.plan(("relationships", "C17-BBR", 12))
    assert case["rarDays"] == {"ordered": 20, "planned": 12, "withoutPurpose": 8, **DELIVERED}
    assert case["plan"]["objectives"][0]["intervention"] == "C17-BBR"
    assert (await desk.clock("initialPlan"))[0]["met_at"] is not None
    assert (await desk.clock("firstAppointment"))[0]["met_at"] is not None
    await desk.refused(409, "plan", PLAN)


async def test_two_failures_the_decision_to_breach_and_the_count_back_at_nothing(desk: Desk) -> None:
    await desk.name()
    missed = await desk.kept(day(14), "UAAB")
    await desk.refused(409, f"appointments/{missed}/outcome", {"outcome": "ATTC"})
    await desk.done(f"appointments/{missed}/warning-letter", {"sentOn": day(14).date().isoformat()})
    again = await desk.kept(day(28), "UAAB")
    case = await desk.seen()
    assert (case["failuresIn12Months"], case["countFrozen"]) == (2, False)
    (owed,) = case["enforcementDecisions"]
    (now_due,) = await desk.told("enforcement-decision-due")
    assert now_due["failures"] == owed["failures"] == [missed, again]
    path = f"enforcement-decisions/{owed['decisionId']}"
    await desk.refused(422, path, {"decision": "notEnforced", "manager": MANAGER})
    await desk.refused(422, path, {"decision": "breach", "manager": OFFICER})
    await desk.done(path, {"decision": "breach", "manager": MANAGER})
    await desk.refused(409, path, {"decision": "breach", "manager": MANAGER})
    letters = await desk.clock("warningLetter")
    assert sorted((row["met_at"] is None, row["cancelled_at"] is None) for row in letters) == [
        (False, True),
        (True, False),
    ]
    await desk.hear(initiated())
    assert (await desk.seen())["countFrozen"] is True
    await desk.kept(day(40), "UAAB")
    assert (await desk.seen())["failuresIn12Months"] == 2
    desk.service.clock.move_to(day(60))
    await desk.hear(concluded())
    case = await desk.seen()
    assert (case["failuresIn12Months"], case["countFrozen"]) == (0, False)
    assert len(await desk.told("failure-count-reset")) == 1


async def test_the_late_answer_reaches_the_case_and_is_reviewed(desk: Desk) -> None:
    await desk.name()
    desk.service.clock.move_to(day(8))
    await desk.hear(closed())
    case = await desk.seen()
    (gap,) = [gap for gap in case["gaps"] if gap["gapId"] == str(DOMESTIC_ABUSE.gap_id)]
    assert (gap["answer"], gap["closure"], gap["state"]) == ("information", "lateAnswer", "toRead")
    (review,) = [one for one in case["riskReviews"] if one["cause"] == "lateAnswer"]
    (told,) = await desk.told("late-answer-received")
    assert (told["reviewId"], review["state"]) == (review["reviewId"], "due")
    found = {"roshAfter": "high", "changes": ["lateAnswer"]}
    case = await desk.done(f"risk-reviews/{review['reviewId']}/completion", found)
    assert (case["rosh"], case["escalationAdvised"]) == ("high", True)
    await desk.refused(409, f"risk-reviews/{review['reviewId']}/completion", {"roshAfter": "low"})
    met = {str(row["subject_id"]): row["met_at"] for row in await desk.clock("riskReview")}
    assert met[review["reviewId"]] is not None


async def test_the_crc_holds_the_risk_until_the_nps_has_accepted_and_then_nothing_more(desk: Desk) -> None:
    await desk.name()
    await desk.done("risk-reviews", {"roshAfter": "high", "changes": ["arrestOrCharge"]})
    form: dict[str, Any] = {
        "trigger": "domesticAbuseCallOut",
        "roshAfter": "high",
        "whoIsAtRisk": ["knownAdult"],
        "imminent": True,
        "agreedByManager": MANAGER,
    }
    problem = await desk.refused(422, "escalations", form)
    assert problem["errors"][0]["pointer"] == "/phoneCall"
    form["phoneCall"] = {"at": MONDAY.isoformat(), "spokenTo": "N07B960"}
    case = await desk.done("escalations", form)
    (first,) = case["escalations"]
    assert (case["riskHeldBy"], first["state"]) == ("C17", "undecided")
    await desk.refused(409, "escalations", form)
    returned = answered(first["escalationId"], EscalationDecision.RETURNED, information_wanted=("police",))
    await desk.hear(returned)
    case = await desk.done("escalations", form)
    assert [one["state"] for one in case["escalations"]] == ["returned", "undecided"]
    second = case["escalations"][1]["escalationId"]
    await desk.hear(answered(second, EscalationDecision.ACCEPTED), transferred(escalation_id=second), transferred())
    case = await desk.seen()
    assert (case["state"], case["riskHeldBy"], case["owed"]) == ("transferred", "N07", [])
    (left,) = await desk.told("case-closed")
    assert left["transferredTo"] == "N07"
    running = "SELECT * FROM deadline WHERE met_at IS NULL AND cancelled_at IS NULL"
    assert await desk.service.rows(running) == []
    problem = await desk.refused(409, "risk-reviews", {"roshAfter": "low"})
    assert (problem["state"], problem["allowed"]) == ("transferred", [])
    desk.service.clock.move_to(day(90))
    assert await desk.service.tick() == 0


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("appointments", {"kind": "tea"}, "/kind"),
        ("plan", {"needs": ["finance"], "objectives": []}, "/objectives"),
        ("plan", {"objectives": PLAN["objectives"]}, "/needs"),
        ("plan", {"objectives": [{"need": "finance", "intervention": "\u0000", "rarDays": 1}]}, "/objectives/0"),
        ("plan-reviews", {"needs": ["tea"], "objectives": []}, "/needs/0"),
        ("risk-reviews", {"roshAfter": "low", "changes": ["mood"]}, "/changes/0"),
        ("registrations", {"registerType": "rosh", "registeredOn": "2016-09-05"}, "/registerType"),
        ("registrations", {"registerType": "weapons", "registeredOn": 20160905}, "/registeredOn"),
        ("escalations", {"trigger": "hunch"}, "/trigger"),
        ("escalations", {"trigger": "weapons", "surprise": 1}, "/surprise"),
    ],
)
async def test_bad_input_says_which_field(desk: Desk, path: str, body: Any, pointer: str) -> None:
    problem = await desk.refused(422, path, body)
    assert any(error["pointer"].startswith(pointer) for error in problem["errors"]), problem


async def test_what_the_case_has_not_is_not_there(desk: Desk) -> None:
    nowhere = "01920000-0000-7000-8000-00000000dead"
    await desk.name()
    for path, body in [
        (f"gaps/{nowhere}/acknowledgement", {}),
        (f"appointments/{nowhere}/outcome", {"outcome": "ATTC"}),
        (f"appointments/{nowhere}/warning-letter", {"sentOn": "2016-09-05"}),
        (f"risk-reviews/{nowhere}/completion", {"roshAfter": "low"}),
        (f"enforcement-decisions/{nowhere}", {"decision": "breach", "manager": MANAGER}),
        (f"objectives/{nowhere}/end", {"outcome": "completed"}),
        (f"registrations/{nowhere}/end", {"reason": "riskEnded"}),
        (f"escalations/{nowhere}/answer-reading", {}),
    ]:
        await desk.refused(404, path, body)


async def test_a_key_repeated_gets_the_same_answer(desk: Desk) -> None:
    headers = {**desk.manager, "Idempotency-Key": "once"}
    asked = {"officer": OFFICER}
    first = await desk.asked("responsible-officer", asked, headers)
    second = await desk.asked("responsible-officer", asked, headers)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert len(await desk.told("responsible-officer-named")) == 1
