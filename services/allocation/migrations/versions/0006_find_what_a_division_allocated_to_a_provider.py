"""Find what a division allocated to a provider: that list too is then one stretch of an index."""

from alembic import op

revision = "0006_find_what_a_division_allocated_to_a_provider"
down_revision = "0005_create_the_intervention_directory"

NAME = "allocation_of_division_to_provider"


def upgrade() -> None:
    """The index; nobody who writes has to wait."""
    with op.get_context().autocommit_block():
        # One that was given up half way is there, and is not valid.
        op.drop_index(NAME, "allocation", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            NAME,
            "allocation",
            ["division", "receiving_provider", "state", "sentenced_at", "sentence_id"],
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    """Undo it."""
    with op.get_context().autocommit_block():
        op.drop_index(NAME, "allocation", if_exists=True, postgresql_concurrently=True)
