"""Keep the evidence of a decision, let a person decide otherwise, and count wrong allocations and ended orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_keep_the_evidence_of_a_decision_and_let_a_person_decide"
down_revision = "0002_create_the_allocations"

_STATES = "'awaitingSentence', 'awaitingReply', 'keptByNps', 'accepted', 'rejected', 'transferred'"
_MISALLOCATIONS = "'lateCheckAnswer', 'checkNeverMade', 'roshReassessed', 'scoreChanged'"
_ESCALATION_STATES = "'awaitingSentence', 'received', 'accepted', 'notAccepted', 'returned', 'alreadyWithNps'"
_UNSUPERVISED = "(supervising_provider IS NULL) = (state IN ('awaitingSentence', 'awaitingReply', 'rejected'))"
_NAMES_ITS_CAUSE = (
    "(cause = 'riskEscalation') = (escalation_id IS NOT NULL) AND (cause = 'lateInformation') = (gap_id IS NOT NULL)"
)

_REPLACED = (
    (
        "allocation",
        "allocation_state_is_known",
        f"state IN ({_STATES})",
        f"state IN ({_STATES}, 'ended')",
    ),
    (
        "allocation",
        "allocation_misallocation_cause_is_known",
        f"misallocation_cause IN ({_MISALLOCATIONS})",
        f"misallocation_cause IN ({_MISALLOCATIONS}, 'orderAmended')",
    ),
    (
        "allocation",
        "allocation_is_supervised_once_settled",
        _UNSUPERVISED,
        f"state = 'ended' OR {_UNSUPERVISED}",
    ),
    (
        "allocation_decision",
        "allocation_decision_cause_is_known",
        "cause IN ('sentence', 'lateInformation', 'riskEscalation')",
        "cause IN ('sentence', 'lateInformation', 'scoreChanged', 'orderAmended', 'override', 'rejection', "
        "'riskEscalation', 'transfer')",
    ),
    (
        "allocation_decision",
        "allocation_decision_names_its_cause",
        _NAMES_ITS_CAUSE,
        f"{_NAMES_ITS_CAUSE} AND (cause = 'scoreChanged') = (assessment_id IS NOT NULL) "
        "AND (cause = 'orderAmended') = (change_number IS NOT NULL)",
    ),
    (
        "escalation",
        "escalation_state_is_known",
        f"state IN ({_ESCALATION_STATES})",
        f"state IN ({_ESCALATION_STATES}, 'orderEnded')",
    ),
)
"""Constraints that say more now: table, name, what it said, what it says."""

_ADDED = (
    (
        "allocation",
        "allocation_ended_because_is_known",
        "ended_because IN ('goodProgress', 'reSentenced', 'noLongerWorkable', 'quashedOnAppeal', 'died')",
    ),
    (
        "allocation",
        "allocation_wrong_one_is_counted_whole",
        "num_nulls(misallocation_cause, misallocated_at, misallocated_to) IN (0, 3)",
    ),
    (
        "allocation",
        "allocation_ended_has_its_end",
        "num_nulls(ended_on, ended_because, ended_at) = CASE WHEN state = 'ended' THEN 0 ELSE 3 END",
    ),
    (
        "allocation_decision",
        "allocation_decision_override_reason_is_known",
        "override_reason IN ('riskJudgement', 'publicInterest', 'victimSafety', 'otherSentence', 'wrongArea', "
        "'rejectionUpheld', 'rejectionNotUpheld')",
    ),
    (
        "allocation_decision",
        "allocation_decision_of_a_person_has_reason_and_name",
        "num_nonnulls(override_reason, note) = CASE WHEN cause IN ('override', 'rejection') THEN 2 ELSE 0 END "
        "AND (override_reason IS NULL OR decided_by_officer IS NOT NULL)",
    ),
    (
        "allocation_decision",
        "allocation_decision_evidence_is_whole_or_older",
        "num_nulls(rules_provider, rules_provisional, evidence, area_crc) IN (0, 4)",
    ),
)

# The provider of an allocation never changed before this, so the one that it has is the one that answered, and the one
# to which it was wrongly allocated.
_REPLIES_SO_FAR = """
    UPDATE allocation SET replies = jsonb_build_array(jsonb_build_object(
      'number', 1, 'provider', receiving_provider, 'reply', reply, 'rejection_reason', rejection_reason,
      'replied_at', replied_at, 'replied_by', replied_by))
    WHERE reply IS NOT NULL
"""
_WRONG_ONES_SO_FAR = """
    UPDATE allocation a SET misallocated_at = shown.at, misallocated_to = a.receiving_provider
    FROM (SELECT sentence_id, min(decided_at) AS at FROM allocation_decision
          WHERE result = 'wronglyAllocated' GROUP BY sentence_id) shown
    WHERE a.sentence_id = shown.sentence_id AND a.misallocation_cause IS NOT NULL
"""
_WRONG_ONES = (
    ("allocation_wrong_one_of_division", "division"),
    ("allocation_wrong_one_of_provider", "misallocated_to"),
)


def upgrade() -> None:
    """Decisions keep their evidence from now; what the rows that are there can say of the new columns, they say."""
    for column in (
        sa.Column("misallocated_at", sa.DateTime(timezone=True)),
        sa.Column("misallocated_to", sa.Text),
        sa.Column("replies", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_because", sa.Text),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("allocation", column)
    for column in (
        sa.Column("assessment_id", sa.Uuid),
        sa.Column("change_number", sa.Integer),
        sa.Column("override_reason", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("rules_provider", sa.Text),
        sa.Column("rules_provisional", sa.Boolean),
        sa.Column("evidence", JSONB),
        sa.Column("area_crc", sa.Text),
    ):
        op.add_column("allocation_decision", column)
    op.execute(_REPLIES_SO_FAR)
    op.execute(_WRONG_ONES_SO_FAR)
    for table, name, _, now in _REPLACED:
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, now)
    for table, name, now in _ADDED:
        op.create_check_constraint(name, table, now)
    for name, party in _WRONG_ONES:
        op.create_index(
            name,
            "allocation",
            [party, "misallocated_at"],
            postgresql_include=["misallocation_cause", "misallocated_to"],
            postgresql_where=sa.text("misallocated_at IS NOT NULL"),
        )


def downgrade() -> None:
    """Undo it; refused by a constraint where something has happened that the tables before it cannot hold."""
    for name, _ in _WRONG_ONES:
        op.drop_index(name, "allocation")
    for table, name, _ in reversed(_ADDED):
        op.drop_constraint(name, table)
    for table, name, before, _ in reversed(_REPLACED):
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, before)
    for column in (
        "area_crc",
        "evidence",
        "rules_provisional",
        "rules_provider",
        "note",
        "override_reason",
        "change_number",
        "assessment_id",
    ):
        op.drop_column("allocation_decision", column)
    for column in ("ended_at", "ended_because", "ended_on", "replies", "misallocated_to", "misallocated_at"):
        op.drop_column("allocation", column)
