"""Create the breaches: what is known of each sentence, the breaches, their packs, readings and steps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002_create_the_breaches"
down_revision = "0001_create_the_event_backbone"

RECOMMENDATIONS = (
    "'continue', 'fine', 'moreOnerous', 'extend', 'activate', 'revokeAndResentence', 'revoke', "
    "'committal', 'supervisionDefaultOrder'"
)
STATES = (
    "'initiated', 'prepared', 'referred', 'returned', 'accepted', 'presented', 'summonsIssued', "
    "'warrantIssued', 'executed', 'proven', 'notProven', 'withdrawn'"
)
CONTACT_KINDS = (
    "'officerAppointment', 'rehabilitationActivity', 'unpaidWork', 'programme', 'treatment', "
    "'attendanceCentre', 'other'"
)
APPOINTMENT_OUTCOMES = (
    "'ATTC', 'AFTC', 'ATSH', 'ATSS', 'UAAB', 'AACL', 'AAEM', 'AAFC', 'AAHO', 'AAME', 'AARC', 'AARE', "
    "'AASD', 'AAAA', 'RSOF', 'RSSR'"
)

# ¶8: officers were told what not to recommend. What was recommended first stays, whoever writes to the table.
FIRST_RECOMMENDATION_STAYS = """
    CREATE FUNCTION first_recommendation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the first recommendation of a breach never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
ON_BREACH = """
    CREATE TRIGGER first_recommendation_stays BEFORE UPDATE OF first_recommendation ON breach
    FOR EACH ROW
    WHEN (OLD.first_recommendation IS NOT NULL AND NEW.first_recommendation IS DISTINCT FROM OLD.first_recommendation)
    EXECUTE FUNCTION first_recommendation_stays()
"""


def upgrade() -> None:
    """What is known of each sentence, the breaches, their packs, readings and steps."""
    op.create_table(
        "known_case",
        sa.Column("sentence_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("event_number", sa.Integer),
        sa.Column("division", sa.Text),
        sa.Column("provider", sa.Text),
        sa.Column("officer", sa.Text),
        sa.Column("disposal", sa.Text),
        sa.Column("court_code", sa.Text),
        sa.Column("sentenced_at", sa.DateTime(timezone=True)),
        sa.Column("order_ends_on", sa.Date),
        sa.Column("requirements", JSONB, nullable=False),
        sa.Column("risk", JSONB),
        sa.Column("rosh_reviewed", sa.Text),
        sa.Column("rosh_reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("gaps", JSONB, nullable=False),
        sa.Column("plan", JSONB),
        sa.Column("decisions", JSONB, nullable=False),
        sa.CheckConstraint(
            "disposal IN ('communityOrder', 'suspendedSentenceOrder', 'custody', 'other')",
            name="known_case_disposal_is_known",
        ),
        sa.CheckConstraint(
            "num_nonnulls(disposal, court_code, sentenced_at, order_ends_on) IN (0, 4)",
            name="known_case_order_comes_whole",
        ),
        sa.CheckConstraint(
            "(rosh_reviewed IS NULL) = (rosh_reviewed_at IS NULL)", name="known_case_review_of_risk_has_its_time"
        ),
        sa.CheckConstraint("rosh_reviewed IN ('low', 'medium', 'high', 'veryHigh')", name="known_case_rosh_is_known"),
    )
    op.create_table(
        "breach",
        sa.Column("breach_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("crn", sa.Text, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("manager", sa.Text, nullable=False),
        sa.Column("failures", JSONB, nullable=False),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("first_recommendation", sa.Text),
        sa.Column("recommendation", sa.Text),
        sa.Column("referred_at", sa.DateTime(timezone=True)),
        sa.Column("presented_to", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("concluded_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="breach_is_of_a_case"),
        sa.CheckConstraint(
            f"first_recommendation IN ({RECOMMENDATIONS})",
            name="breach_first_recommendation_is_known",
        ),
        sa.CheckConstraint(
            "(concluded_at IS NOT NULL) = (state IN ('proven', 'notProven', 'withdrawn'))",
            name="breach_is_concluded_at_its_end",
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR (presented_to IS NULL) ="
            " (state IN ('initiated', 'prepared', 'referred', 'returned', 'accepted'))",
            name="breach_is_presented_to_a_court",
        ),
        sa.CheckConstraint(
            "referred_at IS NOT NULL OR state IN ('initiated', 'prepared', 'withdrawn')",
            name="breach_is_referred_first",
        ),
        sa.CheckConstraint(
            "outcome IN ('continue', 'reSentenced', 'custody', 'supervisionDefaultOrder')",
            name="breach_outcome_is_known",
        ),
        sa.CheckConstraint("(outcome IS NOT NULL) = (state = 'proven')", name="breach_outcome_is_of_a_proven_one"),
        sa.CheckConstraint(
            "(first_recommendation IS NULL) = (recommendation IS NULL)", name="breach_recommendation_has_a_first"
        ),
        sa.CheckConstraint(
            f"recommendation IN ({RECOMMENDATIONS})",
            name="breach_recommendation_is_known",
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR (state = 'initiated') = (recommendation IS NULL)",
            name="breach_recommends_from_the_first_pack",
        ),
        sa.CheckConstraint(
            f"state IN ({STATES})",
            name="breach_state_is_known",
        ),
    )
    op.create_index("breach_by_sentence", "breach", ["sentence_id"])
    op.create_index("breach_of_division_by_state", "breach", ["division", "state", "initiated_at", "breach_id"])
    op.create_index("breach_of_provider_by_state", "breach", ["provider", "state", "initiated_at", "breach_id"])
    op.create_table(
        "known_contact",
        sa.Column("appointment_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("instructed_by", sa.Text, nullable=False),
        sa.Column("instruction_proof", sa.Text, nullable=False),
        sa.Column("enforceable", sa.Boolean, nullable=False),
        sa.Column("rar", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="known_contact_is_of_a_case"),
        sa.CheckConstraint(
            f"kind IN ({CONTACT_KINDS})",
            name="known_contact_kind_is_known",
        ),
        sa.CheckConstraint(
            f"outcome IN ({APPOINTMENT_OUTCOMES})",
            name="known_contact_outcome_is_known",
        ),
        sa.CheckConstraint(
            "instruction_proof IN ('letter', 'handedOver', 'textMessage', 'recordedVerbally', 'none')",
            name="known_contact_proof_is_known",
        ),
    )
    op.create_index("known_contact_by_sentence", "known_contact", ["sentence_id", "appointment_id"])
    op.create_table(
        "known_letter",
        sa.Column("letter_id", sa.Uuid, primary_key=True),
        sa.Column("sentence_id", sa.Uuid, nullable=False),
        sa.Column("appointment_id", sa.Uuid, nullable=False),
        sa.Column("sent_on", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["sentence_id"], ["known_case.sentence_id"], name="known_letter_is_of_a_case"),
    )
    op.create_index("known_letter_by_sentence", "known_letter", ["sentence_id", "letter_id"])
    op.create_table(
        "breach_step",
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.PrimaryKeyConstraint("breach_id", "number"),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="breach_step_is_of_a_breach"),
        sa.CheckConstraint(
            f"state IN ({STATES})",
            name="breach_step_state_is_known",
        ),
    )
    op.create_table(
        "pack",
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("court_code", sa.Text, nullable=False),
        sa.Column("order", JSONB),
        sa.Column("failures", JSONB, nullable=False),
        sa.Column("letters", JSONB, nullable=False),
        sa.Column("summary", JSONB, nullable=False),
        sa.Column("risk", JSONB, nullable=False),
        sa.Column("risk_summary", sa.Text),
        sa.Column("current_address", sa.Text),
        sa.Column("progress", sa.Text),
        sa.Column("previous_breaches", sa.Text),
        sa.Column("recommendation", sa.Text, nullable=False),
        sa.Column("rationale", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("countersigned_by", sa.Text),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("breach_id", "version"),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="pack_is_of_a_breach"),
        sa.CheckConstraint(
            f"recommendation IN ({RECOMMENDATIONS})",
            name="pack_recommendation_is_known",
        ),
        sa.CheckConstraint("version >= 1", name="pack_versions_count_from_one"),
    )
    op.create_table(
        "pack_review",
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("pack_version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("officer", sa.Text),
        sa.Column("findings", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("breach_id", "number"),
        sa.ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_review_is_of_a_version"
        ),
        sa.CheckConstraint("kind IN ('check', 'return', 'acceptance')", name="pack_review_kind_is_known"),
    )
    op.execute(FIRST_RECOMMENDATION_STAYS)
    op.execute(ON_BREACH)


def downgrade() -> None:
    """Undo it."""
    op.execute("DROP TRIGGER first_recommendation_stays ON breach")
    op.execute("DROP FUNCTION first_recommendation_stays")
    for table in ("pack_review", "pack", "breach_step", "known_letter", "known_contact", "breach", "known_case"):
        op.drop_table(table)
