"""Create the court record: reports with their checks, and sentences with their information gaps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_create_the_court_record"
down_revision = "0001_create_the_event_backbone"


def upgrade() -> None:
    """Reports, checks, sentences and gaps, in the order in which they refer to each other."""
    _create_report()
    _create_report_check()
    _create_sentence()
    _create_information_gap()


def downgrade() -> None:
    """Undo it."""
    for table in ("information_gap", "sentence", "report_check", "report"):
        op.drop_table(table)


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("court_code", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("requested_type", sa.Text, nullable=False),
        sa.Column("court_date", sa.Date, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Text),
        sa.Column("delivered_type", sa.Text),
        sa.Column("differs_because", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("risk", JSONB, nullable=False),
        sa.Column("sara_completed", sa.Boolean),
        sa.Column("sources_consulted", JSONB, nullable=False),
        sa.Column("proposal", JSONB),
        sa.Column("sentence_id", sa.Uuid),
        sa.Column("lacked_at_sentence", JSONB),
        sa.CheckConstraint(
            "(state <> 'completed' OR completed_at IS NOT NULL) AND (state <> 'requested' OR completed_at IS NULL)",
            name="report_completed_has_its_time",
        ),
        sa.CheckConstraint(
            "delivered_type IN ('oral', 'fast', 'standard', 'addendum')", name="report_delivered_type_is_known"
        ),
        sa.CheckConstraint(
            "num_nulls(sentence_id, lacked_at_sentence) = CASE WHEN state = 'sentenced' THEN 0 ELSE 2 END",
            name="report_sentenced_names_its_sentence",
        ),
        sa.CheckConstraint(
            "requested_type IN ('oral', 'fast', 'standard', 'addendum')", name="report_requested_type_is_known"
        ),
        sa.CheckConstraint("state IN ('requested', 'completed', 'sentenced')", name="report_state_is_known"),
        sa.CheckConstraint(
            "delivered_type IS NULL OR delivered_type = requested_type OR differs_because IS NOT NULL",
            name="report_of_another_type_says_why",
        ),
        sa.CheckConstraint(
            "num_nulls(delivered_type, author, completed_at) IN (0, 3)", name="report_is_delivered_whole_or_not"
        ),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_index("report_of_court", "report", ["court_code", "state", "due_at", "report_id"])
    op.create_index("report_of_division", "report", ["division", "state", "due_at", "report_id"])
    op.create_index("report_of_team", "report", ["team", "state", "due_at", "report_id"])


def _create_report_check() -> None:
    op.create_table(
        "report_check",
        sa.Column("check_id", sa.Uuid, nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("not_required_because", sa.Text),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("indicates_rosh", sa.Text),
        sa.Column("indicates_domestic_abuse", sa.Boolean),
        sa.Column("indicates_child_safeguarding", sa.Boolean),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.CheckConstraint("NOT late OR state = 'received'", name="report_check_late_is_an_answer"),
        sa.CheckConstraint("answer IN ('nothingKnown', 'information')", name="report_check_answer_is_known"),
        sa.CheckConstraint(
            "answer IS NOT DISTINCT FROM 'information' OR (indicates_rosh IS NULL AND "
            "indicates_domestic_abuse IS NOT TRUE AND indicates_child_safeguarding IS NOT TRUE)",
            name="report_check_only_information_indicates",
        ),
        sa.CheckConstraint(
            "indicates_rosh IN ('low', 'medium', 'high', 'veryHigh')", name="report_check_indicates_rosh_is_known"
        ),
        sa.CheckConstraint(
            "kind IN ('domesticAbuse', 'childSafeguarding', 'previousConvictions', 'priorSupervision', "
            "'mentalHealth', 'victimStatement')",
            name="report_check_kind_is_known",
        ),
        sa.CheckConstraint(
            "num_nulls(answered_at, answered_by, answer) = CASE WHEN state = 'received' THEN 0 ELSE 3 END",
            name="report_check_received_has_its_answer",
        ),
        sa.CheckConstraint(
            "num_nulls(requested_at, due_at) = CASE WHEN state = 'notRequired' THEN 2 ELSE 0 END",
            name="report_check_asked_has_its_time",
        ),
        sa.CheckConstraint(
            "state <> 'notRequired' OR not_required_because IS NOT NULL", name="report_check_not_required_says_why"
        ),
        sa.CheckConstraint("state IN ('notRequired', 'requested', 'received')", name="report_check_state_is_known"),
        sa.ForeignKeyConstraint(["report_id"], ["report.report_id"], name="report_check_is_of_a_report"),
        sa.PrimaryKeyConstraint("check_id"),
        sa.UniqueConstraint("report_id", "kind", name="report_check_is_one_of_its_kind"),
    )


def _create_sentence() -> None:
    op.create_table(
        "sentence",
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.Column("report_id", sa.Uuid),
        sa.Column("court_code", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("area_crc", sa.Text, nullable=False),
        sa.Column("sentenced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text),
        sa.Column("disposal", sa.Text, nullable=False),
        sa.Column("order_ends_on", sa.Date, nullable=False),
        sa.Column("requirements", JSONB, nullable=False),
        sa.Column("risk", JSONB, nullable=False),
        sa.CheckConstraint(
            "disposal IN ('communityOrder', 'suspendedSentenceOrder', 'custody', 'other')",
            name="sentence_disposal_is_known",
        ),
        sa.CheckConstraint("event_number >= 1", name="sentence_event_number_counts_from_one"),
        sa.ForeignKeyConstraint(["report_id"], ["report.report_id"], name="sentence_is_on_a_report"),
        sa.PrimaryKeyConstraint("sentence_id"),
        sa.UniqueConstraint("crn", "event_number", name="sentence_is_one_of_its_event_number"),
        sa.UniqueConstraint("report_id", name="sentence_is_one_of_its_report"),
    )
    op.create_index("sentence_of_division", "sentence", ["division", "sentence_id"])


def _create_information_gap() -> None:
    op.create_table(
        "information_gap",
        sa.Column("gap_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("check_kind", sa.Text),
        sa.Column("check_id", sa.Uuid),
        sa.Column("bears_on", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text),
        sa.Column("closure", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("indicates_rosh", sa.Text),
        sa.CheckConstraint(
            "(answer IS NOT NULL) = (closure IS NOT DISTINCT FROM 'lateAnswer')",
            name="information_gap_late_answer_has_it",
        ),
        sa.CheckConstraint(
            "(check_kind IS NOT NULL) = (cause IN ('checkUnanswered', 'checkNeverRequested')) AND (check_id "
            "IS NULL OR check_kind IS NOT NULL)",
            name="information_gap_of_a_check_names_it",
        ),
        sa.CheckConstraint("answer IN ('nothingKnown', 'information')", name="information_gap_answer_is_known"),
        sa.CheckConstraint(
            "cause IN ('checkUnanswered', 'checkNeverRequested', 'roshNotFullyAssessed', "
            "'rsrNotCalculated', 'saraMissing', 'sourceNotConsulted')",
            name="information_gap_cause_is_known",
        ),
        sa.CheckConstraint(
            "check_kind IN ('domesticAbuse', 'childSafeguarding', 'previousConvictions', "
            "'priorSupervision', 'mentalHealth', 'victimStatement')",
            name="information_gap_check_kind_is_known",
        ),
        sa.CheckConstraint("closure IN ('lateAnswer', 'supervisedWithoutIt')", name="information_gap_closure_is_known"),
        sa.CheckConstraint(
            "closure IS DISTINCT FROM 'supervisedWithoutIt' OR reason IS NOT NULL",
            name="information_gap_decision_has_its_reason",
        ),
        sa.CheckConstraint(
            "indicates_rosh IN ('low', 'medium', 'high', 'veryHigh')", name="information_gap_indicates_rosh_is_known"
        ),
        sa.CheckConstraint(
            "num_nulls(closed_at, closed_by, closure) = CASE WHEN state = 'closed' THEN 0 ELSE 3 END",
            name="information_gap_closed_says_by_whom_and_how",
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name="information_gap_state_is_known"),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="information_gap_is_of_a_sentence"),
        sa.PrimaryKeyConstraint("gap_id"),
        sa.UniqueConstraint("check_id", name="information_gap_is_one_of_its_check"),
    )
    op.create_index("information_gap_of_division", "information_gap", ["division", "state", "due_at", "gap_id"])
    op.create_index("information_gap_of_sentence", "information_gap", ["sentence_id"])
