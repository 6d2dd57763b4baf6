"""Keep every outcome and excuse, and each month of contact."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006_keep_every_outcome_and_excuse_and_each_month_of_contact"
down_revision = "0005_say_who_may_hold_a_case_and_who_signed_off_the_work"

_TIME = sa.DateTime(timezone=True)
_CHECKS = {
    "case_appointment_warned_is_enforceable": "state <> 'warned' OR enforceable",
    "case_appointment_outcome_is_the_last_recorded": "(jsonb_array_length(recordings) > 0) = (outcome IS NOT NULL)",
    "case_appointment_time_is_credited_for_unpaid_work": (
        "unpaid_work_minutes >= 0 AND kind = 'unpaidWork' OR unpaid_work_minutes IS NULL"
    ),
    "case_appointment_excuse_is_known": "excuse IN ('pending', 'accepted', 'notAccepted', 'noneGiven')",
    "case_appointment_excuse_is_decided_whole": (
        "num_nulls(excuse, excuse_given_on, excuse_decided_at, excuse_decided_by) IN (0, 4)"
    ),
    "case_appointment_follow_up_is_known": (
        "follow_up IN ('phoneCall', 'textMessage', 'letter', 'homeVisit', 'newAppointment', 'partnerAgency')"
    ),
    "case_appointment_follow_up_is_known_whole": "num_nulls(follow_up, followed_up_at, followed_up_by) IN (0, 3)",
}
_LISTS = {
    "case_enforcement_decision_of_provider": "provider",
    "case_enforcement_decision_of_officer": "officer",
}


def upgrade() -> None:
    """Outcomes that are recorded already become the first recording; a failure has the window that it had."""
    for column in _of_appointments():
        op.add_column("case_appointment", column)
    op.execute(
        """
        UPDATE case_appointment SET
          recordings = jsonb_build_array(jsonb_build_object(
            'outcome', outcome, 'unpaid_work_minutes', NULL, 'at', to_jsonb(recorded_at), 'by', recorded_by,
            'reason', NULL, 'manager', NULL)),
          excuse_until = CASE WHEN enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH') THEN
            ((at AT TIME ZONE 'Europe/London')::date + 8)::timestamp AT TIME ZONE 'Europe/London'
              - interval '1 microsecond' END
        WHERE outcome IS NOT NULL
        """
    )
    op.drop_constraint("case_appointment_warned_is_a_failure", "case_appointment")
    for name, check in _CHECKS.items():
        op.create_check_constraint(name, "case_appointment", check)
    _decisions_are("'breach', 'recall', 'notEnforced'", "'due', 'decided', 'withdrawn', 'cancelled'")
    op.add_column("case_enforcement_decision", sa.Column("provider", sa.Text))
    op.add_column("case_enforcement_decision", sa.Column("officer", sa.Text))
    op.execute(
        """
        UPDATE case_enforcement_decision d SET provider = c.provider, officer = c.officer
        FROM supervised_case c WHERE c.sentence_id = d.sentence_id
        """
    )
    op.alter_column("case_enforcement_decision", "provider", nullable=False)
    for name, of in _LISTS.items():
        op.create_index(name, "case_enforcement_decision", [of, "state", "due_at", "decision_id"])


def downgrade() -> None:
    """Undo it; what the tables before had no word for becomes what came nearest."""
    op.execute("UPDATE case_enforcement_decision SET state = 'cancelled' WHERE state = 'withdrawn'")
    op.execute(
        """
        UPDATE case_enforcement_decision
        SET state = 'cancelled', decision = NULL, manager = NULL, decided_at = NULL, decided_by = NULL
        WHERE decision = 'recall'
        """
    )
    op.execute(
        """
        UPDATE case_appointment SET state = 'recorded', letter_id = NULL, letter_sent_on = NULL
        WHERE state = 'warned' AND outcome NOT IN ('UAAB', 'AFTC', 'ATSH')
        """
    )
    for name in _LISTS:
        op.drop_index(name, "case_enforcement_decision")
    op.drop_column("case_enforcement_decision", "officer")
    op.drop_column("case_enforcement_decision", "provider")
    _decisions_are("'breach', 'notEnforced'", "'due', 'decided', 'cancelled'")
    for name in _CHECKS:
        op.drop_constraint(name, "case_appointment")
    op.create_check_constraint(
        "case_appointment_warned_is_a_failure",
        "case_appointment",
        "state <> 'warned' OR (enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH'))",
    )
    for column in reversed(_of_appointments()):
        op.drop_column("case_appointment", column.name)


def _of_appointments() -> list[sa.Column[Any]]:
    return [
        sa.Column("objective_id", sa.Uuid),
        sa.Column("face_to_face", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("unpaid_work_minutes", sa.Integer),
        sa.Column("recordings", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("excuse_until", _TIME),
        sa.Column("excuse", sa.Text),
        sa.Column("excuse_given_on", sa.Date),
        sa.Column("excuse_decided_at", _TIME),
        sa.Column("excuse_decided_by", sa.Text),
        sa.Column("follow_up", sa.Text),
        sa.Column("followed_up_at", _TIME),
        sa.Column("followed_up_by", sa.Text),
    ]


def _decisions_are(decisions: str, states: str) -> None:
    for column, known in (("decision", decisions), ("state", states)):
        name = f"case_enforcement_decision_{column}_is_known"
        op.drop_constraint(name, "case_enforcement_decision")
        op.create_check_constraint(name, "case_enforcement_decision", f"{column} IN ({known})")
