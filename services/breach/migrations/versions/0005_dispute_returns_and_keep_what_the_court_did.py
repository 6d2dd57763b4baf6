"""Dispute returns, and keep what the court did."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005_dispute_returns_and_keep_what_the_court_did"
down_revision = "0004_put_packs_together_with_excuses_attachments_and_signatures"

INSTANT = sa.DateTime(timezone=True)
NONE = sa.text("'[]'")
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
EXCUSES = "'pending', 'accepted', 'notAccepted', 'noneGiven'"
PROOFS = "'letter', 'handedOver', 'textMessage', 'recordedVerbally', 'none'"
DISPUTE_STATES = "'open', 'upheld', 'notUpheld', 'withdrawn'"
APPLICATIONS = "'summons', 'warrantWithBail', 'warrantWithoutBail', 'alreadyBeforeCourt'"
PENALTIES = "'none', 'fine', 'moreOnerous', 'extended'"
WITHDRAWAL_REASONS = "'failureExcused', 'evidenceInsufficient', 'orderEnded', 'superseded', 'notInPublicInterest'"

_OF_A_BREACH = (
    ("breach_application_is_known", f"application IN ({APPLICATIONS})"),
    ("breach_process_is_known", f"process IN ({STATES})"),
    ("breach_penalty_is_known", f"penalty IN ({PENALTIES})"),
    ("breach_withdrawal_reason_is_known", f"withdrawal_reason IN ({WITHDRAWAL_REASONS})"),
    (
        "breach_without_a_decision_is_the_divisions_own",
        "num_nulls(decision_id, manager) IN (0, 2) AND (decision_id IS NOT NULL OR provider = division)",
    ),
    (
        "breach_process_is_the_one_issued",
        "process IS NULL OR state NOT IN ('summonsIssued', 'warrantIssued') OR process = state",
    ),
    (
        "breach_penalty_is_added_to_a_going_order",
        "coalesce(penalty, 'none') = 'none' OR coalesce(outcome, '') = 'continue'",
    ),
    ("breach_fine_has_its_amount", "(fine_amount IS NOT NULL) = (coalesce(penalty, 'none') = 'fine')"),
    ("breach_days_are_of_a_committal", "days IS NULL OR coalesce(outcome, '') = 'custody'"),
    (
        "breach_unpaid_work_is_of_a_default_order",
        "unpaid_work_hours IS NULL OR coalesce(outcome, '') = 'supervisionDefaultOrder'",
    ),
    (
        "breach_changes_the_order_by_its_penalty",
        "(order_after IS NOT NULL) = (coalesce(penalty, 'none') IN ('moreOnerous', 'extended'))",
    ),
    (
        "breach_ends_the_order_by_its_outcome",
        "ended_on IS NULL OR coalesce(outcome, '') IN ('reSentenced', 'custody')",
    ),
    ("breach_withdrawal_reason_is_of_a_withdrawn_one", "withdrawal_reason IS NULL OR state = 'withdrawn'"),
    (
        "breach_changes_of_recommendation_add_up",
        "changes_by_manager >= 0 AND recommendation_changes >= changes_by_manager",
    ),
)
_COLUMNS = (
    ("application", sa.Text),
    ("process", sa.Text),
    ("penalty", sa.Text),
    ("fine_amount", sa.Integer),
    ("days", sa.Integer),
    ("unpaid_work_hours", sa.Integer),
    ("order_after", JSONB),
    ("ended_on", sa.Date),
    ("withdrawal_reason", sa.Text),
    ("recommendation_followed", sa.Boolean),
)
_CONCLUDED = {"breach_of_provider_concluded": "provider", "breach_of_division_concluded": "division"}

# What is owed on a breach that runs was derived from its state; from now it is kept, as the ledger of clocks has it.
KEEP_WHAT_IS_OWED = """
    UPDATE breach b SET owed = d.owed
    FROM (SELECT sentence_id, jsonb_agg(jsonb_build_object('obligation', obligation, 'subject_id', subject_id,
            'due_at', due_at) ORDER BY started_at) AS owed
          FROM deadline WHERE met_at IS NULL AND cancelled_at IS NULL GROUP BY sentence_id) d
    WHERE d.sentence_id = b.sentence_id AND b.concluded_at IS NULL
"""
KEEP_WHO_SUPERVISES = """
    UPDATE known_case SET holders = jsonb_build_array(
      jsonb_build_object('provider', provider, 'since', '2014-06-01T00:00:00Z'))
    WHERE provider IS NOT NULL
"""
KEEP_THE_PROCESS = """
    UPDATE breach b SET process = s.state
    FROM breach_step s WHERE s.breach_id = b.breach_id AND s.state IN ('summonsIssued', 'warrantIssued')
"""


def upgrade() -> None:
    """The breaches that are there keep what they had: no application, no penalty, and no reason of a withdrawal."""
    _known_cases()
    _breaches()
    _exchanges()
    _disputes()
    _hearings()
    _own_failures()


def _known_cases() -> None:
    op.add_column("known_case", sa.Column("holders", JSONB, nullable=False, server_default=NONE))
    op.add_column("known_case", sa.Column("ended_at", INSTANT))
    op.add_column("known_case", sa.Column("licence_ends_on", sa.Date))
    op.execute(KEEP_WHO_SUPERVISES)
    op.execute("UPDATE known_case SET ended_at = ended_on WHERE ended_on IS NOT NULL")
    op.drop_constraint("known_case_ended_has_its_cause", "known_case", type_="check")
    op.create_check_constraint(
        "known_case_ended_has_its_cause", "known_case", "num_nulls(ended_on, ended_because, ended_at) IN (0, 3)"
    )


def _breaches() -> None:
    for name, kind in _COLUMNS:
        op.add_column("breach", sa.Column(name, kind))
    for name in ("recommendation_changes", "changes_by_manager"):
        op.add_column("breach", sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("breach", sa.Column("owed", JSONB, nullable=False, server_default=NONE))
    op.execute(KEEP_WHAT_IS_OWED)
    op.execute(KEEP_THE_PROCESS)
    for name in ("decision_id", "manager"):
        op.alter_column("breach", name, nullable=True)
    op.drop_constraint("breach_is_referred_first", "breach", type_="check")
    op.create_check_constraint(
        "breach_is_referred_first",
        "breach",
        "referred_at IS NOT NULL OR provider = division OR state IN ('initiated', 'prepared', 'withdrawn')",
    )
    for name, condition in _OF_A_BREACH:
        op.create_check_constraint(name, "breach", condition)
    for name, column in _CONCLUDED.items():
        op.create_index(name, "breach", [column, "concluded_at"])


def _exchanges() -> None:
    op.create_table(
        "pack_exchange",
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("pack_version", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("referred_at", INSTANT, nullable=False),
        sa.Column("provider_minutes", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("division_minutes", sa.Integer),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("corrections", sa.Integer, nullable=False),
        sa.Column("dispute", sa.Text),
        sa.PrimaryKeyConstraint("breach_id", "pack_version"),
        sa.ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_exchange_is_of_a_version"
        ),
        sa.CheckConstraint("answer IN ('returned', 'accepted')", name="pack_exchange_answer_is_known"),
        sa.CheckConstraint(f"dispute IN ({DISPUTE_STATES})", name="pack_exchange_dispute_is_known"),
        sa.CheckConstraint(
            "(answer IS NULL) = (division_minutes IS NULL)", name="pack_exchange_answer_has_taken_its_time"
        ),
        sa.CheckConstraint(
            "dispute IS NULL OR coalesce(answer, '') = 'returned'", name="pack_exchange_dispute_is_of_a_return"
        ),
        sa.CheckConstraint(
            "jsonb_array_length(reasons) = 0 OR coalesce(answer, '') = 'returned'",
            name="pack_exchange_reasons_are_of_a_return",
        ),
        sa.CheckConstraint(
            "corrections >= 0 AND (corrections = 0 OR coalesce(answer, '') = 'accepted')",
            name="pack_exchange_corrections_are_of_an_acceptance",
        ),
    )
    op.create_index("pack_exchange_of_provider", "pack_exchange", ["provider", "referred_at"])
    op.create_index("pack_exchange_of_division", "pack_exchange", ["division", "referred_at"])


def _disputes() -> None:
    op.create_table(
        "return_dispute",
        sa.Column("dispute_id", sa.Uuid, primary_key=True),
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("pack_version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("grounds", sa.Text, nullable=False),
        sa.Column("disputed_at", INSTANT, nullable=False),
        sa.Column("disputed_by", sa.Text, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Text),
        sa.Column("decision_grounds", sa.Text),
        sa.ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="return_dispute_is_of_a_version"
        ),
        sa.UniqueConstraint("breach_id", "pack_version", name="return_dispute_comes_once"),
        sa.CheckConstraint(f"state IN ({DISPUTE_STATES})", name="return_dispute_state_is_known"),
        sa.CheckConstraint(
            "num_nulls(ended_at, ended_by) = CASE WHEN state = 'open' THEN 2 ELSE 0 END",
            name="return_dispute_ends_at_its_end",
        ),
        sa.CheckConstraint(
            "(decision_grounds IS NOT NULL) = (state IN ('upheld', 'notUpheld'))",
            name="return_dispute_decision_has_its_grounds",
        ),
    )


def _hearings() -> None:
    op.create_table(
        "breach_hearing",
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("court_code", sa.Text, nullable=False),
        sa.Column("hearing_on", sa.Date, nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("listed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("breach_id", "number"),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="breach_hearing_is_of_a_breach"),
        sa.CheckConstraint("number >= 1", name="breach_hearings_count_from_one"),
    )


def _own_failures() -> None:
    op.create_table(
        "own_failure",
        sa.Column("appointment_id", sa.Uuid, primary_key=True),
        sa.Column("breach_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("instructed_by", sa.Text, nullable=False),
        sa.Column("instruction_proof", sa.Text, nullable=False),
        sa.Column("warned_on", sa.Date),
        sa.Column("excuse_decision", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.breach_id"], name="own_failure_is_of_a_breach"),
        sa.CheckConstraint(f"kind IN ({CONTACT_KINDS})", name="own_failure_kind_is_known"),
        sa.CheckConstraint(f"outcome IN ({APPOINTMENT_OUTCOMES})", name="own_failure_outcome_is_known"),
        sa.CheckConstraint(f"instruction_proof IN ({PROOFS})", name="own_failure_proof_is_known"),
        sa.CheckConstraint(f"excuse_decision IN ({EXCUSES})", name="own_failure_excuse_is_known"),
    )
    op.create_index("own_failure_by_breach", "own_failure", ["breach_id", "appointment_id"])


def downgrade() -> None:
    """Undo it. The division's own breaches go with what only they have: before this there were none."""
    for table in ("own_failure", "breach_hearing", "return_dispute", "pack_exchange"):
        op.drop_table(table)
    for table in ("pack_signature", "pack_review", "pack", "breach_step", "breach"):
        op.execute(f"DELETE FROM {table} WHERE breach_id IN (SELECT breach_id FROM breach WHERE decision_id IS NULL)")
    for name in _CONCLUDED:
        op.drop_index(name, "breach")
    for name in ("breach_is_referred_first", *(name for name, _ in _OF_A_BREACH)):
        op.drop_constraint(name, "breach", type_="check")
    # What passed to the division before it was referred never was: it counts as if it was, from its beginning.
    op.execute(
        "UPDATE breach SET referred_at = initiated_at "
        "WHERE referred_at IS NULL AND state NOT IN ('initiated', 'prepared', 'withdrawn')"
    )
    op.create_check_constraint(
        "breach_is_referred_first",
        "breach",
        "referred_at IS NOT NULL OR state IN ('initiated', 'prepared', 'withdrawn')",
    )
    for name in ("decision_id", "manager"):
        op.alter_column("breach", name, nullable=False)
    for name in ("owed", "changes_by_manager", "recommendation_changes", *(name for name, _ in reversed(_COLUMNS))):
        op.drop_column("breach", name)
    op.drop_constraint("known_case_ended_has_its_cause", "known_case", type_="check")
    op.create_check_constraint(
        "known_case_ended_has_its_cause", "known_case", "(ended_on IS NULL) = (ended_because IS NULL)"
    )
    for name in ("licence_ends_on", "ended_at", "holders"):
        op.drop_column("known_case", name)
