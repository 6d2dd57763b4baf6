"""Let a case move to another CRC or end with its order, and its gaps be read again by another officer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_let_a_case_move_or_end_and_its_gaps_be_read_again"
down_revision = "0002_create_the_cases"

INSTANT = sa.DateTime(timezone=True)
_DISPOSALS = "('communityOrder', 'suspendedSentenceOrder', 'custody', 'other')"
_SOURCES = (
    "('interview', 'prosecutionPapers', 'previousConvictions', 'supervisionRecords', 'previousAssessments', "
    "'police', 'childrensServices', 'health', 'victimStatement')"
)
_OF_A_CASE = (
    ("supervised_case_state_is_known", "state IN ('known', 'open', 'transferred', 'ended')"),
    ("supervised_case_disposal_at_sentence_is_known", f"disposal_at_sentence IN {_DISPOSALS}"),
    (
        "supervised_case_ended_because_is_known",
        "ended_because IN ('goodProgress', 'reSentenced', 'noLongerWorkable', 'quashedOnAppeal', 'died')",
    ),
    (
        "supervised_case_sentence_is_known_whole",
        "num_nulls(disposal, disposal_at_sentence, sentenced_at, order_ends_on) IN (0, 4)",
    ),
    (
        "supervised_case_transferred_has_its_receiver",
        "num_nulls(transferred_to, transferred_at) = CASE WHEN state = 'transferred' THEN 0 ELSE 2 END",
    ),
    (
        "supervised_case_ended_has_its_cause",
        "num_nulls(ended_at, ended_on, ended_because) IN (0, 3) AND (state <> 'ended' OR ended_at IS NOT NULL) "
        "AND (state <> 'open' OR ended_at IS NULL)",
    ),
)
_OF_A_CASE_BEFORE = (
    ("supervised_case_state_is_known", "state IN ('known', 'open', 'transferred')"),
    ("supervised_case_sentence_is_known_whole", "num_nulls(disposal, sentenced_at, order_ends_on) IN (0, 3)"),
    (
        "supervised_case_transferred_has_its_receiver",
        "(transferred_to IS NULL) = (transferred_at IS NULL) AND (state <> 'open' OR transferred_to IS NULL) "
        "AND (state <> 'transferred' OR transferred_to IS NOT NULL)",
    ),
)
_OF_A_GAP = (
    ("case_gap_source_is_known", f"source IN {_SOURCES}"),
    ("case_gap_closure_is_known", "closure IN ('lateAnswer', 'supervisedWithoutIt', 'orderEnded')"),
)
_OF_A_GAP_BEFORE = (("case_gap_closure_is_known", "closure IN ('lateAnswer', 'supervisedWithoutIt')"),)


def upgrade() -> None:
    """The rows that are there included: a transfer that was heard before its sentence waits among the moves."""
    _replace("supervised_case", _OF_A_CASE_BEFORE, ())
    for name in ("disposal_at_sentence", "ended_because"):
        op.add_column("supervised_case", sa.Column(name, sa.Text))
    op.add_column("supervised_case", sa.Column("ended_at", INSTANT))
    op.add_column("supervised_case", sa.Column("ended_on", sa.Date))
    for name in ("order_number", "allocation_number"):
        op.add_column("supervised_case", sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0")))
        op.alter_column("supervised_case", name, server_default=None)
    for name in ("assessments", "moves", "earlier_providers"):
        op.add_column("supervised_case", sa.Column(name, JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.execute("UPDATE supervised_case SET disposal_at_sentence = disposal")
    op.execute(
        """
        UPDATE supervised_case SET transferred_to = NULL, transferred_at = NULL, moves = jsonb_build_array(
          jsonb_build_object('from_provider', provider, 'to_provider', transferred_to, 'at', transferred_at,
                             'told', false))
        WHERE state = 'known' AND transferred_to IS NOT NULL
        """
    )
    _replace("supervised_case", (), _OF_A_CASE)
    op.add_column("case_gap", sa.Column("source", sa.Text))
    op.add_column("case_gap", sa.Column("earlier_readings", JSONB, nullable=False, server_default=sa.text("'[]'")))
    _replace("case_gap", _OF_A_GAP_BEFORE, _OF_A_GAP)


def downgrade() -> None:
    """Undo it: who read before is forgotten, and a case that has moved or ended makes it fail."""
    _replace("case_gap", _OF_A_GAP, _OF_A_GAP_BEFORE)
    for name in ("source", "earlier_readings"):
        op.drop_column("case_gap", name)
    _replace("supervised_case", _OF_A_CASE, _OF_A_CASE_BEFORE)
    for name in ("disposal_at_sentence", "ended_because", "ended_at", "ended_on", "order_number", "allocation_number"):
        op.drop_column("supervised_case", name)
    for name in ("assessments", "moves", "earlier_providers"):
        op.drop_column("supervised_case", name)


def _replace(table: str, before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]) -> None:
    for name, _ in before:
        op.drop_constraint(name, table, type_="check")
    for name, condition in after:
        op.create_check_constraint(name, table, condition)
