"""Create the allocations: the record, every decision on it, and the risk escalations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_create_the_allocations"
down_revision = "0001_create_the_event_backbone"


def upgrade() -> None:
    """Allocation, every decision on it, and escalations."""
    op.create_table(
        "allocation",
        sa.Column("sentence_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("risk_held_by", sa.Text, nullable=False),
        sa.Column("event_number", sa.Integer),
        sa.Column("division", sa.Text),
        sa.Column("area_crc", sa.Text),
        sa.Column("disposal", sa.Text),
        sa.Column("sentenced_at", sa.DateTime(timezone=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("risk", JSONB),
        sa.Column("gaps", JSONB, nullable=False),
        sa.Column("indicated_rosh", sa.Text),
        sa.Column("indicated_by", sa.Text),
        sa.Column("receiving_provider", sa.Text),
        sa.Column("supervising_provider", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("provisional", sa.Boolean),
        sa.Column("misallocation_cause", sa.Text),
        sa.Column("proposed_provider", sa.Text),
        sa.Column("rules_version", sa.Text),
        sa.Column("reply", sa.Text),
        sa.Column("rejection_reason", sa.Text),
        sa.Column("replied_at", sa.DateTime(timezone=True)),
        sa.Column("replied_by", sa.Text),
        sa.Column("escalations", JSONB, nullable=False),
        sa.CheckConstraint(
            "state IN ('awaitingSentence', 'awaitingReply', 'keptByNps', 'accepted', 'rejected', 'transferred')",
            name="allocation_state_is_known",
        ),
        sa.CheckConstraint(
            "result IN ('provisional', 'decided', 'confirmed', 'wronglyAllocated')",
            name="allocation_result_is_known",
        ),
        sa.CheckConstraint(
            "disposal IN ('communityOrder', 'suspendedSentenceOrder', 'custody', 'other')",
            name="allocation_disposal_is_known",
        ),
        sa.CheckConstraint(
            "indicated_rosh IN ('low', 'medium', 'high', 'veryHigh')",
            name="allocation_indicated_rosh_is_known",
        ),
        sa.CheckConstraint(
            "misallocation_cause IN ('lateCheckAnswer', 'checkNeverMade', 'roshReassessed', 'scoreChanged')",
            name="allocation_misallocation_cause_is_known",
        ),
        sa.CheckConstraint("reply IN ('accepted', 'rejected')", name="allocation_reply_is_known"),
        sa.CheckConstraint(
            "rejection_reason IN ('wrongArea', 'npsCriterionMet', 'recordIncomplete', 'alreadySupervised')",
            name="allocation_rejection_reason_is_known",
        ),
        sa.CheckConstraint(
            "num_nulls(event_number, division, area_crc, disposal, sentenced_at, decided_at, risk, "
            "receiving_provider, result, provisional, rules_version) = CASE WHEN state = 'awaitingSentence' "
            "THEN 11 ELSE 0 END",
            name="allocation_is_a_shell_or_whole",
        ),
        sa.CheckConstraint(
            "(supervising_provider IS NULL) = (state IN ('awaitingSentence', 'awaitingReply', 'rejected'))",
            name="allocation_is_supervised_once_settled",
        ),
        sa.CheckConstraint(
            "supervising_provider IS NULL OR risk_held_by = supervising_provider",
            name="allocation_risk_is_with_the_supervisor",
        ),
        sa.CheckConstraint(
            "state NOT IN ('keptByNps', 'transferred') OR supervising_provider = division",
            name="allocation_with_nps_is_with_the_division",
        ),
        sa.CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="allocation_reply_has_its_time"),
        sa.CheckConstraint(
            "(state <> 'accepted' OR reply IS NOT DISTINCT FROM 'accepted') AND (state <> 'rejected' OR "
            "reply IS NOT DISTINCT FROM 'rejected') AND (state NOT IN ('awaitingSentence', 'awaitingReply', "
            "'keptByNps') OR reply IS NULL)",
            name="allocation_state_follows_the_reply",
        ),
        sa.CheckConstraint(
            "(rejection_reason IS NOT NULL) = (reply IS NOT DISTINCT FROM 'rejected')",
            name="allocation_rejection_has_its_reason",
        ),
        sa.CheckConstraint(
            "(proposed_provider IS NOT NULL) = (result IS NOT DISTINCT FROM 'wronglyAllocated') AND "
            "(proposed_provider IS NULL OR misallocation_cause IS NOT NULL)",
            name="allocation_wrong_one_has_cause_and_proposal",
        ),
        sa.CheckConstraint("provisional = (result = 'provisional')", name="allocation_provisional_is_its_result"),
        sa.CheckConstraint(
            "(indicated_rosh IS NULL) = (indicated_by IS NULL)",
            name="allocation_indication_has_its_source",
        ),
    )
    op.create_index("allocation_of_division", "allocation", ["division", "state", "sentenced_at", "sentence_id"])
    op.create_index(
        "allocation_of_receiving_provider", "allocation", ["receiving_provider", "state", "sentenced_at", "sentence_id"]
    )
    op.create_table(
        "allocation_decision",
        sa.Column("sentence_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("gap_id", sa.Uuid),
        sa.Column("escalation_id", sa.Uuid),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("criteria", JSONB, nullable=False),
        sa.Column("rules_version", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_by_officer", sa.Text),
        sa.ForeignKeyConstraint(
            ["sentence_id"], ["allocation.sentence_id"], name="allocation_decision_is_of_an_allocation"
        ),
        sa.CheckConstraint(
            "cause IN ('sentence', 'lateInformation', 'riskEscalation')",
            name="allocation_decision_cause_is_known",
        ),
        sa.CheckConstraint(
            "result IN ('provisional', 'decided', 'confirmed', 'wronglyAllocated')",
            name="allocation_decision_result_is_known",
        ),
        sa.CheckConstraint("number >= 1", name="allocation_decision_number_counts_from_one"),
        sa.CheckConstraint(
            "(cause = 'riskEscalation') = (escalation_id IS NOT NULL) AND (cause = 'lateInformation') = "
            "(gap_id IS NOT NULL)",
            name="allocation_decision_names_its_cause",
        ),
        sa.CheckConstraint(
            "provisional = (result = 'provisional')",
            name="allocation_decision_provisional_is_its_result",
        ),
    )
    op.create_table(
        "escalation",
        sa.Column("escalation_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("from_provider", sa.Text, nullable=False),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("rosh_before", sa.Text),
        sa.Column("rosh_after", sa.Text, nullable=False),
        sa.Column("who_is_at_risk", JSONB, nullable=False),
        sa.Column("imminent", sa.Boolean, nullable=False),
        sa.Column("phone_call", JSONB),
        sa.Column("agreed_by_manager", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.Column("advice", sa.Text),
        sa.Column("information_wanted", JSONB, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["allocation.sentence_id"], name="escalation_is_of_an_allocation"),
        sa.CheckConstraint(
            "state IN ('awaitingSentence', 'received', 'accepted', 'notAccepted', 'returned', 'alreadyWithNps')",
            name="escalation_state_is_known",
        ),
        sa.CheckConstraint(
            "trigger IN ('arrestOrCharge', 'domesticAbuseCallOut', 'childProtectionPlan', 'weapons', "
            "'restrainingOrderBreach', 'relapse', 'victimContact', 'intelligence', 'mappaChange', "
            "'rsrRecalculated')",
            name="escalation_trigger_is_known",
        ),
        sa.CheckConstraint(
            "rosh_before IN ('low', 'medium', 'high', 'veryHigh')",
            name="escalation_rosh_before_is_known",
        ),
        sa.CheckConstraint(
            "rosh_after IN ('low', 'medium', 'high', 'veryHigh')",
            name="escalation_rosh_after_is_known",
        ),
        sa.CheckConstraint(
            "(decided_at IS NOT NULL) = (state IN ('accepted', 'notAccepted', 'returned'))",
            name="escalation_decided_has_its_time",
        ),
        sa.CheckConstraint("state <> 'notAccepted' OR advice IS NOT NULL", name="escalation_not_accepted_has_advice"),
        sa.CheckConstraint(
            "(state = 'returned') = (jsonb_array_length(information_wanted) > 0)",
            name="escalation_returned_names_information",
        ),
    )
    op.create_index("escalation_of_division", "escalation", ["division", "state", "received_at", "escalation_id"])
    op.create_index("escalation_of_provider", "escalation", ["from_provider", "state", "received_at", "escalation_id"])
    op.create_index("escalation_of_sentence", "escalation", ["sentence_id"])


def downgrade() -> None:
    """Undo it."""
    for table in ("escalation", "allocation_decision", "allocation"):
        op.drop_table(table)
