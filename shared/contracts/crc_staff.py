"""What the CRC supervision service tells of its staff: who may hold what, how much one holds, what was signed off."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.model import EventData, Fact, Obligation, Overdue
from shared.probation.identifiers import OfficerCode, ProviderCode, TeamCode
from shared.probation.vocabulary import (
    CaseloadThreshold,
    EmploymentKind,
    GuardrailOverrideReason,
    GuardrailRule,
    ManagerLookedAt,
    SignedOffWork,
    SignOffConcern,
    StaffGrade,
    Training,
)

FullTimePercent = Annotated[
    int, Field(ge=1, le=100, description="Working time in per cent of full time; limits on caseloads scale with it.")
]
Weight = Annotated[int, Field(ge=0, description="In hundredths of a low-risk case.")]


class OfficerListed(Fact, name="probation.crc.officer-listed.v1"):
    """An officer of the provider's register as it stands: grade, employment, training, and whether they have left."""

    officer: OfficerCode
    provider: ProviderCode
    team: TeamCode
    number: Annotated[int, Field(ge=1, description="Which version of the entry it is, from 1.")]
    grade: StaffGrade
    employment: EmploymentKind
    training: tuple[Training, ...]
    full_time_percent: FullTimePercent
    supervised_by: OfficerCode | None
    left_on: date | None

    @property
    def subject(self) -> str:
        """The officer's code."""
        return self.officer


class CaseloadThresholdPassed(Fact, name="probation.crc.caseload-threshold-passed.v1"):
    """An assignment has brought an officer's caseload above a threshold (¶15)."""

    officer: OfficerCode
    provider: ProviderCode
    team: TeamCode
    threshold: CaseloadThreshold
    limit: Annotated[int, Field(ge=1, description="In cases, scaled to the officer's working time.")]
    cases: int
    weight: Weight

    @property
    def subject(self) -> str:
        """The officer's code."""
        return self.officer


class AssignmentOverridden(EventData, name="probation.crc.assignment-overridden.v1"):
    """An officer holds a case against a guardrail: by whose name, why, and until when (¶15, ¶17)."""

    sentence_id: UUID
    override_id: UUID
    provider: ProviderCode
    officer: OfficerCode
    grade: StaffGrade
    rules: tuple[GuardrailRule, ...]
    reason: GuardrailOverrideReason
    manager: OfficerCode
    until: date
    caseload: int


class ResponsibleOfficerLeft(EventData, name="probation.crc.responsible-officer-left.v1"):
    """The responsible officer has left the provider, and the case has nobody: another is to be named."""

    sentence_id: UUID
    provider: ProviderCode
    officer: OfficerCode


class WorkSignedOff(EventData, name="probation.crc.work-signed-off.v1"):
    """A manager has signed off a plan or a risk review; what that was worth is computed and told with it (¶16)."""

    sentence_id: UUID
    sign_off_id: UUID
    provider: ProviderCode
    work: SignedOffWork
    subject_id: UUID = Field(description="The plan or the risk review.")
    officer: OfficerCode = Field(description="Whose work it is.")
    manager: OfficerCode
    looked_at: tuple[ManagerLookedAt, ...]
    gaps_unread: int
    gaps_unanswered: int
    signed_off_in_window: Annotated[
        int, Field(ge=1, description="Sign-offs by this manager within the minutes that make a burst, with this one.")
    ]
    seconds_to_deadline: int | None = Field(description="Negative after it; null where no deadline ran.")
    concerns: tuple[SignOffConcern, ...]


class AssignmentOverrideOverdue(Overdue, name="probation.crc.assignment-override-overdue.v1"):
    """An override has run out, and the case is still held against the guardrail (¶17)."""

    obligation: Literal[Obligation.ASSIGNMENT_OVERRIDE]


class PlanSignOffOverdue(Overdue, name="probation.crc.plan-sign-off-overdue.v1"):
    """A plan has not been signed off by a manager in time (¶16)."""

    obligation: Literal[Obligation.PLAN_SIGNED_OFF]
