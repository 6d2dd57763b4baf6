"""Keep a register of officers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_keep_a_register_of_officers"
down_revision = "0003_let_a_case_move_or_end_and_its_gaps_be_read_again"


def upgrade() -> None:
    """A table of its own; officers who were named before are not in it, and are registered when they are next."""
    op.create_table(
        "officer",
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("employment", sa.Text, nullable=False),
        sa.Column("training", JSONB(none_as_null=True), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("full_time_percent", sa.Integer, nullable=False),
        sa.Column("supervised_by", sa.Text),
        sa.Column("left_on", sa.Date),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Text),
        sa.PrimaryKeyConstraint("officer_id"),
        sa.UniqueConstraint("officer", name="officer_is_registered_once"),
        sa.CheckConstraint("grade IN ('PO', 'PSO', 'SPO', 'trainee')", name="officer_grade_is_known"),
        sa.CheckConstraint("employment IN ('permanent', 'agency')", name="officer_employment_is_known"),
        sa.CheckConstraint(
            "provider LIKE 'C%' AND left(officer, 3) = provider AND left(team, 3) = provider",
            name="officer_is_of_the_provider_of_their_team",
        ),
        sa.CheckConstraint("supervised_by <> officer", name="officer_is_supervised_by_another"),
        sa.CheckConstraint("full_time_percent BETWEEN 1 AND 100", name="officer_works_some_of_full_time"),
    )
    op.create_index("officer_of_provider", "officer", ["provider", "officer"])
    op.create_index("officer_of_team", "officer", ["team", "officer"])


def downgrade() -> None:
    """Undo it."""
    op.drop_table("officer")
