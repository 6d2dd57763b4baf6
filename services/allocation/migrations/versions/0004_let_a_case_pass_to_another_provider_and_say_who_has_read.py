"""Let a case pass to another provider, say who has read its gaps, and keep what became of an escalation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

revision = "0004_let_a_case_pass_to_another_provider_and_say_who_has_read"
down_revision = "0003_keep_the_evidence_of_a_decision_and_let_a_person_decide"

_NAMES_ITS_CAUSE = "(cause = 'riskEscalation') = (escalation_id IS NOT NULL)"
_NAMES_ITS_CAUSE_TOO = (
    "(cause = 'lateInformation') = (gap_id IS NOT NULL) AND (cause = 'scoreChanged') = (assessment_id IS NOT NULL) "
    "AND (cause = 'orderAmended') = (change_number IS NOT NULL)"
)
_ESCALATION_STATES = "'awaitingSentence', 'received', 'accepted', 'notAccepted', 'returned'"
_MOOT = "'alreadyWithNps', 'orderEnded'"

_REPLACED = (
    (
        "allocation_decision",
        "allocation_decision_names_its_cause",
        f"{_NAMES_ITS_CAUSE} AND {_NAMES_ITS_CAUSE_TOO}",
        f"{_NAMES_ITS_CAUSE} AND (cause = 'transfer') = (transfer_id IS NOT NULL) AND {_NAMES_ITS_CAUSE_TOO}",
    ),
    (
        "escalation",
        "escalation_state_is_known",
        f"state IN ({_ESCALATION_STATES}, {_MOOT})",
        f"state IN ({_ESCALATION_STATES}, 'withdrawn', {_MOOT})",
    ),
    (
        "escalation",
        "escalation_decided_has_its_time",
        "(decided_at IS NOT NULL) = (state IN ('accepted', 'notAccepted', 'returned'))",
        "(decided_at IS NOT NULL) = (state IN ('accepted', 'notAccepted', 'returned', 'withdrawn'))",
    ),
)
"""Constraints that say more now: table, name, what it said, what it says."""

_ADDED = (
    (
        "allocation",
        "allocation_nps_owes_while_it_supervises",
        "state IN ('keptByNps', 'transferred') OR jsonb_array_length(owed) = 0",
    ),
    (
        "escalation",
        "escalation_withdrawal_reason_is_known",
        "withdrawal_reason IN ('informationWrong', 'riskReduced', 'madeInError')",
    ),
    (
        "escalation",
        "escalation_withdrawn_has_its_reason",
        "(withdrawal_reason IS NOT NULL) = (state = 'withdrawn')",
    ),
    ("escalation", "escalation_was_asked_when_received_or_before", "asked_since <= received_at"),
    ("escalation", "escalation_asked_before_answers_another", "answers IS NOT NULL OR asked_since = received_at"),
)

_PARTIES = (("division", "division"), ("provider", "from_provider"))
_SIDES = (("division", "division"), ("sender", "from_provider"), ("receiver", "to_provider"))


def upgrade() -> None:
    """Transfers, readings, and the work list of escalations by what presses most."""
    for name in ("custody", "owed"):
        op.add_column("allocation", sa.Column(name, JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("allocation_decision", sa.Column("transfer_id", sa.Uuid))
    for column in (
        sa.Column("answers", sa.Uuid),
        sa.Column("asked_since", sa.DateTime(timezone=True)),
        sa.Column("withdrawal_reason", sa.Text),
    ):
        op.add_column("escalation", column)
    # Which of the earlier ones answered another was not kept: each counts from its own receipt, as it did.
    op.execute("UPDATE escalation SET asked_since = received_at")
    op.alter_column("escalation", "asked_since", nullable=False)
    for table, name, _, now in _REPLACED:
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, now)
    for table, name, now in _ADDED:
        op.create_check_constraint(name, table, now)
    for who, column_name in _PARTIES:
        op.drop_index(f"escalation_of_{who}", "escalation")
        op.create_index(
            f"escalation_of_{who}",
            "escalation",
            [column_name, "state", sa.text("(NOT imminent)"), "due_at", "escalation_id"],
        )
    op.create_table(
        "allocation_transfer",
        sa.Column("transfer_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("from_provider", sa.Text, nullable=False),
        sa.Column("to_provider", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("proposed_by_officer", sa.Text),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.Column("rejection_reason", sa.Text),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["allocation.sentence_id"], name="allocation_transfer_is_of_an_allocation"
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'rejected', 'withdrawn', 'overtaken')",
            name="allocation_transfer_state_is_known",
        ),
        sa.CheckConstraint(
            "reason IN ('riskEscalation', 'wronglyAllocated', 'moveOfResidence')",
            name="allocation_transfer_reason_is_known",
        ),
        sa.CheckConstraint(
            "rejection_reason IN ('notInArea', 'addressNotConfirmed', 'riskNotReviewed', 'breachRunning', "
            "'criteriaNotMet')",
            name="allocation_transfer_rejection_reason_is_known",
        ),
        sa.CheckConstraint(
            "from_provider LIKE 'C%' AND to_provider <> from_provider", name="allocation_transfer_is_from_a_crc"
        ),
        sa.CheckConstraint(
            "CASE reason WHEN 'moveOfResidence' THEN to_provider LIKE 'C%' WHEN 'wronglyAllocated' "
            "THEN to_provider = division ELSE false END",
            name="allocation_transfer_is_to_whom_its_reason_says",
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name="allocation_transfer_ended_has_its_time"
        ),
        sa.CheckConstraint(
            "(state = 'rejected') = (rejection_reason IS NOT NULL)", name="allocation_transfer_rejected_has_its_reason"
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR proposed_by_officer IS NOT NULL",
            name="allocation_transfer_of_the_rules_is_not_withdrawn",
        ),
        ExcludeConstraint(
            ("sentence_id", "="),
            where=sa.text("state = 'proposed'"),
            using="btree",
            deferrable=True,
            initially="IMMEDIATE",
            name="allocation_transfer_open_is_one",
        ),
    )
    op.create_index("allocation_transfer_of_sentence", "allocation_transfer", ["sentence_id"])
    for who, column_name in _SIDES:
        op.create_index(
            f"allocation_transfer_of_{who}", "allocation_transfer", [column_name, "state", "due_at", "transfer_id"]
        )


def downgrade() -> None:
    """Undo it; refused by a constraint where something has happened that the tables before it cannot hold."""
    op.drop_table("allocation_transfer")
    for who, column_name in _PARTIES:
        op.drop_index(f"escalation_of_{who}", "escalation")
        op.create_index(f"escalation_of_{who}", "escalation", [column_name, "state", "received_at", "escalation_id"])
    for table, name, _ in reversed(_ADDED):
        op.drop_constraint(name, table)
    for table, name, before, _ in reversed(_REPLACED):
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, before)
    for column in ("withdrawal_reason", "asked_since", "answers"):
        op.drop_column("escalation", column)
    op.drop_column("allocation_decision", "transfer_id")
    for column in ("owed", "custody"):
        op.drop_column("allocation", column)
