"""The course of a case: court, allocation, supervision, breach and escalation, as the simulator's journey has it.

Invariant: a step knows only what has been told, as its officer would; what is too early is refused, and asked later.
"""

from datetime import datetime, timedelta
from typing import Any

from simulator.journey.court import requirements
from simulator.journey.story import ALLOCATION, COURT, ENFORCEMENT, MANAGER, OFFICER, POLICE
from tests.faults.simulation.people import Person, Step

COMPLETION = {
    "deliveredType": "oral",
    "factors": ["relationships", "alcohol"],
    "analysis": "Violence within a relationship; the police have not said yet what they know.",
    "roshLevel": "medium",
    "roshDepth": "screening",
    "rsr": "2.41",
    "ogrs3": 47,
    "mappaEligible": False,
    "subjectToDeportation": False,
    "publicInterest": False,
    "deferredSentence": False,
    "sourcesConsulted": ["interview", "prosecutionPapers", "previousConvictions"],
    "proposal": {
        "disposal": "communityOrder",
        "months": 18,
        "areaCrc": "C17",
        "sex": "male",
        "requirements": requirements(),
    },
}
PLAN = {
    "needs": ["relationships", "thinkingAndBehaviour"],
    "objectives": [
        {"need": "relationships", "intervention": "C17-BBR", "rarDays": 12},
        {"need": "thinkingAndBehaviour", "intervention": "C17-TSP", "rarDays": 8},
    ],
}
PACK = {
    "courtCode": "CROYMC",
    "recommendation": "moreOnerous",
    "rationale": "Two failures without an excuse after a warning; the order can work with more structure.",
    "currentAddress": "12 Example Street, Croydon CR0 0AA",
    "riskSummary": "Medium risk of serious harm to a known adult; police information of September.",
    "progress": "Attended the first appointment and agreed a plan; no RAR day completed.",
    "previousBreaches": "None on this order.",
    "attachments": [{"kind": "instruction", "reference": "DOC/1", "name": "instructions.pdf", "sha256": "5a" * 32}],
}
MINOR = {"reason": "spellingOrLayout", "place": "/rationale"}
PROOF = {"reason": "instructionNotProved", "place": "/failures/1/instructionProof"}
FINED = {"state": "proven", "outcome": "continue", "penalty": "fine", "fineAmount": 120}


def _day(now: datetime, days: int = 0) -> str:
    return (now + timedelta(days=days)).date().isoformat()


def _report(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "crn": person.crn,
        "courtCode": "CROYMC",
        "division": "N07",
        "team": "N07DTX",
        "requestedType": "oral",
        "courtDate": _day(now, 1),
    }


def _completion(_: Person, now: datetime) -> dict[str, Any]:
    return {**COMPLETION, "offences": [{"code": "10501", "main": True, "committedOn": _day(now, -16)}]}


def _sentence(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "crn": person.crn,
        "reportId": person.told("report-completed", "reportId"),
        "courtCode": "CROYMC",
        "division": "N07",
        "areaCrc": "C17",
        "eventNumber": 1,
        "disposal": "communityOrder",
        "orderEndsOn": _day(now, 548),
        "requirements": requirements(),
    }


def _at_report(path: str) -> Any:
    return lambda person: f"/reports/{person.told('report-requested', 'reportId')}{path}"


def _at_case(path: str) -> Any:
    return lambda person: f"/cases/{person.told('case-opened', 'sentenceId')}{path}"


def _at_breach(path: str) -> Any:
    return lambda person: f"/breaches/{person.told('breach-initiated', 'breachId')}{path}"


def _at_contact(number: int, path: str) -> Any:
    return lambda person: (
        f"{_at_case('')(person)}/appointments/{person.told('appointment-arranged', 'appointmentId', number)}{path}"
    )


def _said(**what: Any) -> Any:
    return lambda _, __: what


def _escalation(_: Person, now: datetime) -> dict[str, Any]:
    return {
        "trigger": "domesticAbuseCallOut",
        "roshAfter": "high",
        "whoIsAtRisk": ["knownAdult", "children"],
        "imminent": True,
        "agreedByManager": MANAGER.code,
        "phoneCall": {"at": (now - timedelta(minutes=20)).isoformat(), "spokenTo": ALLOCATION.code},
    }


def _appointment(name: str, kind: str) -> Step:
    def asked(_: Person, now: datetime) -> dict[str, Any]:
        when = (now + timedelta(hours=20)).replace(minute=0, second=0, microsecond=0)
        return {
            "kind": kind,
            "at": when.isoformat(),
            "office": "Croydon",
            "instructionProof": "letter",
            "enforceable": True,
        }

    return Step(f"arranges {name}", "crc", OFFICER, _at_case("/appointments"), asked)


def _outcome(number: int, name: str, outcome: str) -> Step:
    return Step(f"records {name}", "crc", OFFICER, _at_contact(number, "/outcome"), _said(outcome=outcome))


def _gap(number: int) -> Step:
    def path(person: Person) -> str:
        return f"{_at_case('')(person)}/gaps/{person.gap(number)}/acknowledgement"

    return Step(f"reads gap {number + 1}", "crc", OFFICER, path, _said())


def _sign_off(person: Person, _: datetime) -> dict[str, Any]:
    looked = ["plan", "risk", "rehabilitationActivity"]
    return {"work": "plan", "subjectId": person.told("plan-agreed", "planId"), "lookedAt": looked}


COURT_STEPS = (
    Step("asks for a report", "court", COURT, lambda _: "/reports", _report),
    Step("names the author", "court", COURT, _at_report("/author"), _said(author=COURT.code)),
    Step("asks the police", "court", COURT, _at_report("/checks"), _said(kind="domesticAbuse")),
    Step("delivers the report", "court", COURT, _at_report("/completion"), _completion),
    Step("records the sentence", "court", COURT, lambda _: "/sentences", _sentence),
)
START_STEPS = (
    Step(
        "accepts the allocation",
        "allocation",
        MANAGER,
        lambda person: f"/allocations/{person.told('allocation-decided', 'sentenceId')}/acceptance",
        _said(),
    ),
    Step("names the officer", "crc", MANAGER, _at_case("/responsible-officer"), _said(officer=OFFICER.code)),
    _gap(0),
    _gap(1),
    _appointment("the first appointment", "officerAppointment"),
)
PLAN_STEPS = (
    _outcome(0, "that the person came", "ATTC"),
    Step("agrees the plan", "crc", OFFICER, _at_case("/plan"), lambda *_: PLAN),
    Step("signs the plan off", "crc", MANAGER, _at_case("/sign-offs"), _sign_off),
    Step(
        "answers the check late",
        "court",
        POLICE,
        lambda person: f"/agency/checks/{person.told('check-requested', 'checkId')}/answer",
        _said(answer="information", indicatesRosh="medium", indicatesDomesticAbuse=True, reference="MPS/2016/104412"),
    ),
    Step(
        "completes the risk review",
        "crc",
        OFFICER,
        lambda person: (
            f"{_at_case('')(person)}/risk-reviews/{person.told('late-answer-received', 'reviewId')}/completion"
        ),
        _said(roshAfter="medium", changes=["lateAnswer"]),
    ),
    _appointment("a second appointment", "rehabilitationActivity"),
)
FAILURE_STEPS = (
    _outcome(1, "that the person did not come", "UAAB"),
    Step(
        "sends a warning letter",
        "crc",
        OFFICER,
        _at_contact(1, "/warning-letter"),
        lambda _, now: {"sentOn": _day(now)},
    ),
    _appointment("a third appointment", "rehabilitationActivity"),
    _outcome(2, "that the person did not come again", "UAAB"),
    Step(
        "decides to breach",
        "crc",
        OFFICER,
        lambda person: (
            f"{_at_case('')(person)}/enforcement-decisions/{person.told('enforcement-decision-due', 'decisionId')}"
        ),
        _said(decision="breach", manager=MANAGER.code),
    ),
)
BREACH_STEPS = (
    Step(
        "decides on the excuse",
        "crc",
        OFFICER,
        _at_contact(2, "/excuse"),
        lambda _, now: {"givenOn": _day(now), "decision": "notAccepted"},
    ),
    Step("prepares the pack", "breach", OFFICER, _at_breach("/pack"), lambda *_: PACK),
    Step("countersigns the pack", "breach", MANAGER, _at_breach("/countersignature"), _said()),
    Step("has the pack checked", "breach", OFFICER, _at_breach("/check"), _said()),
    Step("refers the breach", "breach", OFFICER, _at_breach("/referral"), _said()),
    Step("returns the pack", "breach", ENFORCEMENT, _at_breach("/return"), _said(reasons=[PROOF])),
    Step("prepares the pack anew", "breach", OFFICER, _at_breach("/pack"), lambda *_: PACK),
    Step("countersigns it anew", "breach", MANAGER, _at_breach("/countersignature"), _said()),
    Step("refers it anew", "breach", OFFICER, _at_breach("/referral"), _said()),
    Step("accepts the pack", "breach", ENFORCEMENT, _at_breach("/acceptance"), _said(corrections=[MINOR])),
    Step(
        "presents the breach",
        "breach",
        ENFORCEMENT,
        _at_breach("/presentation"),
        _said(courtCode="CROYMC", application="summons"),
    ),
    Step(
        "lists a hearing",
        "breach",
        ENFORCEMENT,
        _at_breach("/hearings"),
        lambda _, now: {"courtCode": "CROYMC", "hearingOn": _day(now, 1)},
    ),
    Step("issues the summons", "breach", ENFORCEMENT, _at_breach("/process"), _said(state="summonsIssued")),
    Step("executes the summons", "breach", ENFORCEMENT, _at_breach("/process"), _said(state="executed")),
    Step("records the court's answer", "breach", ENFORCEMENT, _at_breach("/outcome"), lambda *_: FINED),
)
ESCALATION_STEPS = (
    Step(
        "reviews the risk",
        "crc",
        OFFICER,
        _at_case("/risk-reviews"),
        _said(roshAfter="high", changes=["domesticAbuseCallOut"]),
    ),
    Step("escalates the risk", "crc", OFFICER, _at_case("/escalations"), _escalation),
    Step(
        "accepts the escalation",
        "allocation",
        ALLOCATION,
        lambda person: f"/escalations/{person.told('escalation-received', 'escalationId')}/decision",
        _said(decision="accepted"),
    ),
)
REVIEW = Step(
    "reviews the risk unasked",
    "crc",
    OFFICER,
    _at_case("/risk-reviews"),
    _said(roshAfter="medium", changes=["lateAnswer"]),
)
"""No step of the course: it can be made at any time, by two at once."""
CHAPTERS = (COURT_STEPS, START_STEPS, PLAN_STEPS, FAILURE_STEPS, BREACH_STEPS, ESCALATION_STEPS)
COURSE: tuple[Step, ...] = tuple(step for chapter in CHAPTERS for step in chapter)


def steps_before(chapter: int) -> int:
    """How many steps a case has behind it when a chapter begins."""
    return sum(len(one) for one in CHAPTERS[:chapter])
