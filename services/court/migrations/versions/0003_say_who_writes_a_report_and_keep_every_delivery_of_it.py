"""Say who writes a report and keep every delivery of it: authors, countersignature, adjournment and withdrawal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_say_who_writes_a_report_and_keep_every_delivery_of_it"
down_revision = "0002_create_the_court_record"

_GRADES = "('PO', 'PSO', 'SPO', 'trainee')"
_REPLACED = ("report_state_is_known", "report_is_delivered_whole_or_not", "report_completed_has_its_time")
_ADDED = (
    "report_author_grade_is_known",
    "report_withdrawal_reason_is_known",
    "report_author_is_named_with_grade_and_training",
    "report_awaiting_countersignature_is_written",
    "report_addendum_is_owed_while_it_is_wanted",
    "report_withdrawn_says_when_and_why",
    "report_sara_is_completed",
)
_COLUMNS = (
    ("author_grade", sa.Text()),
    ("author_training", JSONB()),
    ("countersignature_needed", sa.Boolean()),
    ("written", JSONB()),
    ("sara", JSONB()),
    ("analysis", sa.Text()),
    ("addendum_id", sa.Uuid()),
    ("withdrawn_at", sa.DateTime(timezone=True)),
    ("withdrawal_reason", sa.Text()),
)
_LISTS = ("returns", "offences", "factors", "adjournments")
_INDEXES = (
    ("report_of_team_at_court", ["team", "court_code", "state", "due_at", "report_id"]),
    ("report_of_author", ["author", "state", "due_at", "report_id"]),
    ("report_of_person", ["crn"]),
)


def upgrade() -> None:
    """New columns first, then what they forbid, then the tables of authors and of deliveries."""
    for name, kind in _COLUMNS:
        op.add_column("report", sa.Column(name, kind))
    for name in _LISTS:
        op.add_column("report", sa.Column(name, JSONB, nullable=False, server_default=sa.text("'[]'")))
    _forbid_of_a_report()
    for name, columns in _INDEXES:
        op.create_index(name, "report", columns)
    _create_delivery()
    _create_author()


def downgrade() -> None:
    """Undo it: what only the new states could say is lost, and where there is such a report this fails."""
    for table in ("author_training", "author", "report_delivery"):
        op.drop_table(table)
    for name, _ in _INDEXES:
        op.drop_index(name, "report")
    for name in (*_REPLACED, *_ADDED):
        op.drop_constraint(name, "report", type_="check")
    for name in (*_LISTS, *(name for name, _ in _COLUMNS)):
        op.drop_column("report", name)
    op.create_check_constraint("report_state_is_known", "report", "state IN ('requested', 'completed', 'sentenced')")
    op.create_check_constraint(
        "report_is_delivered_whole_or_not", "report", "num_nulls(delivered_type, author, completed_at) IN (0, 3)"
    )
    op.create_check_constraint(
        "report_completed_has_its_time",
        "report",
        "(state <> 'completed' OR completed_at IS NOT NULL) AND (state <> 'requested' OR completed_at IS NULL)",
    )


def _forbid_of_a_report() -> None:
    for name in _REPLACED:
        op.drop_constraint(name, "report", type_="check")
    op.create_check_constraint(
        "report_state_is_known",
        "report",
        "state IN ('requested', 'awaitingCountersignature', 'completed', 'addendumWanted', 'sentenced', 'withdrawn')",
    )
    op.create_check_constraint("report_author_grade_is_known", "report", f"author_grade IN {_GRADES}")
    op.create_check_constraint(
        "report_withdrawal_reason_is_known",
        "report",
        "withdrawal_reason IN ('notNeeded', 'caseDropped', 'sentencedElsewhere', 'requestedInError')",
    )
    op.create_check_constraint(
        "report_author_is_named_with_grade_and_training",
        "report",
        "num_nulls(author_grade, author_training, countersignature_needed) IN (0, 3) "
        "AND (author IS NOT NULL OR author_grade IS NULL)",
    )
    op.create_check_constraint(
        "report_is_delivered_whole_or_not",
        "report",
        "num_nulls(delivered_type, completed_at) IN (0, 2) AND (completed_at IS NULL OR author IS NOT NULL)",
    )
    op.create_check_constraint(
        "report_completed_has_its_time",
        "report",
        "(state NOT IN ('completed', 'addendumWanted') OR completed_at IS NOT NULL) "
        "AND (state <> 'requested' OR completed_at IS NULL)",
    )
    op.create_check_constraint(
        "report_awaiting_countersignature_is_written",
        "report",
        "state <> 'awaitingCountersignature' OR written IS NOT NULL",
    )
    op.create_check_constraint(
        "report_addendum_is_owed_while_it_is_wanted",
        "report",
        "state IN ('sentenced', 'withdrawn') OR (addendum_id IS NOT NULL) = "
        "(state = 'addendumWanted' OR (state = 'awaitingCountersignature' AND completed_at IS NOT NULL))",
    )
    op.create_check_constraint(
        "report_withdrawn_says_when_and_why",
        "report",
        "num_nulls(withdrawn_at, withdrawal_reason) = CASE WHEN state = 'withdrawn' THEN 0 ELSE 2 END",
    )
    op.create_check_constraint("report_sara_is_completed", "report", "sara IS NULL OR sara_completed")


def _create_delivery() -> None:
    op.create_table(
        "report_delivery",
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("court_code", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_grade", sa.Text, nullable=False),
        sa.Column("countersigned_by", sa.Text),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needed", sa.Integer, nullable=False),
        sa.Column("had", sa.Integer, nullable=False),
        sa.Column("lacked", JSONB, nullable=False),
        sa.Column("assessment", JSONB, nullable=False),
        sa.Column("proposal", JSONB),
        sa.CheckConstraint("number >= 1", name="report_delivery_number_counts_from_one"),
        sa.CheckConstraint(
            "needed >= 1 AND had BETWEEN 0 AND needed AND jsonb_array_length(lacked) = needed - had",
            name="report_delivery_figure_is_that_of_its_list",
        ),
        sa.CheckConstraint("type IN ('oral', 'fast', 'standard', 'addendum')", name="report_delivery_type_is_known"),
        sa.CheckConstraint(f"author_grade IN {_GRADES}", name="report_delivery_author_grade_is_known"),
        sa.CheckConstraint(
            "countersigned_by IS DISTINCT FROM author", name="report_delivery_is_countersigned_by_another_officer"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.report_id"], name="report_delivery_is_of_a_report"),
        sa.PrimaryKeyConstraint("delivery_id"),
        sa.UniqueConstraint("report_id", "number", name="report_delivery_is_one_of_its_number"),
    )
    op.create_index(
        "report_delivery_of_division",
        "report_delivery",
        ["division", "delivered_at"],
        postgresql_include=["type", "needed", "had", "lacked"],
    )
    op.create_index("report_delivery_of_court", "report_delivery", ["court_code", "delivered_at"])
    op.create_index("report_delivery_of_team", "report_delivery", ["team", "delivered_at"])


def _create_author() -> None:
    op.create_table(
        "author",
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("employment", sa.Text, nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Text),
        sa.CheckConstraint(f"grade IN {_GRADES}", name="author_grade_is_known"),
        sa.CheckConstraint("employment IN ('permanent', 'agency')", name="author_employment_is_known"),
        sa.CheckConstraint(
            "left(officer, 3) = division AND left(team, 3) = division", name="author_is_of_the_division_of_their_team"
        ),
        sa.PrimaryKeyConstraint("author_id"),
        sa.UniqueConstraint("officer", name="author_is_one_of_its_officer"),
    )
    op.create_index("author_of_division", "author", ["division", "officer"])
    op.create_index("author_of_team", "author", ["team", "officer"])
    op.create_table(
        "author_training",
        sa.Column("training_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("training", sa.Text, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("recorded_by", sa.Text),
        sa.CheckConstraint(
            "training IN ('courtReports', 'sexualOffences', 'domesticAbuse', 'childSafeguarding', 'sara')",
            name="author_training_is_known",
        ),
        sa.ForeignKeyConstraint(["author_id"], ["author.author_id"], name="author_training_is_of_an_author"),
        sa.PrimaryKeyConstraint("training_id"),
        sa.UniqueConstraint("author_id", "training", name="author_training_is_recorded_once"),
    )
