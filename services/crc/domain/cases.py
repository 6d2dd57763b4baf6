"""The case: one sentence as its CRC supervises it, with everything that is owed on it.

Invariant: `owed` is every clock that runs on the case, so that nothing is left running when it leaves the CRC; and what
the court, allocation and breach services told is kept apart from what the CRC decided, so their order leaves no trace.
"""

from datetime import date, datetime
from uuid import UUID

from services.crc.domain.failures import Failures, failures_to_comply
from services.crc.domain.parts import (
    Appointment,
    AssessmentHeard,
    BreachHeard,
    Escalation,
    Gap,
    Move,
    Objective,
    Owed,
    OwedDecision,
    RiskReview,
    Tenure,
)
from services.crc.domain.rows import find
from services.crc.domain.stages import CaseState, EscalationState
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Actor
from shared.decisions import NotFound, State
from shared.probation.calendar import london_date
from shared.probation.vocabulary import (
    AllocationState,
    Disposal,
    RequirementKind,
    RevocationCause,
    RoshLevel,
    StaffGrade,
)


class Case(State):
    """One sentence with a CRC, one at a time. A field is None until what brings it has been heard or decided.

    `disposal`, `order_ends_on` and `requirements` are the order as it stands; `order_number` counts the changes of it.
    """

    sentence_id: UUID
    crn: str
    state: CaseState = CaseState.KNOWN

    disposal: Disposal | None = None
    disposal_at_sentence: Disposal | None = None
    sentenced_at: datetime | None = None
    order_ends_on: date | None = None
    requirements: tuple[Requirement, ...] = ()
    order_number: int = 0
    risk: RiskPicture | None = None
    assessments: tuple[AssessmentHeard, ...] = ()

    event_number: int | None = None
    division: str | None = None
    allocation_number: int = 0
    allocation_result: AllocationState | None = None
    provider: str | None = None
    provisional: bool | None = None
    allocated_at: datetime | None = None
    accepted_at: datetime | None = None
    moves: tuple[Move, ...] = ()
    earlier_providers: tuple[Tenure, ...] = ()
    transferred_to: str | None = None
    transferred_at: datetime | None = None
    ended_at: datetime | None = None
    ended_on: date | None = None
    ended_because: RevocationCause | None = None

    opened_at: datetime | None = None
    officer: str | None = None
    officer_grade: StaffGrade | None = None
    officer_named_at: datetime | None = None
    rosh_reviewed: RoshLevel | None = None
    plan_id: UUID | None = None
    plan_agreed_at: datetime | None = None
    plan_agreed_by: str | None = None

    owed: tuple[Owed, ...] = ()
    breaches: tuple[BreachHeard, ...] = ()

    gaps: tuple[Gap, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    objectives: tuple[Objective, ...] = ()
    risk_reviews: tuple[RiskReview, ...] = ()
    enforcement_decisions: tuple[OwedDecision, ...] = ()
    escalations: tuple[Escalation, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """The CRC, from the opening on and after the case has left it too; the NPS has the case in its own records."""
        if self.opened_at is None or self.provider is None:
            return frozenset()
        return frozenset({self.provider, *(one.provider for one in self.earlier_providers)})

    @property
    def url(self) -> str:
        """Where the record is read."""
        return f"/cases/{self.sentence_id}"

    @property
    def crc(self) -> str:
        """The provider; `NotFound` while there is none, for then there is no case."""
        if self.provider is None:
            raise NotFound
        return self.provider

    @property
    def by_rule(self) -> Actor:
        """Who records what no person decided."""
        return Actor(organisation=self.crc)

    @property
    def risk_held_by(self) -> str | None:
        """The CRC until the NPS has accepted, then the NPS; of an order that has ended, who held it last."""
        return self.transferred_to if self.state is CaseState.TRANSFERRED else self.provider

    @property
    def rosh(self) -> RoshLevel | None:
        """The risk of serious harm as last reviewed, or as the court had it; None is "not known", never "low" (¶11)."""
        if self.rosh_reviewed is not None:
            return self.rosh_reviewed
        return self.risk.rosh_level if self.risk is not None else None

    @property
    def is_escalation_advised(self) -> bool:
        """The risk belongs with the NPS and nobody has asked it: a person is to escalate."""
        asked = {EscalationState.UNDECIDED, EscalationState.ACCEPTED}
        waiting = any(one.state in asked for one in self.escalations)
        return self.state is CaseState.OPEN and self.rosh is not None and self.rosh.is_kept_by_nps and not waiting

    @property
    def rar_days_ordered(self) -> int:
        """The most rehabilitation activity days, as the court set them."""
        kind = RequirementKind.REHABILITATION_ACTIVITY
        return sum(one.amount for one in self.requirements if one.kind is kind)

    @property
    def rar_days_planned(self) -> int:
        """The days that the plan gives a purpose (¶12)."""
        return sum(one.rar_days for one in self.objectives)

    @property
    def rar_days_delivered(self) -> int:
        """Distinct London days with a RAR contact attended and complied with [S]."""
        return len({london_date(a.at) for a in self.appointments if a.rar and a.attended and a.complied})

    def failures(self, on: date) -> Failures:
        """The failures to comply that count on that London day."""
        return failures_to_comply(self.appointments, self.breaches, self.sentenced_at, on)

    def gap(self, gap_id: UUID) -> Gap:
        """One gap; `NotFound` where the case has none such."""
        return find(self.gaps, "gap_id", gap_id)

    def appointment(self, appointment_id: UUID) -> Appointment:
        """One appointment; `NotFound` where the case has none such."""
        return find(self.appointments, "appointment_id", appointment_id)

    def review(self, review_id: UUID) -> RiskReview:
        """One risk review; `NotFound` where the case has none such."""
        return find(self.risk_reviews, "review_id", review_id)

    def decision(self, decision_id: UUID) -> OwedDecision:
        """One enforcement decision; `NotFound` where the case has none such."""
        return find(self.enforcement_decisions, "decision_id", decision_id)
