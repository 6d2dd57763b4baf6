"""Keep every outcome and excuse, and each month of contact."""

import sqlalchemy as sa
from alembic import op

revision = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"
down_revision = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"


def upgrade() -> None:
    """An appointment may serve an objective of the plan; a decision may be one for recall."""
    op.add_column("case_appointment", sa.Column("objective_id", sa.Uuid))
    _decisions_are("'breach', 'recall', 'notEnforced'")


def downgrade() -> None:
    """Undo it."""
    _decisions_are("'breach', 'notEnforced'")
    op.drop_column("case_appointment", "objective_id")


def _decisions_are(known: str) -> None:
    name = "case_enforcement_decision_decision_is_known"
    op.drop_constraint(name, "case_enforcement_decision")
    op.create_check_constraint(name, "case_enforcement_decision", f"decision IN ({known})")
