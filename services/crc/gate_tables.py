"""The tables of stays in custody and of recalls."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.crc.case_tables import CrcTable, of_a_case
from services.crc.domain.gate.stages import StayState
from shared.probation.vocabulary import RecallReason, RecallState
from shared.runtime.columns import documents, instant, one_of, word


class StayRow(CrcTable, table=True):
    """One stay in custody, to its release. It repeats who has the case, for the work list."""

    __tablename__ = "case_stay"
    __table_args__ = (
        of_a_case("case_stay"),
        one_of("state", StayState, "case_stay_state_is_known"),
        UniqueConstraint("sentence_id", "number", name="case_stay_has_its_number"),
        CheckConstraint("number >= 1", name="case_stay_number_counts_from_one"),
        CheckConstraint("recall_id IS NULL OR number > 1", name="case_stay_after_a_recall_is_not_the_first"),
        CheckConstraint(
            "num_nulls(screened_at, screened_by) IN (0, 2) AND (screened_at IS NULL OR prison IS NOT NULL) "
            "AND (state <> 'received' OR screened_at IS NULL) "
            "AND (state NOT IN ('screened', 'planned') OR screened_at IS NOT NULL)",
            name="case_stay_screened_says_when_and_where",
        ),
        CheckConstraint(
            "num_nulls(planned_at, planned_by, release_on, pre_release_from) IN (0, 4) "
            "AND (planned_at IS NULL OR screened_at IS NOT NULL) "
            "AND (state NOT IN ('received', 'screened') OR planned_at IS NULL) "
            "AND (state <> 'planned' OR planned_at IS NOT NULL)",
            name="case_stay_planned_says_for_when",
        ),
        CheckConstraint(
            "num_nulls(release_id, released_at, released_by, resettled_by, licence_ends_on, supervision_ends_on, "
            "helped_enough) = CASE WHEN state = 'released' THEN 0 ELSE 7 END "
            "AND (state <> 'released' OR prison IS NOT NULL)",
            name="case_stay_released_says_when_and_into_what",
        ),
        CheckConstraint("licence_ends_on <= supervision_ends_on", name="case_stay_supervision_lasts_with_the_licence"),
        CheckConstraint(
            "NOT helped_enough OR screened_at IS NOT NULL", name="case_stay_nobody_is_helped_who_was_not_asked"
        ),
        Index("case_stay_of_case", "sentence_id"),
        Index(
            "case_stay_goes_on_once",
            "sentence_id",
            unique=True,
            postgresql_where=text("state IN ('received', 'screened', 'planned')"),
        ),
        Index(
            "case_stay_of_provider",
            "provider",
            "state",
            text("(coalesce(release_on, 'infinity'::date))"),
            "stay_id",
        ),
        Index("case_stay_released_by_provider", "resettled_by", "released_at"),
    )

    stay_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    number: int
    since: date
    recall_id: UUID | None = None
    state: str = word()
    prison: str | None = word(nullable=True)
    screened_at: datetime | None = instant(nullable=True)
    screened_by: str | None = word(nullable=True)
    needs: list[dict[str, Any]] = documents()
    planned_at: datetime | None = instant(nullable=True)
    planned_by: str | None = word(nullable=True)
    release_on: date | None = None
    pre_release_from: date | None = None
    release_id: UUID | None = None
    released_at: datetime | None = instant(nullable=True)
    released_by: str | None = word(nullable=True)
    resettled_by: str | None = word(nullable=True)
    licence_ends_on: date | None = None
    supervision_ends_on: date | None = None
    needs_at_release: list[dict[str, Any]] = documents()
    helped_enough: bool | None = None
    provider: str = word()
    officer: str | None = word(nullable=True)


class RecallRow(CrcTable, table=True):
    """One recall: at most one of a case is under way; no request is countersigned by who made it."""

    __tablename__ = "case_recall"
    __table_args__ = (
        of_a_case("case_recall"),
        one_of("state", RecallState, "case_recall_state_is_known"),
        one_of("reason", RecallReason, "case_recall_reason_is_known"),
        CheckConstraint(
            "num_nulls(countersigned_at, countersigned_by) IN (0, 2) "
            "AND (state <> 'requested' OR countersigned_at IS NULL) "
            "AND (state IN ('requested', 'overtaken') OR countersigned_at IS NOT NULL)",
            name="case_recall_answered_has_its_manager",
        ),
        CheckConstraint("countersigned_by <> requested_by", name="case_recall_is_countersigned_by_another"),
        CheckConstraint(
            "num_nulls(decided_on, decided_at, decided_by) = "
            "CASE WHEN state IN ('recalled', 'notRecalled') THEN 0 ELSE 3 END",
            name="case_recall_decided_has_its_day",
        ),
        Index("case_recall_of_case", "sentence_id"),
        Index(
            "case_recall_is_under_way_once",
            "sentence_id",
            unique=True,
            postgresql_where=text("state IN ('requested', 'countersigned')"),
        ),
    )

    recall_id: UUID = Field(primary_key=True)
    sentence_id: UUID
    state: str = word()
    reason: str = word()
    decision_id: UUID | None = None
    requested_at: datetime = instant()
    requested_by: str = word()
    due_at: datetime = instant()
    countersigned_at: datetime | None = instant(nullable=True)
    countersigned_by: str | None = word(nullable=True)
    decided_on: date | None = None
    decided_at: datetime | None = instant(nullable=True)
    decided_by: str | None = word(nullable=True)
