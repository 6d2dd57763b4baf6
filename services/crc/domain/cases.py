"""The case: one sentence as its CRC supervises it, with everything that is owed on it.

Invariant: `owed` is every clock that runs on the case, so that nothing is left running when it leaves the CRC; and what
the court, allocation and breach services told is kept apart from what the CRC decided, so their order leaves no trace.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from services.crc.domain.contact_parts import Appointment
from services.crc.domain.failures import Failures, failures_to_comply
from services.crc.domain.gate.parts import CustodyTurn, Recall, Stay
from services.crc.domain.parts import (
    AssessmentHeard,
    BreachHeard,
    Gap,
    Move,
    Owed,
    OwedDecision,
    Tenure,
)
from services.crc.domain.plan_parts import Objective, Plan
from services.crc.domain.risk_parts import Escalation, Registration, RiskReview
from services.crc.domain.rows import find
from services.crc.domain.staff_parts import OfficerTenure, Override, SignOff
from services.crc.domain.stages import (
    CaseState,
    EscalationState,
    ObjectiveState,
    OverrideState,
    RegistrationState,
)
from shared.contracts.court import Requirement, RiskPicture
from shared.contracts.model import Actor
from shared.decisions import NotFound, State
from shared.probation.calendar import london_date
from shared.probation.vocabulary import (
    AllocationState,
    CustodyState,
    Disposal,
    HandoverReason,
    RegisterType,
    RequirementKind,
    RevocationCause,
    RoshLevel,
    StaffGrade,
)


class Case(State):
    """One sentence with a CRC, one at a time. A field is None until what brings it has been heard or decided.

    `disposal`, `order_ends_on` and `requirements` are the order as it stands; `order_number` counts the changes of it.
    `custody` says where a person with a custodial sentence is; it is None where the sentence is not, or not any more.
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
    sexual_offence: bool = False
    custody_turns: tuple[CustodyTurn, ...] = ()
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
    earlier_officers: tuple[OfficerTenure, ...] = ()
    rosh_reviewed: RoshLevel | None = None
    custody: CustodyState | None = None

    owed: tuple[Owed, ...] = ()
    breaches: tuple[BreachHeard, ...] = ()

    gaps: tuple[Gap, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    plans: tuple[Plan, ...] = ()
    objectives: tuple[Objective, ...] = ()
    registrations: tuple[Registration, ...] = ()
    risk_reviews: tuple[RiskReview, ...] = ()
    enforcement_decisions: tuple[OwedDecision, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    overrides: tuple[Override, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    stays: tuple[Stay, ...] = ()
    recalls: tuple[Recall, ...] = ()

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
    def registers_advised(self) -> tuple[RegisterType, ...]:
        """What is known of the risk and in no register yet: a person is to register it."""
        if self.state is not CaseState.OPEN or self.risk is None:
            return ()
        known = {
            RegisterType.DOMESTIC_ABUSE_PERPETRATOR: self.risk.domestic_abuse,
            RegisterType.CHILD_PROTECTION: self.risk.child_safeguarding,
        }
        return tuple(kind for kind, is_known in known.items() if is_known and self.register_of(kind) is None)

    @property
    def override(self) -> Override | None:
        """The override by which the officer holds the case against a guardrail, where there is one (¶17)."""
        return next((one for one in self.overrides if one.state is OverrideState.IN_FORCE), None)

    @property
    def plan(self) -> Plan | None:
        """The plan as it stands: the initial one, or the last review of it."""
        return max(self.plans, key=lambda one: one.number, default=None)

    @property
    def plan_id(self) -> UUID | None:
        """The plan as it stands."""
        return None if self.plan is None else self.plan.plan_id

    @property
    def current_objectives(self) -> tuple[Objective, ...]:
        """The objectives that are worked on."""
        return tuple(one for one in self.objectives if one.state is ObjectiveState.CURRENT)

    @property
    def rar_days_ordered(self) -> int:
        """The most rehabilitation activity days, as the court set them."""
        kind = RequirementKind.REHABILITATION_ACTIVITY
        return sum(one.amount for one in self.requirements if one.kind is kind)

    @property
    def rar_days_planned(self) -> int:
        """The days that have a purpose: those of the objectives worked on, and those that ended ones came to (¶12)."""
        over = {one.objective_id for one in self.objectives if one.state is not ObjectiveState.CURRENT}
        return sum(one.rar_days for one in self.current_objectives) + self.rar_days_delivered_for(over)

    @property
    def rar_days_delivered(self) -> int:
        """Distinct London days with a RAR contact attended and complied with [S]."""
        return len({london_date(a.at) for a in self.appointments if a.rar and a.attended and a.complied})

    def rar_days_delivered_for(self, objectives: Collection[UUID]) -> int:
        """The same of contacts that served these objectives."""
        return len(
            {
                london_date(one.at)
                for one in self.appointments
                if one.rar and one.attended and one.complied and one.objective_id in objectives
            }
        )

    @property
    def unpaid_work_ordered(self) -> int:
        """The minutes of unpaid work, as the court set them in hours."""
        return 60 * sum(one.amount for one in self.requirements if one.kind is RequirementKind.UNPAID_WORK)

    @property
    def unpaid_work_credited(self) -> int:
        """The minutes credited, as the outcomes stand."""
        return sum(one.unpaid_work_minutes or 0 for one in self.appointments)

    def officers_until(self, at: datetime, reason: HandoverReason | None = None) -> tuple[OfficerTenure, ...]:
        """Who was responsible before, and with them the officer of now, whose time with the case is over then."""
        if self.officer is None or self.officer_grade is None or self.officer_named_at is None:
            return self.earlier_officers
        over = OfficerTenure(
            officer=self.officer, grade=self.officer_grade, named_at=self.officer_named_at, until=at, reason=reason
        )
        return (*self.earlier_officers, over)

    def is_held_by(self, officer: str) -> bool:
        """Whether that officer is responsible for it now."""
        return self.state is CaseState.OPEN and self.officer == officer

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

    def objective(self, objective_id: UUID) -> Objective:
        """One objective; `NotFound` where the case has none such."""
        return find(self.objectives, "objective_id", objective_id)

    def registration(self, registration_id: UUID) -> Registration:
        """One register that applies or did; `NotFound` where the case has none such."""
        return find(self.registrations, "registration_id", registration_id)

    def register_of(self, kind: RegisterType) -> Registration | None:
        """The register of that type, where it applies to the case."""
        applies = RegistrationState.REGISTERED
        found = (one for one in self.registrations if one.register_type is kind and one.state is applies)
        return next(found, None)

    def recall(self, recall_id: UUID) -> Recall:
        """One recall; `NotFound` where the case has none such."""
        return find(self.recalls, "recall_id", recall_id)

    def escalation(self, escalation_id: UUID) -> Escalation:
        """One escalation; `NotFound` where the case has none such."""
        return find(self.escalations, "escalation_id", escalation_id)

    def decision(self, decision_id: UUID) -> OwedDecision:
        """One enforcement decision; `NotFound` where the case has none such."""
        return find(self.enforcement_decisions, "decision_id", decision_id)
