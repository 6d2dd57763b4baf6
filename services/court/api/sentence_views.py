"""What callers see of sentences, of their gaps, and of what became of both."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.court.domain.assessments import Sara
from services.court.domain.gaps import Gap
from services.court.domain.history import GapEntry, GapStep
from services.court.domain.order_changes import Order, ReviseAssessment
from services.court.domain.sentences import Sentence
from services.court.domain.stages import GapState, SentenceState
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import (
    AllocationCriterion,
    AmendmentCause,
    AppealOutcome,
    CheckAnswer,
    CheckKind,
    Disposal,
    GapCause,
    GapClosure,
    ProposalDifference,
    RevocationCause,
    RoshLevel,
    Source,
)


class GapView(Contract):
    """Something that a full assessment needs and that the sentence did not have (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    check_id: UUID | None = Field(description="The check that would answer it, once it has been asked for.")
    source: Source | None = Field(description="The source that was not consulted.")
    bears_on: tuple[AllocationCriterion, ...]
    state: GapState
    due_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closure: GapClosure | None
    reason: str | None = Field(description="Of a decision to supervise without it, or of the end of the order.")
    answer: CheckAnswer | None
    indicates_rosh: RoshLevel | None
    indicates_domestic_abuse: bool | None = Field(description="As answered where no report asked; see the risk else.")
    indicates_child_safeguarding: bool | None
    assessment_id: UUID | None = Field(description="The assessment after sentence that answered it.")


class GapOfSentence(GapView):
    """A gap as the work list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    division: ProviderCode


class GapEntryView(Contract):
    """What came to pass with a gap."""

    at: datetime
    what: GapStep
    organisation: str = Field(examples=["N07"])
    officer: str | None = Field(description="Where a person acted, and it is known who.")


class GapHistory(Contract):
    """The history of a gap: who knew what when (¶11)."""

    items: tuple[GapEntryView, ...]


class AppealView(Contract):
    """An appeal against the sentence."""

    appeal_id: UUID
    lodged_at: datetime
    lodged_by: str
    outcome: AppealOutcome | None = Field(description="Null until it is decided.")
    decided_at: datetime | None
    decided_by: str | None


class OrderView(Contract):
    """An order as it stood."""

    area_crc: ProviderCode
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]


class OrderChangeView(Contract):
    """A change of the order."""

    number: int
    cause: AmendmentCause
    appeal_id: UUID | None
    changed_at: datetime
    changed_by: str
    before: OrderView = Field(description="The order as it stood until then.")


class LateAssessmentView(Contract):
    """What was assessed after sentence."""

    assessment_id: UUID
    assessed_at: datetime
    assessed_by: str
    given: ReviseAssessment


class SentenceView(Contract):
    """A sentence, the order and the risk picture as they stand, and every gap that was open at it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    report_id: UUID | None
    court_code: str
    division: ProviderCode
    area_crc: ProviderCode
    sentenced_at: datetime
    recorded_by: str | None
    state: SentenceState
    disposal: Disposal
    order_ends_on: date
    requirements: tuple[Requirement, ...]
    sexual_offence: bool = Field(description="Who supervises needs the training for it (¶17).")
    vague_rar: bool = Field(description="A RAR names no need or no intervention (¶12).")
    proposal_differences: tuple[ProposalDifference, ...] | None = Field(
        description="How the sentence, as it was passed, differs from the proposal; null where nothing was proposed."
    )
    risk: RiskPicture = Field(description="With the answers and assessments that came after sentence.")
    sara: Sara | None
    sara_completed: bool | None
    gaps: tuple[GapView, ...]
    appeals: tuple[AppealView, ...]
    changes: tuple[OrderChangeView, ...] = Field(description="Of the order, the first one first.")
    assessments: tuple[LateAssessmentView, ...]
    ended_on: date | None
    ended_because: RevocationCause | None
    ended_at: datetime | None = Field(description="When its end was recorded.")
    ended_by: str | None
    end_reason: str | None
    version: int


def gap_view(gap: Gap) -> GapView:
    """A gap."""
    return GapView(**gap.model_dump(exclude={"sentence_id", "division"}))


def entry_view(entry: GapEntry) -> GapEntryView:
    """An entry of a gap's history."""
    return GapEntryView(**entry.model_dump(include=set(GapEntryView.model_fields)))


def sentence_view(sentence: Sentence) -> SentenceView:
    """A sentence with its gaps and with what became of it."""
    parts = {"gaps", "history", "appeals", "changes", "assessments"}
    appeals = (AppealView(**one.model_dump(exclude={"sentence_id"})) for one in sentence.appeals)
    assessments = (
        LateAssessmentView(**one.model_dump(exclude={"sentence_id", "given"}), given=one.given)
        for one in sentence.assessments
    )
    return SentenceView(
        **sentence.model_dump(exclude=parts),
        vague_rar=sentence.vague_rar,
        gaps=tuple(gap_view(gap) for gap in sentence.gaps),
        appeals=tuple(appeals),
        changes=tuple(
            OrderChangeView(
                **one.model_dump(exclude={"sentence_id", "change_id", "before"}), before=_order_view(one.before)
            )
            for one in sorted(sentence.changes, key=lambda one: one.number)
        ),
        assessments=tuple(assessments),
    )


def _order_view(order: Order) -> OrderView:
    return OrderView(**dict(order))
