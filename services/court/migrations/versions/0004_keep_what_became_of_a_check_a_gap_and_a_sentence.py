"""Keep what became of a check, a gap and a sentence: chases, histories, appeals, changes, and the directory's copy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_keep_what_became_of_a_check_a_gap_and_a_sentence"
down_revision = "0003_say_who_writes_a_report_and_keep_every_delivery_of_it"

_AGENCIES = "('police', 'childrensServices', 'health', 'courts', 'probation')"
_SOURCES = (
    "('interview', 'prosecutionPapers', 'previousConvictions', 'supervisionRecords', 'previousAssessments', "
    "'police', 'childrensServices', 'health', 'victimStatement')"
)
_OF_A_CHECK = (
    ("report_check_asked_of_is_known", f"asked_of IN {_AGENCIES}"),
    (
        "report_check_asked_has_its_time",
        "num_nulls(requested_at, due_at, asked_of) = CASE WHEN state = 'notRequired' THEN 3 ELSE 0 END",
    ),
    ("report_check_awaited_is_unanswered", "NOT awaited OR state = 'requested'"),
    ("report_check_chased_was_asked_for", "chases = '[]' OR requested_at IS NOT NULL"),
    ("report_check_reference_is_of_an_answer", "reference IS NULL OR state = 'received'"),
)
_OF_A_SENTENCE = (
    ("sentence_state_is_known", "state IN ('inForce', 'underAppeal', 'ended')"),
    (
        "sentence_ended_because_is_known",
        "ended_because IN ('goodProgress', 'reSentenced', 'noLongerWorkable', 'quashedOnAppeal', 'died')",
    ),
    (
        "sentence_ended_says_when_why_and_by_whom",
        "num_nulls(ended_on, ended_because, ended_at, ended_by, end_reason) "
        "= CASE WHEN state = 'ended' THEN 0 ELSE 5 END",
    ),
)
_OF_A_GAP = (
    ("information_gap_closure_is_known", "closure IN ('lateAnswer', 'supervisedWithoutIt', 'orderEnded')"),
    ("information_gap_source_is_known", f"source IN {_SOURCES}"),
    ("information_gap_of_a_source_names_it", "(source IS NOT NULL) = (cause = 'sourceNotConsulted')"),
    (
        "information_gap_late_answer_has_it",
        "num_nonnulls(answer, assessment_id) = CASE WHEN closure IS NOT DISTINCT FROM 'lateAnswer' THEN 1 ELSE 0 END",
    ),
    ("information_gap_of_a_check_is_answered_by_it", "assessment_id IS NULL OR check_kind IS NULL"),
    (
        "information_gap_decision_has_its_reason",
        "closure IS NOT DISTINCT FROM 'lateAnswer' OR closure IS NULL OR reason IS NOT NULL",
    ),
)
_OF_A_GAP_BEFORE = (
    ("information_gap_closure_is_known", "closure IN ('lateAnswer', 'supervisedWithoutIt')"),
    ("information_gap_late_answer_has_it", "(answer IS NOT NULL) = (closure IS NOT DISTINCT FROM 'lateAnswer')"),
    ("information_gap_decision_has_its_reason", "closure IS DISTINCT FROM 'supervisedWithoutIt' OR reason IS NOT NULL"),
)
_TABLES = ("intervention", "late_assessment", "order_change", "sentence_appeal", "gap_history")


def upgrade() -> None:
    """Checks, sentences and gaps get what they lacked, the rows that are there included; then the new tables."""
    _of_checks()
    _of_sentences()
    _of_gaps()
    _create_gap_history()
    _create_sentence_appeal()
    _create_order_change()
    _create_late_assessment()
    _create_intervention()


def downgrade() -> None:
    """Undo it: what only the new columns and tables say is lost; a gap that closed with its order makes it fail."""
    for table in _TABLES:
        op.drop_table(table)
    for name, _ in _OF_A_GAP:
        op.drop_constraint(name, "information_gap", type_="check")
    for column in ("source", "assessment_id"):
        op.drop_column("information_gap", column)
    for name, condition in _OF_A_GAP_BEFORE:
        op.create_check_constraint(name, "information_gap", condition)
    for name, _ in _OF_A_SENTENCE:
        op.drop_constraint(name, "sentence", type_="check")
    of_a_sentence = ("state", "proposal_differences", "sara", "sara_completed")
    for column in (*of_a_sentence, "ended_on", "ended_because", "ended_at", "ended_by", "end_reason"):
        op.drop_column("sentence", column)
    for index in ("report_check_of_division", "report_check_of_agency"):
        op.drop_index(index, "report_check")
    for name, _ in _OF_A_CHECK:
        op.drop_constraint(name, "report_check", type_="check")
    for column in ("division", "awaited", "asked_of", "requested_by", "chases", "reference"):
        op.drop_column("report_check", column)
    op.create_check_constraint(
        "report_check_asked_has_its_time",
        "report_check",
        "num_nulls(requested_at, due_at) = CASE WHEN state = 'notRequired' THEN 2 ELSE 0 END",
    )


def _of_checks() -> None:
    for name in ("division", "asked_of", "requested_by", "reference"):
        op.add_column("report_check", sa.Column(name, sa.Text))
    op.add_column("report_check", sa.Column("awaited", sa.Boolean))
    op.add_column("report_check", sa.Column("chases", JSONB, nullable=False, server_default=sa.text("'[]'")))
    # Awaited as the service has it: by the court until sentence, and then by the gap, as long as that is open.
    op.execute(
        """
        UPDATE report_check c SET division = r.division,
          asked_of = CASE WHEN c.requested_at IS NULL THEN NULL ELSE CASE c.kind
            WHEN 'domesticAbuse' THEN 'police' WHEN 'childSafeguarding' THEN 'childrensServices'
            WHEN 'previousConvictions' THEN 'police' WHEN 'priorSupervision' THEN 'probation'
            WHEN 'mentalHealth' THEN 'health' WHEN 'victimStatement' THEN 'courts' END END,
          awaited = c.state = 'requested' AND CASE r.state WHEN 'withdrawn' THEN false
            WHEN 'sentenced' THEN EXISTS (
              SELECT 1 FROM information_gap g WHERE g.check_id = c.check_id AND g.state = 'open')
            ELSE true END
        FROM report r WHERE r.report_id = c.report_id
        """
    )
    for name in ("division", "awaited"):
        op.alter_column("report_check", name, nullable=False)
    op.drop_constraint("report_check_asked_has_its_time", "report_check", type_="check")
    for name, condition in _OF_A_CHECK:
        op.create_check_constraint(name, "report_check", condition)
    op.create_index(
        "report_check_of_division", "report_check", ["division", "kind", "state", "awaited", "due_at", "check_id"]
    )
    op.create_index(
        "report_check_of_agency",
        "report_check",
        ["asked_of", "due_at", "check_id"],
        postgresql_where=sa.text("awaited"),
    )


def _of_sentences() -> None:
    for name in ("state", "ended_because", "ended_by", "end_reason"):
        op.add_column("sentence", sa.Column(name, sa.Text))
    for name in ("proposal_differences", "sara"):
        op.add_column("sentence", sa.Column(name, JSONB))
    op.add_column("sentence", sa.Column("sara_completed", sa.Boolean))
    op.add_column("sentence", sa.Column("ended_on", sa.Date))
    op.add_column("sentence", sa.Column("ended_at", sa.DateTime(timezone=True)))
    # How the sentences that are there differ from what was proposed was not recorded when they were passed.
    op.execute(
        """
        UPDATE sentence s SET state = 'inForce', sara_completed =
          (SELECT r.sara_completed FROM report r WHERE r.report_id = s.report_id)
        """
    )
    op.alter_column("sentence", "state", nullable=False)
    for name, condition in _OF_A_SENTENCE:
        op.create_check_constraint(name, "sentence", condition)


def _of_gaps() -> None:
    op.add_column("information_gap", sa.Column("source", sa.Text))
    op.add_column("information_gap", sa.Column("assessment_id", sa.Uuid))
    for name, _ in _OF_A_GAP_BEFORE:
        op.drop_constraint(name, "information_gap", type_="check")
    for name, condition in _OF_A_GAP:
        op.create_check_constraint(name, "information_gap", condition)


def _create_gap_history() -> None:
    op.create_table(
        "gap_history",
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("gap_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.CheckConstraint(
            "what IN ('asked', 'chased', 'recordedAtSentence', 'toldToProvider', 'acceptedByProvider', "
            "'acknowledged', 'supervisedWithoutIt', 'answered', 'orderEnded', 'answeredAfterClosing')",
            name="gap_history_what_is_known",
        ),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="gap_history_is_of_a_sentence"),
        sa.ForeignKeyConstraint(["gap_id"], ["information_gap.gap_id"], name="gap_history_is_of_a_gap"),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    op.create_index("gap_history_of_sentence", "gap_history", ["sentence_id"])
    # Of the gaps that are there, what this service itself knows: asked, sentenced without it, and how it closed.
    op.execute(
        """
        INSERT INTO gap_history (entry_id, sentence_id, gap_id, at, what, organisation, officer)
        SELECT gen_random_uuid(), g.sentence_id, g.gap_id, done.at, done.what, g.division, done.officer
        FROM information_gap g JOIN sentence s ON s.sentence_id = g.sentence_id
        LEFT JOIN report_check c ON c.check_id = g.check_id
        CROSS JOIN LATERAL (VALUES
          (c.requested_at, 'asked', NULL),
          (s.sentenced_at, 'recordedAtSentence', s.recorded_by),
          (g.closed_at, CASE WHEN g.closure <> 'lateAnswer' THEN g.closure
            WHEN g.reason IS NULL THEN 'answered' ELSE 'answeredAfterClosing' END, g.closed_by)
        ) AS done (at, what, officer)
        WHERE done.at IS NOT NULL
        """
    )


def _create_sentence_appeal() -> None:
    op.create_table(
        "sentence_appeal",
        sa.Column("appeal_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lodged_by", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.CheckConstraint(
            "num_nulls(outcome, decided_at, decided_by) IN (0, 3)", name="sentence_appeal_is_decided_whole_or_not"
        ),
        sa.CheckConstraint(
            "outcome IN ('dismissed', 'varied', 'quashed', 'abandoned')", name="sentence_appeal_outcome_is_known"
        ),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="sentence_appeal_is_of_a_sentence"),
        sa.PrimaryKeyConstraint("appeal_id"),
    )
    op.create_index("sentence_appeal_of_sentence", "sentence_appeal", ["sentence_id"])
    op.create_index(
        "sentence_appeal_is_one_at_a_time",
        "sentence_appeal",
        ["sentence_id"],
        unique=True,
        postgresql_where=sa.text("outcome IS NULL"),
    )


def _create_order_change() -> None:
    op.create_table(
        "order_change",
        sa.Column("change_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("appeal_id", sa.Uuid),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.CheckConstraint(
            "(appeal_id IS NOT NULL) = (cause = 'appeal')", name="order_change_on_appeal_names_the_appeal"
        ),
        sa.CheckConstraint(
            "cause IN ('application', 'appeal', 'breach', 'moveOfResidence')", name="order_change_cause_is_known"
        ),
        sa.CheckConstraint("number >= 1", name="order_change_number_counts_from_one"),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="order_change_is_of_a_sentence"),
        sa.ForeignKeyConstraint(["appeal_id"], ["sentence_appeal.appeal_id"], name="order_change_is_of_an_appeal"),
        sa.PrimaryKeyConstraint("change_id"),
        sa.UniqueConstraint("sentence_id", "number", name="order_change_is_one_of_its_number"),
    )


def _create_late_assessment() -> None:
    op.create_table(
        "late_assessment",
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by", sa.Text, nullable=False),
        sa.Column("given", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.sentence_id"], name="late_assessment_is_of_a_sentence"),
        sa.PrimaryKeyConstraint("assessment_id"),
    )
    op.create_index("late_assessment_of_sentence", "late_assessment", ["sentence_id"])


def _create_intervention() -> None:
    op.create_table(
        "intervention",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("needs", JSONB, nullable=False),
        sa.Column("open_to", JSONB, nullable=False),
        sa.Column("supplier_kind", sa.Text, nullable=False),
        sa.Column("offered_from", sa.Date, nullable=False),
        sa.Column("offered_until", sa.Date),
        sa.CheckConstraint("number >= 1", name="intervention_number_counts_from_one"),
        sa.CheckConstraint(
            "supplier_kind IN ('provider', 'voluntary', 'private', 'public')",
            name="intervention_supplier_kind_is_known",
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("intervention_of_provider", "intervention", ["provider", "code"])
