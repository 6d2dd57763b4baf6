"""The table of the CRCs' copy of the directory of interventions (¶12)."""

from datetime import date

from sqlalchemy import CheckConstraint, Index

from services.crc.case_tables import CrcTable
from shared.probation.vocabulary import SupplierKind
from shared.runtime.columns import document, one_of, word


class InterventionRow(CrcTable, table=True):
    """An entry of a provider's directory, as it was last heard (¶12)."""

    __tablename__ = "intervention"
    __table_args__ = (
        one_of("supplier_kind", SupplierKind, "intervention_supplier_kind_is_known"),
        CheckConstraint("number >= 1", name="intervention_number_counts_from_one"),
        Index("intervention_of_provider", "provider", "code"),
    )

    code: str = word(primary_key=True)
    provider: str = word()
    number: int
    title: str = word()
    needs: list[str] = document()
    open_to: list[str] = document()
    supplier_kind: str = word()
    offered_from: date
    offered_until: date | None = None
