"""Say who may hold a case, and who signed off the work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"
down_revision = "0004_keep_a_register_of_officers"


def upgrade() -> None:
    """No sentence heard of before was told to be for a sexual offence, and nobody kept who had a case before."""
    op.add_column(
        "supervised_case", sa.Column("sexual_offence", sa.Boolean, server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "supervised_case",
        sa.Column("earlier_officers", JSONB(none_as_null=True), server_default=sa.text("'[]'"), nullable=False),
    )
    _overrides()
    _sign_offs()


def _overrides() -> None:
    op.create_table(
        "case_override",
        sa.Column("override_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("rules", JSONB(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("manager", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("caseload", sa.Integer, nullable=False),
        sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("override_id"),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_override_is_of_a_case"),
        sa.CheckConstraint("state IN ('inForce', 'renewed', 'reviewed', 'ended')", name="case_override_state_is_known"),
        sa.CheckConstraint("grade IN ('PO', 'PSO', 'SPO', 'trainee')", name="case_override_grade_is_known"),
        sa.CheckConstraint(
            "reason IN ('noQualifiedOfficer', 'coveringAbsence', 'continuityOfCare', 'trainingBooked', 'emergency')",
            name="case_override_reason_is_known",
        ),
        sa.CheckConstraint("jsonb_array_length(rules) > 0", name="case_override_names_what_it_overrides"),
        sa.CheckConstraint("note <> ''", name="case_override_says_why"),
        sa.CheckConstraint("(ended_at IS NULL) = (state = 'inForce')", name="case_override_ended_has_its_time"),
        sa.CheckConstraint(
            "left(officer, 3) = provider AND left(manager, 3) = provider", name="case_override_is_of_one_provider"
        ),
    )
    op.create_index("case_override_of_case", "case_override", ["sentence_id"])
    op.create_index(
        "case_override_is_in_force_once",
        "case_override",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("state = 'inForce'"),
    )
    op.create_index("case_override_of_provider", "case_override", ["provider", "state", "due_at", "override_id"])


def _sign_offs() -> None:
    op.create_table(
        "case_sign_off",
        sa.Column("sign_off_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("manager", sa.Text, nullable=False),
        sa.Column("looked_at", JSONB(none_as_null=True), nullable=False),
        sa.Column("signed_off_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gaps_unread", sa.Integer, nullable=False),
        sa.Column("gaps_unanswered", sa.Integer, nullable=False),
        sa.Column("signed_off_in_window", sa.Integer, nullable=False),
        sa.Column("seconds_to_deadline", sa.Integer),
        sa.Column("concerns", JSONB(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("sign_off_id"),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_sign_off_is_of_a_case"),
        sa.UniqueConstraint("subject_id", name="case_sign_off_is_given_once"),
        sa.CheckConstraint("work IN ('plan', 'riskReview')", name="case_sign_off_work_is_known"),
        sa.CheckConstraint("manager <> officer", name="case_sign_off_is_by_another"),
        sa.CheckConstraint(
            "gaps_unread >= 0 AND gaps_unanswered >= 0 AND signed_off_in_window >= 1", name="case_sign_off_is_counted"
        ),
    )
    op.create_index("case_sign_off_of_case", "case_sign_off", ["sentence_id"])
    op.create_index("case_sign_off_of_provider", "case_sign_off", ["provider", "signed_off_at", "sign_off_id"])
    op.create_index("case_sign_off_of_manager", "case_sign_off", ["manager", "signed_off_at", "sign_off_id"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("case_sign_off")
    op.drop_table("case_override")
    op.drop_column("supervised_case", "earlier_officers")
    op.drop_column("supervised_case", "sexual_offence")
