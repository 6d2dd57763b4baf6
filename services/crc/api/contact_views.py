"""What callers see of contact and enforcement."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.crc.domain.cases import Case
from services.crc.domain.contact_months import owed_month
from services.crc.domain.stages import AppointmentState, DecisionState
from shared.contracts.model import Contract
from shared.probation.calendar import london_date
from shared.probation.identifiers import Crn, EventNumber, ProviderCode
from shared.probation.vocabulary import (
    AppointmentOutcome,
    ContactKind,
    CorrectionReason,
    EnforcementDecision,
    ExcuseDecision,
    FollowUpKind,
    InstructionProof,
    NotEnforcedReason,
)


class RecordingView(Contract):
    """An outcome as it was recorded; a correction names its reason, and the manager behind it."""

    outcome: AppointmentOutcome
    unpaid_work_minutes: int | None
    at: datetime
    by: str
    reason: CorrectionReason | None
    manager: str | None


class AppointmentView(Contract):
    """An appointment and what became of it."""

    appointment_id: UUID
    kind: ContactKind
    at: datetime
    office: str
    instructed_by: str
    instruction_proof: InstructionProof
    enforceable: bool
    rar: bool
    arranged_at: datetime
    state: AppointmentState
    outcome: AppointmentOutcome | None
    recorded_at: datetime | None
    recorded_by: str | None
    failure_to_comply: bool
    letter_id: UUID | None
    letter_sent_on: date | None
    objective_id: UUID | None = Field(description="The objective of the plan that it serves (¶12).")
    face_to_face: bool
    unpaid_work_minutes: int | None = Field(description="Credited, where the person came to unpaid work.")
    recordings: tuple[RecordingView, ...] = Field(description="Every outcome that was recorded, the first first.")
    excuse_until: datetime | None = Field(description="Until when an excuse for the failure is taken; null for none.")
    excuse: ExcuseDecision | None = Field(description="What stands on an excuse now; null where there is nothing to.")
    excuse_given_on: date | None
    excuse_decided_by: str | None
    follow_up: FollowUpKind | None = Field(description="How a missed contact was followed up.")
    followed_up_at: datetime | None
    followed_up_by: str | None


class RarDaysView(Contract):
    """RAR days: ordered as the most by the court, planned with a purpose, and delivered (¶12)."""

    ordered: int
    planned: int = Field(description="With a purpose: in the plan, or delivered under an objective that is over.")
    without_purpose: int = Field(description="Ordered, and with no purpose.")
    delivered: int = Field(description="Distinct dates with a RAR contact attended and complied with.")
    delivered_with_purpose: int = Field(description="Of these, the dates with a contact for an objective of the plan.")


class UnpaidWorkView(Contract):
    """Unpaid work in minutes: ordered by the court, credited, and still to do."""

    ordered_minutes: int
    credited_minutes: int
    remaining_minutes: int


class ContactMonthView(Contract):
    """The calendar month in which the person is to be seen."""

    month: str = Field(examples=["2016-10"])
    due_at: datetime


class EnforcementDecisionView(Contract):
    """A decision at the threshold, owed or taken (¶14)."""

    decision_id: UUID
    state: DecisionState
    failures: tuple[UUID, ...]
    failures_in_12_months: int = Field(description="As counted when the decision fell due.")
    aware_at: datetime
    due_at: datetime
    decision: EnforcementDecision | None
    reason: NotEnforcedReason | None
    manager: str | None
    decided_at: datetime | None
    decided_by: str | None


class EnforcementDecisionOfCase(EnforcementDecisionView):
    """A decision as the work list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    officer: str | None
    overdue: bool = Field(description="Due, and nobody has decided in time.")


def appointment_views(case: Case, now: datetime) -> Iterator[dict[str, Any]]:
    """The appointments by their time."""
    for one in sorted(case.appointments, key=lambda one: (one.at, one.appointment_id)):
        shown = one.model_dump(include=set(AppointmentView.model_fields))
        yield {**shown, "failure_to_comply": one.is_failure, "excuse": one.excuse_on(now)}


def contact_views(case: Case, now: datetime) -> dict[str, Any]:
    """What the case shows of contact and of what the court ordered to be done in it."""
    owed = owed_month(case)
    return {
        "appointments": list(appointment_views(case, now)),
        "contact_month": None
        if owed is None
        else ContactMonthView(month=f"{london_date(owed.due_at):%Y-%m}", due_at=owed.due_at),
        "rar_days": RarDaysView(
            ordered=case.rar_days_ordered,
            planned=case.rar_days_planned,
            # The court may have lowered the days since they were planned.
            without_purpose=max(case.rar_days_ordered - case.rar_days_planned, 0),
            delivered=case.rar_days_delivered,
            delivered_with_purpose=case.rar_days_delivered_for({one.objective_id for one in case.objectives}),
        ),
        "unpaid_work": UnpaidWorkView(
            ordered_minutes=case.unpaid_work_ordered,
            credited_minutes=case.unpaid_work_credited,
            remaining_minutes=max(case.unpaid_work_ordered - case.unpaid_work_credited, 0),
        ),
    }
