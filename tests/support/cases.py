"""The events that bring a case from the court to a CRC, about as many people as a test needs."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from shared.contracts.allocation import AllocationAccepted, AllocationDecided
from shared.contracts.court import InformationGap, Requirement, RiskPicture, SentencePassed
from shared.contracts.model import Actor
from shared.probation.vocabulary import (
    AllocationCause,
    AllocationCriterion,
    CheckKind,
    Disposal,
    GapCause,
    Need,
    RequirementKind,
    RoshDepth,
    RoshLevel,
)

NPS, CRC = Actor(organisation="N07", officer="N07B960"), Actor(organisation="C17", officer="C17S201")


def sentence(at: datetime, crn: str = "X320741", sentence_id: UUID | None = None) -> SentencePassed:
    """A community order with RAR days, and one gap at sentence."""
    return SentencePassed(
        crn=crn,
        detail_url="/sentences/1",
        recorded_by=NPS,
        sentence_id=sentence_id or uuid4(),
        event_number=1,
        report_id=None,
        court_code="CROYMC",
        division="N07",
        area_crc="C17",
        sentenced_at=at,
        disposal=Disposal.COMMUNITY_ORDER,
        order_ends_on=date(2018, 3, 6),
        requirements=(
            Requirement(
                kind=RequirementKind.REHABILITATION_ACTIVITY,
                amount=20,
                unit="days",
                need=Need.RELATIONSHIPS,
                intervention="BBR",
            ),
        ),
        risk=RiskPicture(
            rosh_level=RoshLevel.MEDIUM,
            rosh_depth=RoshDepth.SCREENING,
            rsr=Decimal("2.41"),
            mappa_eligible=False,
            subject_to_deportation=False,
            public_interest=False,
            deferred_sentence=False,
        ),
        gaps=(
            InformationGap(
                gap_id=uuid4(),
                cause=GapCause.CHECK_UNANSWERED,
                check_kind=CheckKind.DOMESTIC_ABUSE,
                bears_on=(AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH,),
                due_at=at + timedelta(days=7),
            ),
        ),
    )


def decided(passed: SentencePassed) -> AllocationDecided:
    """The NPS allocates the sentence to the CRC of the area, provisionally."""
    return AllocationDecided(
        crn=passed.crn,
        detail_url="/allocations/1",
        recorded_by=NPS,
        sentence_id=passed.sentence_id,
        number=1,
        cause=AllocationCause.SENTENCE,
        event_number=1,
        receiving_provider="C17",
        division="N07",
        provisional=True,
        criteria=(),
        gaps=tuple(gap.gap_id for gap in passed.gaps),
        rules_version="2014-06-01",
        risk_held_by="N07",
    )


def accepted(passed: SentencePassed) -> AllocationAccepted:
    """The CRC accepts it."""
    return AllocationAccepted(
        crn=passed.crn,
        detail_url="/allocations/1",
        recorded_by=CRC,
        sentence_id=passed.sentence_id,
        event_number=1,
        provider="C17",
        division="N07",
        allocated_at=passed.sentenced_at,
        provisional=True,
        gaps=tuple(gap.gap_id for gap in passed.gaps),
        risk_held_by="C17",
    )
