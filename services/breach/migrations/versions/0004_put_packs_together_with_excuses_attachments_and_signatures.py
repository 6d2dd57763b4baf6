"""Put packs together with excuses, attachments and signatures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004_put_packs_together_with_excuses_attachments_and_signatures"
down_revision = "0003_know_that_an_order_was_changed_or_has_ended"

INSTANT = sa.DateTime(timezone=True)
NONE = sa.text("'[]'")
EXCUSES = "'pending', 'accepted', 'notAccepted', 'noneGiven'"
CHANGES = (
    "'newInformation', 'circumstancesChanged', 'complianceResumed', 'notOpenToTheCourt', 'riskChanged', 'managersView'"
)


def upgrade() -> None:
    """A signature is given to a version, and is no part of it: those that packs named become rows of their own.

    Failures that were heard before excuse windows were told have the window that they had [S].
    """
    op.add_column("known_contact", sa.Column("unpaid_work_minutes", sa.Integer))
    op.add_column("known_contact", sa.Column("excuse_until", INSTANT))
    op.add_column("known_contact", sa.Column("excuse", sa.Text))
    op.add_column("known_contact", sa.Column("excuse_given_on", sa.Date))
    op.add_column("known_contact", sa.Column("recordings", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.execute(
        """
        UPDATE known_contact SET recordings = 1,
          excuse_until = CASE WHEN enforceable AND outcome IN ('UAAB', 'AFTC', 'ATSH') THEN
            ((at AT TIME ZONE 'Europe/London')::date + 8)::timestamp AT TIME ZONE 'Europe/London'
              - interval '1 microsecond' END
        WHERE outcome IS NOT NULL
        """
    )
    op.create_check_constraint("known_contact_excuse_is_known", "known_contact", f"excuse IN ({EXCUSES})")
    op.add_column("pack", sa.Column("earlier_breaches", JSONB, nullable=False, server_default=NONE))
    op.add_column("pack", sa.Column("attachments", JSONB, nullable=False, server_default=NONE))
    op.add_column("pack", sa.Column("recommendation_change", sa.Text))
    op.create_check_constraint("pack_recommendation_change_is_known", "pack", f"recommendation_change IN ({CHANGES})")
    op.create_table(
        "pack_signature",
        sa.Column("breach_id", sa.Uuid, primary_key=True),
        sa.Column("pack_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("manager", sa.Text, nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["breach_id", "pack_version"], ["pack.breach_id", "pack.version"], name="pack_signature_is_of_a_version"
        ),
    )
    op.execute(
        """
        INSERT INTO pack_signature (breach_id, pack_version, manager, signed_at)
        SELECT breach_id, version, countersigned_by, prepared_at FROM pack WHERE countersigned_by IS NOT NULL
        """
    )
    op.drop_column("pack", "countersigned_by")
    op.create_index("breach_by_person", "breach", ["crn", "concluded_at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_index("breach_by_person", "breach")
    op.add_column("pack", sa.Column("countersigned_by", sa.Text))
    op.execute(
        """
        UPDATE pack p SET countersigned_by = s.manager
        FROM pack_signature s WHERE (s.breach_id, s.pack_version) = (p.breach_id, p.version)
        """
    )
    op.drop_table("pack_signature")
    for column in ("recommendation_change", "attachments", "earlier_breaches"):
        op.drop_column("pack", column)
    for column in ("recordings", "excuse_given_on", "excuse", "excuse_until", "unpaid_work_minutes"):
        op.drop_column("known_contact", column)
