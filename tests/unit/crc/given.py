"""What the tests of CRC supervision begin from: what other services told, who acts, and a case that is open."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from services.crc.domain import (
    appointments,
    assigning,
    departures,
    enforcement,
    gaps,
    outcomes,
    sign_offs,
    warnings,
)
from services.crc.domain.cases import Case
from services.crc.domain.guardrails import Roster
from services.crc.domain.hearing import hear
from services.crc.domain.staff import Officer, Staff, officer_id_of
from shared.contracts.allocation import (
    AllocationAccepted,
    AllocationDecided,
    AllocationEnded,
    AllocationReviewed,
    CaseTransferred,
    EscalationDecided,
)
from shared.contracts.court import (
    AssessmentRevised,
    InformationGap,
    InformationGapClosed,
    OrderAmended,
    Requirement,
    RiskPicture,
    SentencePassed,
)
from shared.contracts.model import Actor, EventData
from shared.decisions import Decision, IdSource, Occasion
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationCriterion,
    AllocationState,
    AmendmentCause,
    CheckAnswer,
    CheckKind,
    Disposal,
    EmploymentKind,
    EscalationDecision,
    GapCause,
    GapClosure,
    Need,
    RequirementKind,
    RevocationCause,
    RoshLevel,
    StaffGrade,
    TransferReason,
)

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
ACCEPTED_AT = MONDAY + timedelta(hours=3)
ANSWERED_AT = MONDAY + timedelta(days=8)
SENTENCE_ID = UUID("01920000-0000-7000-8000-000000000001")
ASSESSMENT_ID = UUID("01920000-0000-7000-8000-0000000000aa")
OFFICER, COLLEAGUE, MANAGER = "C17A001", "C17A002", "C17M001"
PSO = "C17P001"
ELSEWHERE = "C21A001"
"""An officer of the CRC to whose area the person moves."""
RAR = Requirement(
    kind=RequirementKind.REHABILITATION_ACTIVITY, amount=20, unit="days", need=Need.RELATIONSHIPS, intervention="BBR"
)
MEDIUM = RiskPicture(rosh_level=RoshLevel.MEDIUM, rsr=Decimal("2.41"))


def entry(officer: str, grade: StaffGrade = StaffGrade.PO, **changes: Any) -> Officer:
    """An officer as the register has them."""
    given = {
        "officer_id": officer_id_of(officer),
        "officer": officer,
        "provider": officer[:3],
        "team": f"{officer[:3]}CRO",
        "grade": grade,
        "employment": EmploymentKind.PERMANENT,
        "registered_at": MONDAY,
    }
    return Officer.model_validate(given | changes)


STAFF: Staff = {
    one.officer: one
    for one in (
        entry(OFFICER),
        entry(COLLEAGUE),
        entry(PSO, StaffGrade.PSO),
        entry(MANAGER, StaffGrade.SPO),
        entry(ELSEWHERE),
        entry("C21M001", StaffGrade.SPO),
    )
}
"""The register of the CRC, and two people of another."""


class Ids(IdSource):
    def __call__(self) -> UUID:
        return uuid4()


def occasion(
    officer: str = OFFICER, now: datetime = MONDAY + timedelta(days=1), organisation: str | None = None
) -> Occasion:
    """Somebody of the CRC acts; of the one that the case moves to, where the officer is of it."""
    of = organisation or ("C21" if officer.startswith("C21") else "C17")
    return Occasion(now=now, actor=Actor(organisation=of, officer=officer), new_id=Ids())


def gap(number: int, kind: CheckKind | None, cause: GapCause = GapCause.CHECK_UNANSWERED) -> InformationGap:
    return InformationGap(
        gap_id=UUID(int=number),
        cause=cause,
        check_kind=kind,
        bears_on=(AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH,),
        due_at=datetime(2016, 9, 12, 22, 59, tzinfo=UTC),
    )


DOMESTIC_ABUSE = gap(10, CheckKind.DOMESTIC_ABUSE)
SAFEGUARDING = gap(11, CheckKind.CHILD_SAFEGUARDING, GapCause.CHECK_NEVER_REQUESTED)


def about(facts: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What every fact about the case says, with these and in place of them those."""
    said = {"crn": "X320741", "detail_url": "http://elsewhere.test/1", "sentence_id": SENTENCE_ID}
    return {**said, "recorded_by": Actor(organisation="N07", officer="N07B960"), **facts, **changes}


def sentence(**changes: Any) -> SentencePassed:
    """A community order with 20 RAR days; the checks for domestic abuse and safeguarding have no answer."""
    facts: dict[str, Any] = {
        "event_number": 1,
        "report_id": None,
        "court_code": "CRO",
        "division": "N07",
        "area_crc": "C17",
        "sentenced_at": MONDAY,
        "disposal": Disposal.COMMUNITY_ORDER,
        "order_ends_on": date(2018, 9, 4),
        "requirements": (RAR,),
        "risk": MEDIUM,
        "gaps": (DOMESTIC_ABUSE, SAFEGUARDING),
    }
    return SentencePassed(**about(facts, changes))


def closed(one: InformationGap = DOMESTIC_ABUSE, **changes: Any) -> InformationGapClosed:
    """The late answer: information, and domestic abuse is known now."""
    facts: dict[str, Any] = {
        "gap_id": one.gap_id,
        "cause": one.cause,
        "check_kind": one.check_kind,
        "closure": GapClosure.LATE_ANSWER,
        "answer": CheckAnswer.INFORMATION,
        "indicates_rosh": RoshLevel.MEDIUM,
        "risk": MEDIUM.model_copy(update={"domestic_abuse": True}),
        "open_gaps": (SAFEGUARDING.gap_id,),
    }
    return InformationGapClosed(**about(facts, changes))


def amended(**changes: Any) -> OrderAmended:
    """The court has lowered the RAR days, and the order ends earlier."""
    facts: dict[str, Any] = {
        "event_number": 1,
        "number": 1,
        "cause": AmendmentCause.APPLICATION,
        "area_crc": "C17",
        "disposal": Disposal.COMMUNITY_ORDER,
        "order_ends_on": date(2018, 3, 4),
        "requirements": (RAR.model_copy(update={"amount": 10}),),
        "vague_rar": False,
    }
    return OrderAmended(**about(facts, changes))


def revised(level: RoshLevel | None = RoshLevel.HIGH, **changes: Any) -> AssessmentRevised:
    """The court's team has assessed the risk of serious harm after sentence."""
    picture = MEDIUM.model_copy(update={"rosh_level": level})
    facts: dict[str, Any] = {"assessment_id": ASSESSMENT_ID, "risk": picture, "sara_completed": None}
    return AssessmentRevised(**about(facts, changes))


def decided(**changes: Any) -> AllocationDecided:
    facts: dict[str, Any] = {
        "number": 1,
        "cause": AllocationCause.SENTENCE,
        "event_number": 1,
        "receiving_provider": "C17",
        "division": "N07",
        "provisional": True,
        "criteria": (),
        "gaps": (DOMESTIC_ABUSE.gap_id, SAFEGUARDING.gap_id),
        "rules_version": "1",
        "risk_held_by": "N07",
    }
    return AllocationDecided(**about(facts, changes))


def accepted(**changes: Any) -> AllocationAccepted:
    facts: dict[str, Any] = {
        "event_number": 1,
        "provider": "C17",
        "division": "N07",
        "allocated_at": MONDAY,
        "provisional": True,
        "gaps": (DOMESTIC_ABUSE.gap_id, SAFEGUARDING.gap_id),
        "risk_held_by": "C17",
    }
    return AllocationAccepted(**about(facts, changes))


def reviewed(**changes: Any) -> AllocationReviewed:
    facts: dict[str, Any] = {
        "number": 2,
        "occasion": AllocationCause.LATE_INFORMATION,
        "gap_id": DOMESTIC_ABUSE.gap_id,
        "result": AllocationState.CONFIRMED,
        "cause": None,
        "provisional": False,
        "criteria": (),
        "open_gaps": (),
        "provider": "C17",
        "proposed_provider": "C17",
        "risk_held_by": "C17",
    }
    return AllocationReviewed(**about(facts, changes))


def answered(escalation_id: UUID, decision: EscalationDecision, **changes: Any) -> EscalationDecided:
    facts: dict[str, Any] = {
        "escalation_id": escalation_id,
        "from_provider": "C17",
        "decision": decision,
        "risk_held_by": "N07" if decision is EscalationDecision.ACCEPTED else "C17",
    }
    return EscalationDecided(**about(facts, changes))


def transferred(**changes: Any) -> CaseTransferred:
    facts: dict[str, Any] = {
        "event_number": 1,
        "from_provider": "C17",
        "to_provider": "N07",
        "reason": TransferReason.RISK_ESCALATION,
        "escalation_id": None,
        "risk_held_by": "N07",
    }
    return CaseTransferred(**about(facts, changes))


def moved(to: str = "C21", **changes: Any) -> CaseTransferred:
    """The person lives in another CRC's area now, and that CRC has accepted the case."""
    return transferred(**{"to_provider": to, "reason": TransferReason.MOVE_OF_RESIDENCE, "risk_held_by": to, **changes})


def ended(**changes: Any) -> AllocationEnded:
    facts: dict[str, Any] = {
        "cause": RevocationCause.GOOD_PROGRESS,
        "ended_on": date(2017, 3, 6),
        "risk_held_by": "C17",
    }
    return AllocationEnded(**about(facts, changes))


def heard(*told: tuple[EventData, datetime], case: Case | None = None) -> tuple[Case, list[EventData]]:
    """The case after these facts, and everything that was told of it."""
    events: list[EventData] = []
    for data, at in told:
        decision = hear(case, data, at)
        case = decision.state
        events.extend(decision.events)
    assert case is not None
    return case, events


def opened(*, risk: RiskPicture = MEDIUM, **changes: Any) -> Case:
    """A case that its CRC has opened; nobody is responsible for it yet."""
    return heard((sentence(risk=risk, **changes), MONDAY), (accepted(), ACCEPTED_AT))[0]


def supervised(case: Case | None = None) -> Case:
    """A case with its responsible officer."""
    return name(case or opened()).state


def name(
    case: Case,
    officer: str = OFFICER,
    grade: str = "PO",
    by: str = MANAGER,
    now: datetime = MONDAY + timedelta(days=1),
) -> Decision[Case]:
    """Give the case to an officer, who is of that grade in the register; a handover where another has it."""
    asked = assigning.NameOfficer.model_validate(naming(officer, case.officer))
    staff = {**STAFF, officer: entry(officer, StaffGrade(grade))}
    return assigning.name_officer(case, Roster(staff), asked, occasion(by, now))


def lose_officer(case: Case, by: str = MANAGER, now: datetime = MONDAY + timedelta(days=1)) -> Decision[Case]:
    """The responsible officer has left the CRC."""
    return departures.lose_officer(case, occasion(by, now))


def sign_off(
    case: Case,
    subject_id: UUID,
    work: str = "plan",
    looked_at: Iterable[str] = ("plan", "risk", "informationGaps"),
    by: str = MANAGER,
    now: datetime = MONDAY + timedelta(days=1),
    before: int = 0,
) -> Decision[Case]:
    """A manager signs off, having given so many sign-offs just before."""
    asked = sign_offs.SignOffWork.model_validate({"work": work, "subjectId": subject_id, "lookedAt": list(looked_at)})
    return sign_offs.sign_off(case, sign_offs.Bench(STAFF, before), asked, occasion(by, now))


def naming(officer: str, before: str | None = None) -> dict[str, Any]:
    """The request that gives a case to an officer; `before` is who has it now."""
    return {"officer": officer} | ({"handoverReason": "caseloadRelief"} if before not in (None, officer) else {})


def acknowledge(
    case: Case,
    one: UUID = DOMESTIC_ABUSE.gap_id,
    by: str = OFFICER,
    now: datetime = MONDAY + timedelta(days=1),
) -> Decision[Case]:
    return gaps.acknowledge_gap(case, one, gaps.AcknowledgeGap(), occasion(by, now))


def arrange(case: Case, at: datetime, now: datetime | None = None, by: str = OFFICER, **asked: Any) -> Decision[Case]:
    facts = {"kind": "rehabilitationActivity", "office": "Croydon", "instruction_proof": "letter", "enforceable": True}
    wanted = appointments.ArrangeAppointment.model_validate({**facts, "at": at, **asked})
    return appointments.arrange_appointment(case, wanted, occasion(by, now or at - timedelta(days=1)))


def record(
    case: Case, appointment_id: UUID, outcome: str, now: datetime, by: str = OFFICER, minutes: int | None = None
) -> Decision[Case]:
    asked = outcomes.RecordOutcome.model_validate({"outcome": outcome, "unpaid_work_minutes": minutes})
    return outcomes.record_outcome(case, appointment_id, asked, occasion(by, now))


def kept(case: Case, at: datetime, outcome: str = "ATTC", **asked: Any) -> tuple[Case, UUID, list[EventData]]:
    """An appointment arranged and what became of it an hour later; the last is what the outcome told."""
    before = {one.appointment_id for one in case.appointments}
    arranged = arrange(case, at, **asked).state
    (appointment_id,) = {one.appointment_id for one in arranged.appointments} - before
    decision = record(arranged, appointment_id, outcome, at + timedelta(hours=1))
    return decision.state, appointment_id, list(decision.events)


def warn(case: Case, appointment_id: UUID, sent_on: date, now: datetime) -> Decision[Case]:
    asked = warnings.SendWarningLetter(sent_on=sent_on)
    return warnings.send_warning_letter(case, appointment_id, asked, occasion(now=now))


def decide(
    case: Case, decision_id: UUID, by: str = OFFICER, now: datetime = MONDAY + timedelta(days=1), **asked: Any
) -> Decision[Case]:
    wanted = enforcement.DecideEnforcement.model_validate({"manager": MANAGER, **asked})
    return enforcement.decide_enforcement(case, decision_id, STAFF, wanted, occasion(by, now))
