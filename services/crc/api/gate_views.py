"""What callers see of custody: each stay in prison with its needs, the release, the licence, and recalls."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.crc.domain.cases import Case
from services.crc.domain.custody import stage_of, stay_of
from services.crc.domain.gate.parts import ResettlementNeed, Stay
from services.crc.domain.gate.stages import StayState
from shared.contracts.crc_custody import NeedAtRelease, PrisonCode
from shared.contracts.model import Contract
from shared.probation.identifiers import Crn, EventNumber, OfficerCode, ProviderCode
from shared.probation.vocabulary import (
    CustodyState,
    Need,
    RecallReason,
    RecallState,
    ResettlementHelp,
    SupervisionStage,
)


class HelpView(Contract):
    """One word on the help with a need."""

    help: ResettlementHelp
    on: date
    recorded_at: datetime
    recorded_by: OfficerCode


class ResettlementNeedView(Contract):
    """A need, how the help with it stands, and what was recorded of it, the first first (¶21)."""

    need: Need
    help: ResettlementHelp | None = Field(description="Null where nothing has been planned.")
    settled: bool = Field(description="Help was received, or the person did not want it: planned is not received.")
    entries: tuple[HelpView, ...]


class StayView(Contract):
    """A stay in custody, and how the person left it."""

    stay_id: UUID
    number: int
    since: date
    recall_id: UUID | None = Field(description="The recall that it follows, if any.")
    state: StayState
    prison: PrisonCode | None
    screened_at: datetime | None
    screened_by: OfficerCode | None
    needs: tuple[ResettlementNeedView, ...]
    planned_at: datetime | None
    planned_by: OfficerCode | None
    release_on: date | None = Field(description="The day that the prison has set.")
    pre_release_from: date | None
    release_id: UUID | None
    released_at: datetime | None
    released_by: OfficerCode | None = Field(description="Who recorded the release.")
    resettled_by: ProviderCode | None = Field(description="The CRC that had the case at release.")
    licence_ends_on: date | None
    supervision_ends_on: date | None
    needs_at_release: tuple[NeedAtRelease, ...]
    helped_enough: bool | None = Field(description="At release; a person whom nobody had asked was not (¶21).")


class CustodyView(Contract):
    """Where a person with a custodial sentence is, and under what they are supervised today."""

    state: CustodyState
    stage: SupervisionStage
    licence_ends_on: date | None = Field(description="Of the last release.")
    supervision_ends_on: date | None


class RecallView(Contract):
    """A recall: who asked for it and why, who countersigned, what was decided."""

    recall_id: UUID
    state: RecallState
    reason: RecallReason
    decision_id: UUID | None = Field(description="The enforcement decision that it follows from, if any.")
    requested_at: datetime
    requested_by: OfficerCode
    due_at: datetime = Field(description="By when a manager is to countersign.")
    countersigned_at: datetime | None = Field(description="When a manager countersigned, or refused to.")
    countersigned_by: OfficerCode | None
    decided_on: date | None
    decided_at: datetime | None
    decided_by: OfficerCode | None


class StayOfCase(Contract):
    """A stay in custody as the work list shows it."""

    sentence_id: UUID
    crn: Crn
    event_number: EventNumber
    provider: ProviderCode
    officer: OfficerCode | None
    stay_id: UUID
    number: int
    since: date
    state: StayState
    prison: PrisonCode | None
    release_on: date | None
    pre_release_from: date | None
    in_pre_release: bool = Field(description="The weeks before release have begun, and the person is still in prison.")
    needs: tuple[ResettlementNeedView, ...]
    open_needs: tuple[Need, ...] = Field(description="Those that no help has settled yet.")
    released_at: datetime | None
    helped_enough: bool | None


def gate_views(case: Case, today: date) -> dict[str, Any]:
    """What a case shows of custody, in the order of time."""
    stage, last = stage_of(case, today), stay_of(case)
    stays = sorted(case.stays, key=lambda one: one.number)
    recalls = sorted(case.recalls, key=lambda one: (one.requested_at, one.recall_id))
    return {
        "custody": last
        and stage
        and {
            "state": case.custody,
            "stage": stage,
            "licence_ends_on": _last(stays, "licence_ends_on"),
            "supervision_ends_on": _last(stays, "supervision_ends_on"),
        },
        "stays": [_stay(one) for one in stays],
        "recalls": [one.model_dump(exclude={"sentence_id"}) for one in recalls],
    }


def of_case(row: dict[str, Any], today: date) -> StayOfCase:
    """A row of the work list."""
    needs = [ResettlementNeed.model_validate(one, extra="ignore") for one in row["needs"]]
    begun = row["pre_release_from"] is not None and row["pre_release_from"] <= today
    shown = {
        **row,
        "in_pre_release": begun and StayState(row["state"]).is_in_custody,
        "needs": [_need(one) for one in needs],
        "open_needs": [one.need for one in needs if not one.is_settled],
    }
    return StayOfCase.model_validate({name: shown[name] for name in StayOfCase.model_fields})


def _last(stays: list[Stay], name: str) -> date | None:
    return next((getattr(one, name) for one in reversed(stays) if one.released_at is not None), None)


def _stay(stay: Stay) -> dict[str, Any]:
    return {**stay.model_dump(exclude={"sentence_id"}), "needs": [_need(one) for one in stay.needs]}


def _need(need: ResettlementNeed) -> dict[str, Any]:
    return {**need.model_dump(), "help": need.help, "settled": need.is_settled}
