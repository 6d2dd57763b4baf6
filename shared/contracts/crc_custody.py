"""What the CRC supervision service tells through the gate: screening, resettlement, release, recall (¶20-21)."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.contracts.model import Contract, EventData, Obligation, Overdue
from shared.probation.identifiers import OfficerCode, ProviderCode
from shared.probation.vocabulary import Need, RecallReason, RecallState, ResettlementHelp

PrisonCode = Annotated[
    str, Field(pattern=r"^[A-Z0-9]{3}$", description="The prison's three-character code.", examples=["BXI"])
]


class CustodyScreened(EventData, name="probation.crc.custody-screened.v1"):
    """The basic custody screening is done: the needs that stand in the way of resettlement are known."""

    sentence_id: UUID
    prison: PrisonCode
    screened_at: AwareDatetime
    needs: tuple[Need, ...]


class ResettlementPlanned(EventData, name="probation.crc.resettlement-planned.v1"):
    """The resettlement plan is made; pre-release work is owed in the weeks before release."""

    sentence_id: UUID
    needs: tuple[Need, ...]
    release_on: date
    pre_release_from: date = Field(description="The first day of pre-release work.")


class ReleaseDateChanged(EventData, name="probation.crc.release-date-changed.v1"):
    """The prison has set another day of release."""

    sentence_id: UUID
    before: date
    release_on: date
    pre_release_from: date


class ResettlementHelpRecorded(EventData, name="probation.crc.resettlement-help-recorded.v1"):
    """What became of the help with one need before release: planned is not received (¶21)."""

    sentence_id: UUID
    need: Need
    help: ResettlementHelp
    on: date


class NeedAtRelease(Contract):
    """A need, and what had become of the help with it at release."""

    need: Need
    help: ResettlementHelp | None


class PersonReleased(EventData, name="probation.crc.person-released.v1"):
    """The person has left prison: the first appointment is due the next working day."""

    sentence_id: UUID
    release_id: UUID
    provider: ProviderCode
    prison: PrisonCode
    released_at: AwareDatetime
    licence_ends_on: date
    supervision_ends_on: date
    needs: tuple[NeedAtRelease, ...]
    helped_enough: bool = Field(description="Every need was met by help received, or the person did not want it (¶21).")


class RecallRequested(EventData, name="probation.crc.recall-requested.v1"):
    """The officer asks for a recall to custody; a manager countersigns within a day."""

    sentence_id: UUID
    recall_id: UUID
    provider: ProviderCode
    reason: RecallReason
    decision_id: UUID | None = Field(description="The enforcement decision that it follows from, if any.")
    officer: OfficerCode


class RecallCountersigned(EventData, name="probation.crc.recall-countersigned.v1"):
    """A manager has countersigned the request, or refused to."""

    sentence_id: UUID
    recall_id: UUID
    countersigned: bool
    manager: OfficerCode


class RecallDecided(EventData, name="probation.crc.recall-decided.v1"):
    """The licence has been revoked and the person is recalled to custody, or it has not."""

    sentence_id: UUID
    recall_id: UUID
    outcome: Literal[RecallState.RECALLED, RecallState.NOT_RECALLED]
    on: date


class CustodyChanged(EventData, name="probation.crc.custody-changed.v1"):
    """An appeal has put custody in the place of an order, or an order in the place of custody."""

    sentence_id: UUID
    in_custody: bool = Field(description="The person goes to prison; otherwise supervision in the community begins.")


class CustodyScreeningOverdue(Overdue, name="probation.crc.custody-screening-overdue.v1"):
    """The basic custody screening has not been done in time."""

    obligation: Literal[Obligation.CUSTODY_SCREENED]


class ResettlementPlanOverdue(Overdue, name="probation.crc.resettlement-plan-overdue.v1"):
    """No resettlement plan has been made in time."""

    obligation: Literal[Obligation.RESETTLEMENT_PLAN]


class PreReleaseWorkOverdue(Overdue, name="probation.crc.pre-release-work-overdue.v1"):
    """The day of release has come, and not every need was met (¶21)."""

    obligation: Literal[Obligation.PRE_RELEASE_WORK]


class RecallCountersignatureOverdue(Overdue, name="probation.crc.recall-countersignature-overdue.v1"):
    """A request for recall has not been countersigned within its hours."""

    obligation: Literal[Obligation.RECALL_COUNTERSIGNED]
