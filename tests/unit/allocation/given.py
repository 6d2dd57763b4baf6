"""What the tests of allocation begin from: sentences, answers that come late, escalations, and who does what."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from services.allocation.domain import endings, escalations, overrides, replies, reviews, sentences
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.escalation_answers import Answered, EscalationAnswer, answer
from services.allocation.domain.escalations import Escalation
from shared.contracts.court import (
    AssessmentRevised,
    InformationGap,
    InformationGapClosed,
    OrderAmended,
    OrderRevoked,
    RiskPicture,
    SentencePassed,
)
from shared.contracts.crc import RiskEscalated
from shared.contracts.model import Actor
from shared.decisions import Decision, IdSource, Occasion
from shared.probation.vocabulary import (
    AllocationCriterion,
    AmendmentCause,
    CheckAnswer,
    CheckKind,
    Disposal,
    EscalationTrigger,
    GapCause,
    GapClosure,
    OverrideReason,
    PersonAtRisk,
    RevocationCause,
    RoshDepth,
    RoshLevel,
)

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
SENTENCE_ID = UUID("01920000-0000-7000-8000-000000000001")
LOW_RISK = RiskPicture(
    rosh_level=RoshLevel.MEDIUM,
    rosh_depth=RoshDepth.SCREENING,
    rsr=Decimal("2.41"),
    mappa_eligible=False,
    subject_to_deportation=False,
    public_interest=False,
    deferred_sentence=False,
)
"""Everything known, and nothing that keeps the case with the NPS."""


class Ids(IdSource):
    def __call__(self) -> UUID:
        return uuid4()


def occasion(organisation: str = "N07", officer: str | None = None, now: datetime = MONDAY) -> Occasion:
    return Occasion(now=now, actor=Actor(organisation=organisation, officer=officer), new_id=Ids())


def gap(
    cause: GapCause = GapCause.CHECK_UNANSWERED,
    kind: CheckKind | None = CheckKind.DOMESTIC_ABUSE,
    *bears_on: AllocationCriterion,
    gap_id: UUID | None = None,
) -> InformationGap:
    return InformationGap(
        gap_id=gap_id or uuid4(),
        cause=cause,
        check_kind=kind,
        bears_on=bears_on or (AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH,),
        due_at=datetime(2016, 9, 12, 22, 59, tzinfo=UTC),
    )


DOMESTIC_ABUSE = gap(gap_id=UUID("01920000-0000-7000-8000-00000000000a"))
SAFEGUARDING = gap(
    GapCause.CHECK_NEVER_REQUESTED, CheckKind.CHILD_SAFEGUARDING, gap_id=UUID("01920000-0000-7000-8000-00000000000b")
)


def sentence(**changes: Any) -> SentencePassed:
    """A community order in London on a Monday, with the domestic-abuse check unanswered."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://court.test/sentences/1",
        "recorded_by": Actor(organisation="N07", officer="N07B960"),
        "sentence_id": SENTENCE_ID,
        "event_number": 1,
        "report_id": None,
        "court_code": "CRO",
        "division": "N07",
        "area_crc": "C17",
        "sentenced_at": MONDAY,
        "disposal": Disposal.COMMUNITY_ORDER,
        "order_ends_on": date(2017, 9, 4),
        "requirements": (),
        "risk": LOW_RISK,
        "gaps": (DOMESTIC_ABUSE,),
    }
    return SentencePassed(**{**facts, **changes})


def closed(
    one: InformationGap = DOMESTIC_ABUSE,
    *,
    indicates: RoshLevel | None = None,
    closure: GapClosure = GapClosure.LATE_ANSWER,
    **changes: Any,
) -> InformationGapClosed:
    """The gap closes, by default by an answer in which nothing is known."""
    late = closure is GapClosure.LATE_ANSWER
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://court.test/sentences/1",
        "recorded_by": Actor(organisation="N07", officer="N07B960"),
        "sentence_id": SENTENCE_ID,
        "gap_id": one.gap_id,
        "cause": one.cause,
        "check_kind": one.check_kind,
        "closure": closure,
        "answer": (CheckAnswer.INFORMATION if indicates else CheckAnswer.NOTHING_KNOWN) if late else None,
        "indicates_rosh": indicates,
        "risk": LOW_RISK,
        "open_gaps": (),
    }
    return InformationGapClosed(**{**facts, **changes})


def revised(**changes: Any) -> AssessmentRevised:
    """The court's team has assessed the risk after sentence: RoSH is high."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://court.test/sentences/1",
        "recorded_by": Actor(organisation="N07", officer="N07B960"),
        "sentence_id": SENTENCE_ID,
        "assessment_id": uuid4(),
        "risk": LOW_RISK.model_copy(update={"rosh_level": RoshLevel.HIGH}),
        "sara_completed": None,
    }
    return AssessmentRevised(**{**facts, **changes})


def amended(**changes: Any) -> OrderAmended:
    """The person has moved to Essex, and the court has said so in the order."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://court.test/sentences/1",
        "recorded_by": Actor(organisation="N07", officer="N07B960"),
        "sentence_id": SENTENCE_ID,
        "event_number": 1,
        "number": 1,
        "cause": AmendmentCause.MOVE_OF_RESIDENCE,
        "area_crc": "C18",
        "disposal": Disposal.COMMUNITY_ORDER,
        "order_ends_on": date(2017, 9, 4),
        "requirements": (),
        "vague_rar": False,
    }
    return OrderAmended(**{**facts, **changes})


def revoked(**changes: Any) -> OrderRevoked:
    """The order has been revoked early, for good progress."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://court.test/sentences/1",
        "recorded_by": Actor(organisation="N07", officer="N07B960"),
        "sentence_id": SENTENCE_ID,
        "event_number": 1,
        "cause": RevocationCause.GOOD_PROGRESS,
        "ended_on": date(2016, 9, 5),
    }
    return OrderRevoked(**{**facts, **changes})


def escalated(**changes: Any) -> RiskEscalated:
    """The CRC escalates after an arrest; RoSH has risen to high."""
    facts: dict[str, Any] = {
        "crn": "X320741",
        "detail_url": "http://crc.test/cases/1",
        "recorded_by": Actor(organisation="C17", officer="C17A001"),
        "sentence_id": SENTENCE_ID,
        "escalation_id": uuid4(),
        "provider": "C17",
        "trigger": EscalationTrigger.ARREST_OR_CHARGE,
        "rosh_before": RoshLevel.MEDIUM,
        "rosh_after": RoshLevel.HIGH,
        "who_is_at_risk": (PersonAtRisk.KNOWN_ADULT,),
        "imminent": False,
        "phone_call": None,
        "agreed_by_manager": "C17M001",
        "risk_held_by": "C17",
    }
    return RiskEscalated(**{**facts, **changes})


def allocated(told: SentencePassed | None = None) -> Allocation:
    told = told or sentence()
    return sentences.hear_sentence(sentences.shell(told), told, occasion(told.division)).state


def accept(allocation: Allocation, by: str = "C17") -> Decision[Allocation]:
    return replies.accept(allocation, replies.Acceptance(), occasion(by, f"{by}A001"))


def reject(allocation: Allocation, reason: str = "wrongArea", by: str = "C17") -> Decision[Allocation]:
    return replies.reject(allocation, replies.Rejection.model_validate({"reason": reason}), occasion(by, f"{by}A001"))


def review(allocation: Allocation, told: InformationGapClosed | None = None) -> Decision[Allocation]:
    return reviews.hear_closing(allocation, told or closed(), occasion())


def overridden(
    allocation: Allocation,
    provider: str = "N07",
    reason: OverrideReason = OverrideReason.VICTIM_SAFETY,
    *escalations: Escalation,
    by: str = "N07",
    now: datetime = MONDAY,
) -> overrides.Overridden:
    asked = overrides.Override(provider=provider, reason=reason, note="The victim is known to be at risk.")
    return overrides.override(allocation, escalations, asked, occasion(by, f"{by}A210", now))


def ended(
    allocation: Allocation, *escalations: Escalation, told: OrderRevoked | None = None, now: datetime = MONDAY
) -> endings.Ended:
    return endings.end(allocation, escalations, told or revoked(), occasion(now=now))


def receive(
    allocation: Allocation, told: RiskEscalated | None = None, *, before: Escalation | None = None
) -> tuple[Decision[Allocation], Decision[Escalation]]:
    return escalations.receive(allocation, before, told or escalated(), MONDAY, occasion())


def answered(
    allocation: Allocation, escalation: Escalation, *others: Escalation, by: str = "N07", **asked: Any
) -> Answered:
    return answer(escalation, allocation, others, EscalationAnswer.model_validate(asked), occasion(by, f"{by}B960"))
