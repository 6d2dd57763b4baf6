"""Parts three to five: the CRC reads what was missing, hears the late answer, and meets two failures to comply."""

from typing import Any

from simulator.calendar import at
from simulator.journey.story import MANAGER, OFFICER, POLICE, NotSeen, Story, expect


async def crc_reads_what_was_missing(story: Story) -> None:
    """An officer is named and reads two gaps of three; the third's clock runs out; first appointment and plan."""
    await story.step("The CRC opens the case and names a responsible officer")
    await story.told("case-opened", sentenceId=story.sentence_id)
    await story.time(3, 9, 30)
    await story.crc(MANAGER, "/responsible-officer", {"officer": OFFICER.code})
    await story.told("responsible-officer-named", officer=OFFICER.code)

    await story.step("The officer reads two of the three gaps")
    await story.time(3, 11)
    for gap in (story.gaps["domesticAbuse"], story.gaps["childSafeguarding"]):
        await story.crc(OFFICER, f"/gaps/{gap}/acknowledgement")
        await story.told("gap-acknowledged", gapId=gap)

    await story.step("The person comes to the first appointment")
    first = await appointment(story, 7, 10, "officerAppointment")
    await story.step("The third gap was never read: its clock has run out, and an event says so")
    unread = story.gaps["roshNotFullyAssessed"]
    await story.time(7, 9)
    overdue = await story.told("gap-acknowledgement-overdue", subjectId=unread)
    expect("who owed it", overdue.data["owner"], "C17")
    await outcome(story, first, 7, 10, "ATTC")

    await story.step("The plan gives every RAR day a purpose")
    await story.time(8, 11)
    plan = {
        "needs": ["relationships", "thinkingAndBehaviour"],
        "objectives": [
            {"need": "relationships", "intervention": "C17-BBR", "rarDays": 12},
            {"need": "thinkingAndBehaviour", "intervention": "C17-TSP", "rarDays": 8},
        ],
    }
    await story.crc(OFFICER, "/plan", plan)
    agreed = await story.told("plan-agreed", rarDaysOrdered=20, rarDaysPlanned=20)

    await story.step("A manager signs the plan off, and it shows that a gap was never read")
    await story.time(8, 14)
    plan_id = agreed.data["planId"]
    signed = {"work": "plan", "subjectId": plan_id, "lookedAt": ["plan", "risk", "rehabilitationActivity"]}
    await story.crc(MANAGER, "/sign-offs", signed)
    seen = await story.told("work-signed-off", subjectId=plan_id)
    expect("the gaps that nobody had read", seen.data["gapsUnread"], 1)


async def appointment(story: Story, number: int, hour: int, kind: str) -> str:
    """Arrange an appointment and return its id."""
    when = at(story.day(number), hour).isoformat()
    asked = {"kind": kind, "at": when, "office": "Croydon", "instructionProof": "letter", "enforceable": True}
    before = {a["appointmentId"] for a in (await story.staff.get(OFFICER, "crc", story.case))["appointments"]}
    case = await story.crc(OFFICER, "/appointments", asked)
    [new] = [a["appointmentId"] for a in case["appointments"] if a["appointmentId"] not in before]
    await story.told("appointment-arranged", appointmentId=new)
    return str(new)


async def outcome(story: Story, appointment: str, number: int, hour: int, outcome: str) -> Any:
    """Record what became of an appointment, a little later that day."""
    await story.time(number, hour, 45)
    case = await story.crc(OFFICER, f"/appointments/{appointment}/outcome", {"outcome": outcome})
    await story.told("appointment-outcome-recorded", appointmentId=appointment, outcome=outcome)
    return case


async def the_late_answer_arrives(story: Story) -> None:
    """The police answer with information; the gap closes, the rules run again, a risk review falls due."""
    await story.step("The police answer at last, with information")
    await story.time(8, 16)
    answer = {"answer": "information", "indicatesRosh": "medium", "indicatesDomesticAbuse": True}
    path = f"/agency/checks/{story.checks['domesticAbuse']}/answer"
    await story.staff.post(POLICE, "court", path, {**answer, "reference": "MPS/2016/104412"})
    gap = story.gaps["domesticAbuse"]
    await story.told("check-answered", late=True, gapId=gap)
    closed = await story.told("information-gap-closed", gapId=gap)
    expect("how the gap closed", closed.data["closure"], "lateAnswer")

    await story.step("Allocation runs its rules again; the answer is on the case and a risk review falls due")
    reviewed = await story.told("allocation-reviewed", gapId=gap)
    expect("the rules still say", reviewed.data["proposedProvider"], "C17")
    received = await story.told("late-answer-received", gapId=gap)
    review = received.data["reviewId"]
    if review is None:
        raise NotSeen("an answer with information makes a risk review fall due")
    case = await story.staff.get(OFFICER, "crc", story.case)
    [seen] = [g for g in case["gaps"] if g["gapId"] == gap]
    expect("the answer on the case", seen["answer"], "information")
    await story.time(9, 10)
    await story.step("Two answers are still missing: their time has run out, and the court team is told so")
    for still_open in (story.gaps["childSafeguarding"], story.gaps["roshNotFullyAssessed"]):
        late = await story.told("information-gap-overdue", subjectId=still_open)
        expect("who owed it", late.data["owner"], "N07")
    found = {"roshAfter": "medium", "changes": ["lateAnswer"]}
    await story.crc(OFFICER, f"/risk-reviews/{review}/completion", found)
    await story.told("risk-reviewed", reviewId=review)


async def two_failures_to_comply(story: Story) -> None:
    """Two unacceptable failures within twelve months: a decision is due, and the officer decides to breach."""
    await story.step("The person does not come, and is warned")
    missed = await appointment(story, 21, 10, "rehabilitationActivity")
    await outcome(story, missed, 21, 10, "UAAB")
    await story.time(22, 9, 30)
    await story.crc(OFFICER, f"/appointments/{missed}/warning-letter", {"sentOn": story.day(22).isoformat()})
    await story.told("warning-letter-sent", appointmentId=missed)

    await story.step("The person does not come again: an enforcement decision is due")
    again = await appointment(story, 35, 10, "rehabilitationActivity")
    case = await outcome(story, again, 35, 10, "UAAB")
    expect("the failures within twelve months", case["failuresIn12Months"], 2)
    due = await story.told("enforcement-decision-due")
    expect("the failures named", sorted(due.data["failures"]), sorted([missed, again]))

    await story.step("The officer decides to breach")
    await story.time(35, 16)
    decision = due.data["decisionId"]
    asked = {"decision": "breach", "manager": MANAGER.code}
    await story.crc(OFFICER, f"/enforcement-decisions/{decision}", asked)
    await story.told("enforcement-decided", decision="breach")
