"""Create the intervention directory: suppliers, interventions with their prices, budgets, and purchases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005_create_the_intervention_directory"
down_revision = "0004_let_a_case_pass_to_another_provider_and_say_who_has_read"

SUPPLIER_KINDS = "('provider', 'voluntary', 'private', 'public')"


def upgrade() -> None:
    """The directory and its rate card, what a division may spend, and what it has bought."""
    op.create_table(
        "supplier",
        sa.Column("supplier_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_by", sa.Text),
        sa.CheckConstraint(f"kind IN {SUPPLIER_KINDS}", name="supplier_kind_is_known"),
        sa.UniqueConstraint("provider", "name", name="supplier_is_one_of_its_name"),
        sa.UniqueConstraint("supplier_id", "provider", "name", "kind", name="supplier_is_as_its_interventions_say"),
    )
    op.create_index("supplier_of_kind", "supplier", ["provider", "kind", "name"])
    op.create_index(
        "supplier_that_is_the_provider",
        "supplier",
        ["provider"],
        unique=True,
        postgresql_where=sa.text("kind = 'provider'"),
    )
    op.create_table(
        "intervention",
        sa.Column("intervention_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("needs", JSONB, nullable=False),
        sa.Column("open_to", JSONB, nullable=False),
        sa.Column("supplier_id", sa.Uuid, nullable=False),
        sa.Column("supplier_name", sa.Text, nullable=False),
        sa.Column("supplier_kind", sa.Text, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("offered_from", sa.Date, nullable=False),
        sa.Column("offered_until", sa.Date),
        sa.Column("number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id", "provider", "supplier_name", "supplier_kind"],
            ["supplier.supplier_id", "supplier.provider", "supplier.name", "supplier.kind"],
            name="intervention_is_of_a_supplier_in_the_chain",
        ),
        sa.UniqueConstraint("code", name="intervention_is_one_of_its_code"),
        sa.CheckConstraint(f"supplier_kind IN {SUPPLIER_KINDS}", name="intervention_supplier_kind_is_known"),
        sa.CheckConstraint("left(code, 3) = provider", name="intervention_code_is_of_its_provider"),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name="intervention_places_taken_are_there"),
        sa.CheckConstraint("offered_until >= offered_from", name="intervention_ends_after_it_begins"),
        sa.CheckConstraint(
            "jsonb_array_length(needs) > 0 AND jsonb_array_length(open_to) > 0",
            name="intervention_is_for_some_need_and_somebody",
        ),
        sa.CheckConstraint("number >= 1", name="intervention_number_counts_from_one"),
    )
    op.create_index("intervention_of_provider", "intervention", ["provider", "code"])
    op.create_table(
        "intervention_price",
        sa.Column("intervention_id", sa.Uuid, primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("pence", sa.Integer, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["intervention.intervention_id"], name="intervention_price_is_of_an_intervention"
        ),
        sa.CheckConstraint("pence >= 0", name="intervention_price_is_not_negative"),
    )
    op.create_table(
        "budget",
        sa.Column("budget_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("financial_year", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("committed", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("division", "financial_year", name="budget_is_one_of_its_year"),
        sa.CheckConstraint("financial_year ~ '^20[0-9]{2}/[0-9]{2}$'", name="budget_is_of_a_financial_year"),
        sa.CheckConstraint("committed BETWEEN 0 AND amount", name="budget_committed_is_there"),
    )
    op.create_table(
        "budget_amount",
        sa.Column("budget_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.budget_id"], name="budget_amount_is_of_a_budget"),
        sa.CheckConstraint("number >= 1", name="budget_amount_number_counts_from_one"),
    )
    _create_purchases()


def _create_purchases() -> None:
    op.create_table(
        "purchase",
        sa.Column("purchase_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("intervention_id", sa.Uuid, nullable=False),
        sa.Column("intervention", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("supplier_kind", sa.Text, nullable=False),
        sa.Column("need", sa.Text, nullable=False),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("price", sa.Integer, nullable=False),
        sa.Column("budget_id", sa.Uuid, nullable=False),
        sa.Column("financial_year", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referred_by", sa.Text),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Text),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text),
        sa.ForeignKeyConstraint(["sentence_id"], ["allocation.sentence_id"], name="purchase_is_of_an_allocation"),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["intervention.intervention_id"], name="purchase_is_of_an_intervention"
        ),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.budget_id"], name="purchase_is_paid_from_a_budget"),
        sa.CheckConstraint(
            "state IN ('referred', 'accepted', 'started', 'ended', 'withdrawn')", name="purchase_state_is_known"
        ),
        sa.CheckConstraint(
            "outcome IN ('completed', 'notCompleted', 'neverStarted', 'declined')", name="purchase_outcome_is_known"
        ),
        sa.CheckConstraint(
            "need IN ('accommodation', 'employmentTraining', 'finance', 'domesticAbuse', 'sexWork', "
            "'relationships', 'alcohol', 'drugs', 'thinkingAndBehaviour', 'attitudes', 'lifestyle', "
            "'mentalHealth', 'physicalHealth')",
            name="purchase_need_is_known",
        ),
        sa.CheckConstraint("sex IN ('female', 'male')", name="purchase_sex_is_known"),
        sa.CheckConstraint(f"supplier_kind IN {SUPPLIER_KINDS}", name="purchase_supplier_kind_is_known"),
        sa.CheckConstraint("price >= 0", name="purchase_price_is_not_negative"),
        sa.CheckConstraint("(outcome IS NOT NULL) = (state = 'ended')", name="purchase_ended_has_its_outcome"),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('ended', 'withdrawn'))", name="purchase_closed_has_its_time"
        ),
        sa.CheckConstraint(
            "CASE WHEN state = 'referred' THEN answered_at IS NULL "
            "WHEN state = 'withdrawn' THEN true ELSE answered_at IS NOT NULL END",
            name="purchase_answered_has_its_time",
        ),
        sa.CheckConstraint(
            "(started_at IS NOT NULL) = (state = 'started' "
            "OR (state = 'ended' AND outcome IN ('completed', 'notCompleted')))",
            name="purchase_started_has_its_time",
        ),
    )
    op.create_index(
        "purchase_live_is_one_of_its_intervention",
        "purchase",
        ["sentence_id", "intervention_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('referred', 'accepted', 'started')"),
    )
    op.create_index("purchase_of_division", "purchase", ["division", "state", "purchase_id"])
    op.create_index("purchase_of_provider", "purchase", ["provider", "state", "purchase_id"])
    op.create_index("purchase_of_intervention", "purchase", ["intervention_id", "division", "state", "purchase_id"])


def downgrade() -> None:
    """Undo it."""
    for table in ("purchase", "budget_amount", "budget", "intervention_price", "intervention", "supplier"):
        op.drop_table(table)
