"""Find reports by division in every narrowed list: each division's branch of it is then one stretch of its index.

Without the division, who sees all would read a team's reports once for every other division, to find none of them.
"""

from alembic import op

revision = "0005_find_reports_by_division_in_every_narrowed_list"
down_revision = "0004_keep_what_became_of_a_check_a_gap_and_a_sentence"

BY = {
    "report_of_team": ("team",),
    "report_of_court": ("court_code",),
    "report_of_team_at_court": ("team", "court_code"),
    "report_of_author": ("author",),
}
ORDER = ("state", "due_at", "report_id")
WITHOUT = {name: [*columns, *ORDER] for name, columns in BY.items()}
WITH = {f"{name}_in_division": [*columns, "division", *ORDER] for name, columns in BY.items()}


def upgrade() -> None:
    """The new indexes, and then without the old ones; nobody who writes has to wait."""
    _replace(WITHOUT, WITH)


def downgrade() -> None:
    """Undo it."""
    _replace(WITH, WITHOUT)


def _replace(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    with op.get_context().autocommit_block():
        for name, columns in after.items():
            # One that was given up half way is there, and is not valid.
            op.drop_index(name, "report", if_exists=True, postgresql_concurrently=True)
            op.create_index(name, "report", columns, postgresql_concurrently=True)
        for name in before:
            op.drop_index(name, "report", if_exists=True, postgresql_concurrently=True)
