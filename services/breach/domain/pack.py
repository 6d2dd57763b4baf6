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
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import (
    AppointmentOutcome,
    ContactKind,
    Disposal,
    ExcuseDecision,
    GapCause,
    InstructionProof,
    Need,
    OrderKind,
    Recommendation,
    RoshLevel,
)

CourtCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,20}$", description="The court's code.", examples=["B01CN"])]
Words = Annotated[str, Field(max_length=4000)]
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

    excuse: str | None = None
    excuse_decision: ExcuseDecision | None = None

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


class PackRisk(Contract):
    """The risk as it is known; null is "not known" and never "no" (¶11)."""

    rosh: RoshLevel | None
    reviewed_at: datetime | None = Field(description="When an officer last reviewed it; null: as it was at sentence.")
    domestic_abuse: bool | None
    child_safeguarding: bool | None
    mappa_eligible: bool | None
    open_gaps: tuple[GapCause, ...]


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
    previous_breaches: str | None
    recommendation: Recommendation
    rationale: str | None
    author: str
    countersigned_by: str | None
    prepared_at: datetime

    @property
    def pack_id(self) -> UUID:
        """What is owed when this version has been returned: a name for it that needs no storing."""
        return uuid5(self.breach_id, f"pack/{self.version}")


class ExcuseAsked(Contract):
    """A failure relied on, and what was decided on the excuse for it."""

    appointment_id: UUID
    excuse: Words | None = None
    excuse_decision: ExcuseDecision | None = None


class PackAsked(Contract):
    """What the author writes. Order, failures, letters, summary and risk come from what the events already know."""

    court_code: CourtCode
    current_address: Annotated[str, Field(max_length=500, examples=["1 Example Street, London"])] | None = None
    recommendation: Recommendation
    rationale: Words | None = Field(
        default=None,
        description="Required, and new, in a version that changes the recommendation (¶8).",
        examples=["Both appointments were missed with no word; the order can still work with one more condition."],
    )
    failures: Annotated[tuple[ExcuseAsked, ...], Field(min_length=1)] | None = Field(
        default=None, description="The failures relied on; those of the decision to breach where it is left out."
    )
    risk_summary: Words | None = None
    progress: Words | None = None
    previous_breaches: Words | None = Field(default=None, description="Those there were, or that there were none.")
    countersigned_by: OfficerCode | None = None
