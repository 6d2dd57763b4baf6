"""What callers see of cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.crc.api.contact_views import (
    AppointmentView,
    ContactMonthView,
    EnforcementDecisionView,
    RarDaysView,
    UnpaidWorkView,
    contact_views,
)
from services.crc.api.gate_views import CustodyView, RecallView, StayView, gate_views
from services.crc.api.part_views import EarlierProviderView, GapView, OwedView
from services.crc.api.plan_views import EarlierPlanView, PlanView, plan_views
from services.crc.api.risk_views import EscalationView, RegistrationView, RiskReviewView
from services.crc.api.staff_views import OfficerTenureView, OverrideView, SignOffView, staff_views
from services.crc.domain.cases import Case
from services.crc.domain.guardrails import of_grade
from services.crc.domain.stages import CaseState
from shared.contracts.court import Requirement
from shared.contracts.model import Contract
from shared.decisions import NotFound
from shared.probation.calendar import london_date
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import (
    AllocationState,
    Disposal,
    RegisterType,
    RevocationCause,
    RoshLevel,
    StaffGrade,
)

RiskHeldBy = Field(description="The organisation that holds the risk now.", examples=["C17"])


class CaseSummary(Contract):
    """A case as a list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    state: CaseState
    officer: str | None
    rosh: RoshLevel | None
    risk_held_by: ProviderCode = RiskHeldBy
    opened_at: datetime
    gaps_to_read: int
    next_due_at: datetime | None = Field(description="When the first of what is owed on it runs out, or has.")


class CaseView(Contract):
    """A case: who is responsible, what is known and what is not, what was done, what is owed, who holds the risk."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    division: ProviderCode
    state: CaseState
    allocation_result: AllocationState | None = Field(description="How firm the allocation is, as last decided.")
    opened_at: datetime = Field(description="By the provider that has the case now.")
    earlier_providers: tuple[EarlierProviderView, ...]
    disposal: Disposal = Field(description="With its end and requirements: the order as it stands.")
    sentenced_at: datetime
    order_ends_on: date
    requirements: tuple[Requirement, ...]
    order_number: int = Field(description="How often the court has changed the order.")
    officer: str | None
    officer_grade: StaffGrade | None
    above_grade: tuple[str, ...] = Field(
        description="Why the officer's grade may not hold the case as it is now (¶17)."
    )
    earlier_officers: tuple[OfficerTenureView, ...] = Field(description="Who was responsible before, the first first.")
    overrides: tuple[OverrideView, ...] = Field(
        description="Of guardrails on who may hold it; one is in force at most."
    )
    sexual_offence: bool = Field(description="Who supervises needs the training for it (¶17).")
    rosh: RoshLevel | None = Field(description="As last reviewed, or as the court had it; null is 'not known'.")
    escalation_advised: bool = Field(description="High or very high, and the NPS has not been asked: escalate.")
    risk_held_by: ProviderCode = RiskHeldBy
    gaps: tuple[GapView, ...]
    appointments: tuple[AppointmentView, ...] = Field(description="By their time.")
    plan: PlanView | None = Field(description="As it stands: the initial plan, or its last review.")
    earlier_plans: tuple[EarlierPlanView, ...] = Field(description="The last first.")
    rar_days: RarDaysView
    unpaid_work: UnpaidWorkView
    contact_month: ContactMonthView | None = Field(
        description="The month in which the person is to be seen; null while nobody owes contact."
    )
    registrations: tuple[RegistrationView, ...]
    registers_advised: tuple[RegisterType, ...] = Field(description="Known of the risk, and in no register: register.")
    risk_reviews: tuple[RiskReviewView, ...]
    sign_offs: tuple[SignOffView, ...]
    enforcement_decisions: tuple[EnforcementDecisionView, ...]
    failures_in_12_months: int
    count_frozen: bool = Field(description="A breach runs: the count stands as it was when it began.")
    escalations: tuple[EscalationView, ...]
    custody: CustodyView | None = Field(description="Null where the sentence is not a custodial one.")
    stays: tuple[StayView, ...] = Field(description="In custody, the first first.")
    recalls: tuple[RecallView, ...] = Field(description="The first first.")
    owed: tuple[OwedView, ...] = Field(description="The clocks that run on the case.")
    transferred_to: ProviderCode | None
    transferred_at: datetime | None
    ended_on: date | None = Field(description="The day on which the order ended, where it ended before its time.")
    ended_because: RevocationCause | None
    version: int


OWN = frozenset(CaseView.model_fields) & frozenset(Case.model_fields) - {
    "appointments",
    "plans",
    "earlier_officers",
    "overrides",
    "sign_offs",
    "custody",
    "stays",
    "recalls",
}
"""What the record has by the same name as the view."""


def case_view(case: Case, now: datetime) -> CaseView:
    """The case as it stands at `now`. Raises NotFound for one that is not open yet: there is no record to show."""
    if case.opened_at is None:
        raise NotFound
    failures = case.failures(london_date(now))
    grade = case.officer_grade
    return CaseView.model_validate(
        {
            **_shown(case.model_dump(include=set(OWN))),
            "rosh": case.rosh,
            "risk_held_by": case.risk_held_by,
            "above_grade": [] if grade is None else [one.sentence for one in of_grade(case, grade)],
            "escalation_advised": case.is_escalation_advised,
            **contact_views(case, now),
            **plan_views(case),
            **staff_views(case),
            **gate_views(case, london_date(now)),
            "registers_advised": case.registers_advised,
            "failures_in_12_months": failures.count,
            "count_frozen": failures.frozen,
        }
    )


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what its parts carry for the tables alone."""
    internal = {"sentence_id", "told"}
    return {
        name: [{k: v for k, v in row.items() if k not in internal} for row in value]
        if name in ("gaps", "registrations", "risk_reviews", "enforcement_decisions", "escalations")
        else value
        for name, value in record.items()
    }
