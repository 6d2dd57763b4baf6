"""Review plans and registers, and copy the directory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007_review_plans_and_registers_and_copy_the_directory"
down_revision = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"

INSTANT = sa.DateTime(timezone=True)
NONE = sa.text("'[]'")
_REGISTERS = "('rosh', 'childProtection', 'mappa', 'domesticAbusePerpetrator', 'weapons', 'requiredReview')"
_OF_AN_OBJECTIVE = (
    ("case_objective_state_is_known", "state IN ('current', 'ended', 'replaced')"),
    ("case_objective_outcome_is_known", "outcome IN ('completed', 'notCompleted', 'neverStarted', 'declined')"),
    (
        "case_objective_ended_has_its_outcome",
        "num_nulls(outcome, ended_at, ended_by) = CASE WHEN state = 'current' THEN 3 ELSE 0 END",
    ),
)
_OF_A_REVIEW = (
    ("case_risk_review_register_type_is_known", f"register_type IN {_REGISTERS}"),
    (
        "case_risk_review_names_its_register",
        "num_nulls(registration_id, register_type) IN (0, 2) "
        "AND (registration_id IS NULL OR cause = 'registerInterval')",
    ),
)
_OF_AN_ESCALATION = (
    ("case_escalation_answer_is_known", "answer IN ('toRead', 'read')"),
    ("case_escalation_answer_leaves_the_risk_here", "answer IS NULL OR state IN ('notAccepted', 'returned')"),
    (
        "case_escalation_answer_read_has_its_reader",
        "num_nulls(answer_read_at, answer_read_by) = CASE WHEN answer = 'read' THEN 0 ELSE 2 END",
    ),
)
_LISTS = {"case_risk_review_of_provider": "provider", "case_risk_review_of_officer": "officer"}


def upgrade() -> None:
    """The plans that are there are the first of their cases, for the needs that their objectives answer.

    The register of the risk of serious harm comes to the cases that are there with the next fact that is heard of each.
    """
    _plans()
    _registrations()
    _reviews()
    for name, kind in (("answer", sa.Text), ("answer_read_at", INSTANT), ("answer_read_by", sa.Text)):
        op.add_column("case_escalation", sa.Column(name, kind))
    _constrain("case_escalation", _OF_AN_ESCALATION)
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
        sa.PrimaryKeyConstraint("code"),
        sa.CheckConstraint("number >= 1", name="intervention_number_counts_from_one"),
        sa.CheckConstraint(
            "supplier_kind IN ('provider', 'voluntary', 'private', 'public')",
            name="intervention_supplier_kind_is_known",
        ),
    )
    op.create_index("intervention_of_provider", "intervention", ["provider", "code"])


def _plans() -> None:
    op.create_table(
        "case_plan",
        sa.Column("plan_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("needs", JSONB, nullable=False),
        sa.Column("agreed_at", INSTANT, nullable=False),
        sa.Column("agreed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("plan_id"),
        sa.ForeignKeyConstraint(["sentence_id"], ["supervised_case.sentence_id"], name="case_plan_is_of_a_case"),
        sa.UniqueConstraint("sentence_id", "number", name="case_plan_has_its_number"),
        sa.CheckConstraint("number >= 1", name="case_plan_number_counts_from_one"),
        sa.CheckConstraint("jsonb_array_length(needs) > 0", name="case_plan_names_its_needs"),
    )
    op.execute(
        """
        INSERT INTO case_plan (plan_id, sentence_id, number, needs, agreed_at, agreed_by)
        SELECT c.plan_id, c.sentence_id, 1,
          (SELECT jsonb_agg(DISTINCT o.need) FROM case_objective o WHERE o.sentence_id = c.sentence_id),
          c.plan_agreed_at, c.plan_agreed_by
        FROM supervised_case c WHERE c.plan_id IS NOT NULL
        """
    )
    op.add_column("case_objective", sa.Column("plan_id", sa.Uuid))
    op.execute(
        "UPDATE case_objective o SET plan_id = c.plan_id FROM supervised_case c WHERE c.sentence_id = o.sentence_id"
    )
    op.alter_column("case_objective", "plan_id", nullable=False)
    op.add_column("case_objective", sa.Column("state", sa.Text, nullable=False, server_default="current"))
    op.alter_column("case_objective", "state", server_default=None)
    for name, kind in (("outcome", sa.Text), ("ended_at", INSTANT), ("ended_by", sa.Text)):
        op.add_column("case_objective", sa.Column(name, kind))
    _constrain("case_objective", _OF_AN_OBJECTIVE)
    op.drop_constraint("supervised_case_plan_has_its_author", "supervised_case", type_="check")
    for name in ("plan_id", "plan_agreed_at", "plan_agreed_by"):
        op.drop_column("supervised_case", name)


def _registrations() -> None:
    op.create_table(
        "case_registration",
        sa.Column("registration_id", sa.Uuid, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("register_type", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("registered_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Text),
        sa.PrimaryKeyConstraint("registration_id"),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["supervised_case.sentence_id"], name="case_registration_is_of_a_case"
        ),
        sa.CheckConstraint(f"register_type IN {_REGISTERS}", name="case_registration_register_type_is_known"),
        sa.CheckConstraint("state IN ('registered', 'ended')", name="case_registration_state_is_known"),
        sa.CheckConstraint(
            "reason IN ('riskEnded', 'registeredInError', 'agencyClosed')", name="case_registration_reason_is_known"
        ),
        sa.CheckConstraint(
            "num_nulls(reason, ended_at, ended_by) = CASE WHEN state = 'ended' THEN 0 ELSE 3 END",
            name="case_registration_ended_has_its_reason",
        ),
        sa.CheckConstraint(
            "(registered_by IS NULL) = (register_type = 'rosh')", name="case_registration_of_an_officer_names_them"
        ),
    )
    op.create_index("case_registration_of_case", "case_registration", ["sentence_id"])
    op.create_index(
        "case_registration_applies_once",
        "case_registration",
        ["sentence_id", "register_type"],
        unique=True,
        postgresql_where=sa.text("state = 'registered'"),
    )


def _reviews() -> None:
    op.add_column("case_risk_review", sa.Column("registration_id", sa.Uuid))
    for name in ("register_type", "provider", "officer"):
        op.add_column("case_risk_review", sa.Column(name, sa.Text))
    op.add_column("case_risk_review", sa.Column("changes", JSONB, nullable=False, server_default=NONE))
    op.execute(
        """
        UPDATE case_risk_review r SET provider = c.provider, officer = c.officer
        FROM supervised_case c WHERE c.sentence_id = r.sentence_id
        """
    )
    op.alter_column("case_risk_review", "provider", nullable=False)
    _constrain("case_risk_review", _OF_A_REVIEW)
    op.create_index(
        "case_risk_review_of_a_register_is_due_once",
        "case_risk_review",
        ["registration_id"],
        unique=True,
        postgresql_where=sa.text("state = 'due'"),
    )
    for name, key in _LISTS.items():
        op.create_index(name, "case_risk_review", [key, "state", "due_at", "review_id"])


def downgrade() -> None:
    """Undo it: what a plan was before its review is forgotten, and every register with its reviews."""
    op.drop_table("intervention")
    for name, _ in _OF_AN_ESCALATION:
        op.drop_constraint(name, "case_escalation", type_="check")
    for name in ("answer", "answer_read_at", "answer_read_by"):
        op.drop_column("case_escalation", name)
    op.execute("DELETE FROM case_risk_review WHERE registration_id IS NOT NULL")
    for name in (*_LISTS, "case_risk_review_of_a_register_is_due_once"):
        op.drop_index(name, "case_risk_review")
    for name, _ in _OF_A_REVIEW:
        op.drop_constraint(name, "case_risk_review", type_="check")
    for name in ("registration_id", "register_type", "provider", "officer", "changes"):
        op.drop_column("case_risk_review", name)
    op.drop_table("case_registration")
    _plans_before()


def _plans_before() -> None:
    for name, kind in (("plan_id", sa.Uuid), ("plan_agreed_at", INSTANT), ("plan_agreed_by", sa.Text)):
        op.add_column("supervised_case", sa.Column(name, kind))
    op.execute(
        """
        UPDATE supervised_case c SET plan_id = p.plan_id, plan_agreed_at = p.agreed_at, plan_agreed_by = p.agreed_by
        FROM case_plan p WHERE p.sentence_id = c.sentence_id
          AND p.number = (SELECT max(l.number) FROM case_plan l WHERE l.sentence_id = c.sentence_id)
        """
    )
    op.create_check_constraint(
        "supervised_case_plan_has_its_author",
        "supervised_case",
        "num_nulls(plan_id, plan_agreed_at, plan_agreed_by) IN (0, 3)",
    )
    for name, _ in _OF_AN_OBJECTIVE:
        op.drop_constraint(name, "case_objective", type_="check")
    op.execute("DELETE FROM case_objective WHERE state <> 'current'")
    for name in ("plan_id", "state", "outcome", "ended_at", "ended_by"):
        op.drop_column("case_objective", name)
    op.drop_table("case_plan")


def _constrain(table: str, constraints: tuple[tuple[str, str], ...]) -> None:
    for name, condition in constraints:
        op.create_check_constraint(name, table, condition)
