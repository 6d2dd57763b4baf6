"""Contact through the API: the month that nobody was seen in, excuses, corrections, follow-ups, and the work list."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from services.crc.domain.contact_months import month_of
from shared.contracts.crc import MonthlyContactOverdue
from shared.contracts.model import Actor, Obligation
from shared.probation.calendar import end_of_day
from shared.runtime.auth import Role
from tests.integration.crc.desk import Desk
from tests.support.counting import statements_of
from tests.support.running import MONDAY
from tests.unit.crc.given import COLLEAGUE, MANAGER, OFFICER, SENTENCE_ID


def day(number: int, hour: int = 10) -> datetime:
    return MONDAY.replace(hour=hour) + timedelta(days=number)


def overdue(month: date, last: date) -> MonthlyContactOverdue:
    """As this service itself tells it."""
    return MonthlyContactOverdue(
        crn="X320741",
        detail_url=f"http://crc.test/cases/{SENTENCE_ID}",
        recorded_by=Actor(organisation="C17"),
        obligation=Obligation.MONTHLY_CONTACT,
        subject_id=month_of(SENTENCE_ID, month),
        sentence_id=SENTENCE_ID,
        owner="C17",
        due_at=end_of_day(last),
    )


async def work_list(desk: Desk, headers: dict[str, str] | None = None, **query: Any) -> list[dict[str, Any]]:
    answer = await desk.service.client.get(
        "/enforcement-decisions", headers=headers or desk.manager, params={"limit": 2, **query}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def twice_missed(desk: Desk) -> tuple[str, str]:
    first = await desk.kept(day(14), "UAAB")
    return first, await desk.kept(day(28), "UAAB")


async def test_a_month_in_which_nobody_was_seen_is_told_once_and_the_next_is_owed(desk: Desk) -> None:
    await desk.name()
    assert (await desk.seen())["contactMonth"] == {"month": "2016-10", "dueAt": "2016-10-31T23:59:59.999999Z"}
    desk.service.clock.move_to(datetime.fromisoformat("2016-11-01T00:05:00+00:00"))
    while await desk.service.tick():
        pass
    (told,) = await desk.told("monthly-contact-overdue")
    assert told["subjectId"] == str(month_of(SENTENCE_ID, date(2016, 10, 1)))
    for _ in range(2):
        await desk.hear(overdue(date(2016, 10, 1), date(2016, 10, 31)))
    (missed,) = await desk.told("contact-month-missed")
    assert (missed["month"], missed["lastContactOn"]) == ("2016-10", None)
    assert (await desk.seen())["contactMonth"]["month"] == "2016-11"
    rows = {str(row["subject_id"]): row for row in await desk.clock("monthlyContact")}
    october = rows[str(month_of(SENTENCE_ID, date(2016, 10, 1)))]
    assert (october["met_at"], october["cancelled_at"], october["overdue_at"] is None) == (None, None, False)
    await desk.kept(datetime.fromisoformat("2016-11-07T10:00:00+00:00"))
    assert (await desk.seen())["contactMonth"]["month"] == "2016-12"


async def test_an_excuse_in_its_window_withdraws_the_decision_and_one_after_it_is_refused(desk: Desk) -> None:
    await desk.name()
    first, second = await twice_missed(desk)
    case = await desk.seen()
    assert [(one["excuse"], one["failureToComply"]) for one in case["appointments"]] == [
        ("noneGiven", True),
        ("pending", True),
    ]
    excused = {"givenOn": day(28).date().isoformat(), "decision": "accepted", "outcome": "AAME"}
    await desk.refused(409, f"appointments/{first}/excuse", excused)
    await desk.refused(422, f"appointments/{second}/excuse", {**excused, "outcome": None})
    await desk.refused(403, f"appointments/{second}/excuse", excused, desk.manager)
    case = await desk.done(f"appointments/{second}/excuse", excused)
    assert [one["state"] for one in case["enforcementDecisions"]] == ["withdrawn"]
    assert (case["failuresIn12Months"], case["appointments"][1]["excuse"]) == (1, "accepted")
    assert [one["outcome"] for one in case["appointments"][1]["recordings"]] == ["UAAB", "AAME"]
    assert len(await desk.told("enforcement-decision-withdrawn")) == 1
    (clock,) = await desk.clock("enforcementDecision")
    assert clock["cancelled_at"] is not None


async def test_a_manager_corrects_and_nobody_else(desk: Desk) -> None:
    await desk.name()
    await desk.kept(day(3))
    missed = await desk.kept(day(14), "UAAB")
    desk.service.clock.move_to(day(30))
    asked = {"outcome": "ATTC", "reason": "supplierReportedLate"}
    await desk.refused(403, f"appointments/{missed}/correction", asked)
    nobody = desk.service.as_("C17", "C17M999", Role.SENIOR_PROBATION_OFFICER)
    await desk.refused(409, f"appointments/{missed}/correction", asked, nobody)
    await desk.refused(422, f"appointments/{missed}/correction", {**asked, "outcome": "UAAB"}, desk.manager)
    case = await desk.done(f"appointments/{missed}/correction", asked, desk.manager)
    corrected = case["appointments"][1]
    assert (corrected["outcome"], corrected["failureToComply"], corrected["excuse"]) == ("ATTC", False, None)
    assert [(one["outcome"], one["manager"]) for one in corrected["recordings"]] == [("UAAB", None), ("ATTC", MANAGER)]
    (told,) = await desk.told("appointment-outcome-corrected")
    assert (told["number"], told["before"], told["manager"]) == (2, "UAAB", MANAGER)


async def test_a_missed_contact_that_nobody_follows_up_is_told(desk: Desk) -> None:
    await desk.name()
    missed = await desk.kept(day(14), "AAME")
    desk.service.clock.move_to(day(25))
    await desk.service.tick()
    (told,) = await desk.told("contact-follow-up-overdue")
    assert told["subjectId"] == missed
    case = await desk.done(f"appointments/{missed}/follow-up", {"kind": "homeVisit"})
    assert case["appointments"][0]["followUp"] == "homeVisit"
    await desk.refused(409, f"appointments/{missed}/follow-up", {"kind": "phoneCall"})
    (clock,) = await desk.clock("missedContactFollowUp")
    assert clock["met_at"] > clock["due_at"]


async def test_unpaid_work_and_days_with_a_purpose_are_counted(desk: Desk) -> None:
    await desk.name()
    case = await desk.plan(("relationships", "C17-BBR", 12))
    objective = case["plan"]["objectives"][0]["objectiveId"]
    arranged = {"at": day(3).isoformat(), "office": "Croydon", "enforceable": True, "instructionProof": "letter"}
    asked = {**arranged, "kind": "rehabilitationActivity", "objectiveId": objective}
    await desk.refused(422, "appointments", {**asked, "objectiveId": str(SENTENCE_ID)})
    case = await desk.done("appointments", asked)
    (told,) = await desk.told("appointment-arranged")
    assert (told["objectiveId"], told["purpose"], told["faceToFace"]) == (objective, "relationships", True)
    desk.service.clock.move_to(day(3, 12))
    await desk.done(f"appointments/{case['appointments'][0]['appointmentId']}/outcome", {"outcome": "ATTC"})
    await desk.kept(day(4))
    session = await desk.appointment(day(5), "unpaidWork")
    desk.service.clock.move_to(day(5, 17))
    await desk.refused(422, f"appointments/{session}/outcome", {"outcome": "ATTC"})
    case = await desk.done(f"appointments/{session}/outcome", {"outcome": "ATTC", "unpaidWorkMinutes": 420})
    assert (case["rarDays"]["delivered"], case["rarDays"]["deliveredWithPurpose"]) == (2, 1)
    assert case["unpaidWork"] == {"orderedMinutes": 0, "creditedMinutes": 420, "remainingMinutes": 0}
    told = (await desk.told("appointment-outcome-recorded"))[0]
    assert (told["purpose"], told["unpaidWorkMinutes"]) == ("relationships", None)


async def test_decisions_are_listed_by_their_time_and_silence_is_shown(desk: Desk) -> None:
    await desk.name()
    await twice_missed(desk)
    (owed,) = await work_list(desk)
    assert (owed["state"], owed["overdue"], owed["officer"], owed["crn"]) == ("due", False, OFFICER, "X320741")
    desk.service.clock.move_to(day(29, 9))
    assert [one["overdue"] for one in await work_list(desk, officer=OFFICER)] == [True]
    assert await work_list(desk, officer=COLLEAGUE) == []
    assert await work_list(desk, state="decided") == []
    elsewhere = desk.service.as_("C21", "C21M001", Role.SENIOR_PROBATION_OFFICER)
    assert await work_list(desk, elsewhere) == []
    path = f"enforcement-decisions/{owed['decisionId']}"
    await desk.refused(422, path, {"decision": "recall", "manager": MANAGER})
    await desk.refused(422, path, {"decision": "breach", "manager": "C17M999"})
    await desk.refused(422, path, {"decision": "breach"})
    case = await desk.done(path, {"decision": "notEnforced", "reason": "healthCrisis"}, desk.manager)
    assert case["enforcementDecisions"][0]["manager"] == MANAGER
    assert [one["overdue"] for one in await work_list(desk, state="decided")] == [False]
    assert await work_list(desk, state="due") == []
    # A third failure owes a decision of its own.
    await desk.kept(day(35), "UAAB")
    assert len(await work_list(desk, state="due")) == 1


async def test_each_command_on_contact_makes_five_round_trips(desk: Desk) -> None:
    await desk.name()
    first, second = await twice_missed(desk)
    given_on = day(28).date().isoformat()
    excuse = partial(desk.done, f"appointments/{second}/excuse", {"givenOn": given_on, "decision": "notAccepted"})
    assert len(await statements_of(desk.service, excuse)) == 5
    corrected = {"outcome": "AAME", "reason": "evidenceArrived"}
    correct = partial(desk.done, f"appointments/{first}/correction", corrected, desk.manager)
    assert len(await statements_of(desk.service, correct)) == 5
    follow_up = partial(desk.done, f"appointments/{second}/follow-up", {"kind": "letter"})
    assert len(await statements_of(desk.service, follow_up)) == 5
    assert len(await statements_of(desk.service, partial(work_list, desk))) == 1
