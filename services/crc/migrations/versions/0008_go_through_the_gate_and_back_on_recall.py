"""Go through the gate, and back on recall."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008_go_through_the_gate_and_back_on_recall"
down_revision = "0007_review_plans_and_registers_and_copy_the_directory"

INSTANT = sa.DateTime(timezone=True)
NONE = sa.text("'[]'")
_OF_A_CASE = (
    ("supervised_case_custody_is_known", "custody IN ('inCustody', 'released', 'recalled')"),
    ("supervised_case_custody_is_of_an_opened_one", "state <> 'known' OR custody IS NULL"),
)


def upgrade() -> None:
    """Who was sentenced to custody before, and has not been said to be released, is in custody."""
    op.add_column("supervised_case", sa.Column("custody", sa.Text))
    op.add_column(
        "supervised_case", sa.Column("custody_turns", JSONB(none_as_null=True), server_default=NONE, nullable=False)
    )
    op.execute(
        "UPDATE supervised_case SET custody = 'inCustody' WHERE disposal_at_sentence = 'custody' AND state <> 'known'"
    )
    for name, condition in _OF_A_CASE:
        op.create_check_constraint(name, "supervised_case", condition)
    _stays()
    _recalls()


def _stays() -> None:
    op.create_table(
        "case_stay",
        sa.Column("stay_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("recall_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("prison", sa.Text),
        sa.Column("screened_at", INSTANT),
        sa.Column("screened_by", sa.Text),
        sa.Column("needs", JSONB(none_as_null=True), server_default=NONE, nullable=False),
        sa.Column("planned_at", INSTANT),
        sa.Column("planned_by", sa.Text),
        sa.Column("release_on", sa.Date),
        sa.Column("pre_release_from", sa.Date),
        sa.Column("release_id", sa.Uuid),
        sa.Column("released_at", INSTANT),
        sa.Column("released_by", sa.Text),
        sa.Column("resettled_by", sa.Text),
        sa.Column("licence_ends_on", sa.Date),
        sa.Column("supervision_ends_on", sa.Date),
        sa.Column("needs_at_release", JSONB(none_as_null=True), server_default=NONE, nullable=False),
        sa.Column("helped_enough", sa.Boolean),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.PrimaryKeyConstraint("stay_id"),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_stay_is_of_a_case"),
        sa.UniqueConstraint("sentence_id", "number", name="case_stay_has_its_number"),
        sa.CheckConstraint(
            "state IN ('received', 'screened', 'planned', 'released', 'closed')", name="case_stay_state_is_known"
        ),
        sa.CheckConstraint("number >= 1", name="case_stay_number_counts_from_one"),
        sa.CheckConstraint("recall_id IS NULL OR number > 1", name="case_stay_after_a_recall_is_not_the_first"),
        sa.CheckConstraint(
            "num_nulls(screened_at, screened_by) IN (0, 2) AND (screened_at IS NULL OR prison IS NOT NULL) "
            "AND (state <> 'received' OR screened_at IS NULL) "
            "AND (state NOT IN ('screened', 'planned') OR screened_at IS NOT NULL)",
            name="case_stay_screened_says_when_and_where",
        ),
        sa.CheckConstraint(
            "num_nulls(planned_at, planned_by, release_on, pre_release_from) IN (0, 4) "
            "AND (planned_at IS NULL OR screened_at IS NOT NULL) "
            "AND (state NOT IN ('received', 'screened') OR planned_at IS NULL) "
            "AND (state <> 'planned' OR planned_at IS NOT NULL)",
            name="case_stay_planned_says_for_when",
        ),
        sa.CheckConstraint(
            "num_nulls(release_id, released_at, released_by, resettled_by, licence_ends_on, supervision_ends_on, "
            "helped_enough) = CASE WHEN state = 'released' THEN 0 ELSE 7 END "
            "AND (state <> 'released' OR prison IS NOT NULL)",
            name="case_stay_released_says_when_and_into_what",
        ),
        sa.CheckConstraint(
            "licence_ends_on <= supervision_ends_on", name="case_stay_supervision_lasts_with_the_licence"
        ),
        sa.CheckConstraint(
            "NOT helped_enough OR screened_at IS NOT NULL", name="case_stay_nobody_is_helped_who_was_not_asked"
        ),
    )
    op.execute(
        """
        INSERT INTO case_stay (stay_id, sentence_id, number, since, state, provider, officer)
        SELECT sentence_id, sentence_id, 1, (sentenced_at AT TIME ZONE 'Europe/London')::date,
          CASE WHEN state = 'open' THEN 'received' ELSE 'closed' END, provider, officer
        FROM supervised_case WHERE custody IS NOT NULL
        """
    )
    op.create_index("case_stay_of_case", "case_stay", ["sentence_id"])
    op.create_index(
        "case_stay_goes_on_once",
        "case_stay",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'screened', 'planned')"),
    )
    op.create_index(
        "case_stay_of_provider",
        "case_stay",
        ["provider", "state", sa.text("(coalesce(release_on, 'infinity'::date))"), "stay_id"],
    )
    op.create_index("case_stay_released_by_provider", "case_stay", ["resettled_by", "released_at"])


def _recalls() -> None:
    op.create_table(
        "case_recall",
        sa.Column("recall_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("countersigned_at", INSTANT),
        sa.Column("countersigned_by", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Text),
        sa.PrimaryKeyConstraint("recall_id"),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_recall_is_of_a_case"),
        sa.CheckConstraint(
            "state IN ('requested', 'countersigned', 'notCountersigned', 'recalled', 'notRecalled', 'overtaken')",
            name="case_recall_state_is_known",
        ),
        sa.CheckConstraint(
            "reason IN ('furtherOffence', 'failedToAttend', 'failedToReside', 'outOfTouch', 'breachOfCondition', "
            "'poorBehaviour', 'riskIncreased')",
            name="case_recall_reason_is_known",
        ),
        sa.CheckConstraint(
            "num_nulls(countersigned_at, countersigned_by) IN (0, 2) "
            "AND (state <> 'requested' OR countersigned_at IS NULL) "
            "AND (state IN ('requested', 'overtaken') OR countersigned_at IS NOT NULL)",
            name="case_recall_answered_has_its_manager",
        ),
        sa.CheckConstraint("countersigned_by <> requested_by", name="case_recall_is_countersigned_by_another"),
        sa.CheckConstraint(
            "num_nulls(decided_on, decided_at, decided_by) = "
            "CASE WHEN state IN ('recalled', 'notRecalled') THEN 0 ELSE 3 END",
            name="case_recall_decided_has_its_day",
        ),
    )
    op.create_index("case_recall_of_case", "case_recall", ["sentence_id"])
    op.create_index(
        "case_recall_is_under_way_once",
        "case_recall",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('requested', 'countersigned')"),
    )


def downgrade() -> None:
    """Undo it: every stay in custody and every recall is forgotten."""
    op.drop_table("case_recall")
    op.drop_table("case_stay")
    for name, _ in _OF_A_CASE:
        op.drop_constraint(name, "supervised_case", type_="check")
    op.drop_column("supervised_case", "custody_turns")
    op.drop_column("supervised_case", "custody")
