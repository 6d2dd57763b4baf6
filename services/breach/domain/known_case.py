"""The known case: what the events have said about one sentence, so that nobody types a contact log again.

Invariant: it holds what was heard and nothing else; the same events, in whatever order their topics came, make the same
known case.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.court import Requirement, RiskPicture
from shared.decisions import State
from shared.probation.identifiers import provider_of
from shared.probation.vocabulary import (
    AppointmentOutcome,
    CheckAnswer,
    CheckKind,
    ContactKind,
    Disposal,
    ExcuseDecision,
    GapCause,
    GapClosure,
    InstructionProof,
    Need,
    RequirementKind,
    RevocationCause,
    RoshLevel,
)


class Heard(BaseModel):
    """A piece of what was heard: immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KnownGap(Heard):
    """An information gap of the sentence; open while it has no closure (¶11)."""

    gap_id: UUID
    cause: GapCause
    check_kind: CheckKind | None
    closure: GapClosure | None = None
    answer: CheckAnswer | None = None


class KnownPlan(Heard):
    """What the plan says of the rehabilitation activity days (¶12)."""

    rar_days_ordered: int
    rar_days_planned: int
    purposes: tuple[Need, ...]


class HeardDecision(Heard):
    """A decision to breach, kept until the breach could be begun; `breach_id` says that it has been."""

    decision_id: UUID
    provider: str
    manager: str
    failures: tuple[UUID, ...]
    aware_at: datetime
    breach_id: UUID | None = None


class Holder(Heard):
    """A provider that took the case over, by what allocation told, and when."""

    provider: str
    since: datetime


class KnownContact(Heard):
    """One appointment of the contact log; `outcome` is None while nobody has recorded one."""

    sentence_id: UUID
    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    instructed_by: str
    instruction_proof: InstructionProof
    enforceable: bool
    rar: bool
    outcome: AppointmentOutcome | None = None
    unpaid_work_minutes: int | None = None
    excuse_until: datetime | None = None
    excuse: ExcuseDecision | None = None
    excuse_given_on: date | None = None
    recordings: int = 0

    def excuse_on(self, now: datetime) -> ExcuseDecision | None:
        """What stands on an excuse at that moment; None where there is no failure to excuse [S]."""
        if self.excuse is not None or self.excuse_until is None:
            return self.excuse
        return ExcuseDecision.PENDING if now <= self.excuse_until else ExcuseDecision.NONE_GIVEN

    @property
    def is_failure(self) -> bool:
        """A failure to comply: an enforceable contact not complied with [S]."""
        return self.enforceable and self.outcome is not None and self.outcome.counts_as_failure


class KnownLetter(Heard):
    """One warning letter."""

    sentence_id: UUID
    letter_id: UUID
    appointment_id: UUID
    sent_on: date


class KnownCase(State):
    """What is known of one sentence. A field is None until the event that brings it has arrived.

    The order is the one that stands now; `order_number` counts the changes of it, and `ended_on` says that it has
    ended before its time. `holders` are those who supervised, one after the other, as allocation told of them.
    """

    sentence_id: UUID
    crn: str
    event_number: int | None = None
    division: str | None = None
    provider: str | None = None
    holders: tuple[Holder, ...] = ()
    officer: str | None = None
    disposal: Disposal | None = None
    court_code: str | None = None
    sentenced_at: datetime | None = None
    order_ends_on: date | None = None
    requirements: tuple[Requirement, ...] = ()
    order_number: int = 0
    ended_on: date | None = None
    ended_because: RevocationCause | None = None
    ended_at: datetime | None = None
    licence_ends_on: date | None = None
    risk: RiskPicture | None = None
    rosh_reviewed: RoshLevel | None = None
    rosh_reviewed_at: datetime | None = None
    gaps: tuple[KnownGap, ...] = ()
    plan: KnownPlan | None = None
    decisions: tuple[HeardDecision, ...] = ()
    contacts: tuple[KnownContact, ...] = ()
    letters: tuple[KnownLetter, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The provider that supervises and the division of the court."""
        return frozenset(code for code in (self.provider, self.division) if code is not None)

    @property
    def responsible_officer(self) -> str | None:
        """Whoever was named last, while the case is with that officer's provider: after a move nobody is yet."""
        return self.officer if self.officer is not None and provider_of(self.officer) == self.provider else None

    @property
    def rosh(self) -> RoshLevel | None:
        """The risk of serious harm as last reviewed, or as the court had it; None is "not known", never "low" (¶11)."""
        if self.rosh_reviewed is not None:
            return self.rosh_reviewed
        return self.risk.rosh_level if self.risk is not None else None

    @property
    def open_gaps(self) -> tuple[KnownGap, ...]:
        """The gaps that nothing has closed."""
        return tuple(gap for gap in self.gaps if gap.closure is None)

    def ordered(self, kind: RequirementKind) -> int:
        """How much of a requirement the court ordered, in the unit of its kind."""
        return sum(one.amount for one in self.requirements if one.kind is kind)

    def contact(self, appointment_id: UUID) -> KnownContact | None:
        """One appointment of the contact log."""
        return next((one for one in self.contacts if one.appointment_id == appointment_id), None)
