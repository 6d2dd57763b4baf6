"""The breach pack: one version of it, whole, as it stood when its author prepared it.

Invariant: a version never changes once it is stored. What the events knew is copied into it, so that a contact log
which changes afterwards shows as a contradiction and not as a pack that was rewritten behind its author's back.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field

from shared.contracts.court import Requirement
from shared.contracts.model import Contract
from shared.probation.vocabulary import (
    AppointmentOutcome,
    AttachmentKind,
    BreachOutcome,
    BreachState,
    ContactKind,
    Disposal,
    ExcuseDecision,
    GapCause,
    InstructionProof,
    Need,
    OrderKind,
    Recommendation,
    RecommendationChangeReason,
    RoshLevel,
)

CourtCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,20}$", description="The court's code.", examples=["B01CN"])]
Words = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
"""What the author writes. It stays behind this API: no event carries it."""

_ORDERS = {
    Disposal.COMMUNITY_ORDER: OrderKind.COMMUNITY_ORDER,
    Disposal.SUSPENDED_SENTENCE_ORDER: OrderKind.SUSPENDED_SENTENCE_ORDER,
    # A licence is breached by recall; what comes before a court is the supervision after it.
    Disposal.CUSTODY: OrderKind.POST_SENTENCE_SUPERVISION,
}


class PackOrder(Contract):
    """The order and its court, from the sentence."""

    disposal: Disposal
    court_code: str
    sentenced_at: datetime
    order_ends_on: date
    requirements: tuple[Requirement, ...]

    @property
    def kind(self) -> OrderKind | None:
        """What is breached before the court; None where the disposal leaves nothing to breach."""
        return _ORDERS.get(self.disposal)


class ContactLine(Contract):
    """One appointment as the contact log has it: when, where, on whose instruction and how that can be proved."""

    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    outcome: AppointmentOutcome | None
    instructed_by: str
    instruction_proof: InstructionProof
    enforceable: bool


class PackFailure(ContactLine):
    """One failure relied on, with the excuse and what was decided on it."""

    excuse: str | None = Field(default=None, description="What the person said, in the author's words.")
    excuse_decision: ExcuseDecision | None = Field(
        default=None, description="As it stood when the version was prepared; null where nothing is known of it."
    )
    excuse_given_on: date | None = None

    @property
    def line(self) -> ContactLine:
        """The failure as a line of the contact log."""
        return ContactLine(**{name: getattr(self, name) for name in ContactLine.model_fields})


class PackLetter(Contract):
    """One warning letter."""

    letter_id: UUID
    appointment_id: UUID
    sent_on: date


class PackSummary(Contract):
    """Attendance, rehabilitation activity and unpaid work, counted from the contact log."""

    appointments: int
    attended: int
    failed_to_comply: int
    acceptable_absences: int
    without_outcome: int = Field(description="Appointments whose time has passed and that nobody has recorded.")
    rar_days_ordered: int
    rar_days_planned: int | None = Field(description="Null while no plan is known.")
    rar_days_delivered: int = Field(description="Distinct dates with a rehabilitation activity attended.")
    rar_purposes: tuple[Need, ...]
    unpaid_work_hours_ordered: int
    unpaid_work_sessions_attended: int
    unpaid_work_minutes_credited: int | None = Field(
        default=None, description="Null in versions from before the credit was told."
    )


class PackRisk(Contract):
    """The risk as it is known; null is "not known" and never "no" (¶11)."""

    rosh: RoshLevel | None
    reviewed_at: datetime | None = Field(description="When an officer last reviewed it; null: as it was at sentence.")
    domestic_abuse: bool | None
    child_safeguarding: bool | None
    mappa_eligible: bool | None
    open_gaps: tuple[GapCause, ...]


class EarlierBreach(Contract):
    """A breach of the same person that has ended, as this service knows it."""

    breach_id: UUID
    sentence_id: UUID
    state: BreachState
    outcome: BreachOutcome | None
    concluded_at: datetime
    failures: tuple[UUID, ...] = Field(description="The appointments that it relied on.")


class Attachment(Contract):
    """A document that goes with the pack: where it is kept, and its checksum; never the document itself."""

    kind: AttachmentKind
    reference: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["DOC-1"])]
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["letter.pdf"])]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", examples=["9f" * 32], description="Of the document.")]


class Pack(Contract):
    """One version of the pack."""

    breach_id: UUID
    version: Annotated[int, Field(ge=1)]
    court_code: str
    order: PackOrder | None = Field(description="Null where the sentence had not been heard when it was prepared.")
    failures: tuple[PackFailure, ...]
    letters: tuple[PackLetter, ...]
    summary: PackSummary
    risk: PackRisk
    risk_summary: str | None
    current_address: str | None
    progress: str | None
    previous_breaches: str | None = Field(description="What the author adds to those that this service knows.")
    earlier_breaches: tuple[EarlierBreach, ...] = Field(default=(), description="By their end, the first first.")
    attachments: tuple[Attachment, ...] = ()
    recommendation: Recommendation
    recommendation_change: RecommendationChangeReason | None = Field(
        default=None, description="Why the recommendation is not that of the version before; null where it is."
    )
    rationale: str | None
    author: str
    prepared_at: datetime

    @property
    def pack_id(self) -> UUID:
        """What is owed when this version has been returned: a name for it that needs no storing."""
        return uuid5(self.breach_id, f"pack/{self.version}")


class SignedPack(Pack):
    """A version with its countersignature, which comes after it and leaves it as it was."""

    countersigned_by: str | None = None
    countersigned_at: datetime | None = None


class FailureAsked(Contract):
    """A failure relied on; what was decided on the excuse is known already."""

    appointment_id: UUID
    excuse: Words | None = Field(default=None, description="What the person said, in the author's words.")


class PackAsked(Contract):
    """What the author writes. Order, failures, excuses, letters, summary and risk come from what the events know."""

    court_code: CourtCode
    current_address: Annotated[Words, Field(max_length=500, examples=["1 Example Street, London"])] | None = None
    recommendation: Recommendation
    recommendation_change: RecommendationChangeReason | None = Field(
        default=None, description="Required where the recommendation is not that of the version before (¶8)."
    )
    rationale: Words | None = Field(
        default=None,
        description="Required, and new, in a version that changes the recommendation (¶8).",
        examples=["Both appointments were missed with no word; the order can still work with one more condition."],
    )
    failures: Annotated[tuple[FailureAsked, ...], Field(min_length=1, max_length=50)] | None = Field(
        default=None, description="The failures relied on; those of the decision to breach where it is left out."
    )
    risk_summary: Words | None = None
    progress: Words | None = None
    previous_breaches: Words | None = Field(
        default=None,
        description="What to add to the breaches that this service knows, or that there were none.",
    )
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=50)] = ()
