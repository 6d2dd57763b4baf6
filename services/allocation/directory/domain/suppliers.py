"""Suppliers: who delivers what a CRC offers. The voluntary sector is marked, so that its share can be seen (¶23-24)."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.allocation.directory.domain.parties import Name, offering
from shared.contracts.model import Contract
from shared.decisions import Decision, Occasion, State
from shared.probation.vocabulary import SupplierKind


class Supplier(State):
    """An organisation in the supply chain of a CRC; of the kind `provider`, the CRC itself. It never changes."""

    supplier_id: UUID
    provider: str
    name: str
    kind: SupplierKind
    listed_at: datetime
    listed_by: str | None

    def seen_by(self) -> frozenset[str]:
        """Who may work with it; to read it, everybody may."""
        return frozenset({self.provider})


class NewSupplier(Contract):
    """An organisation joins the supply chain of the caller's CRC."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Women's centre partnership", "kind": "voluntary"}]}
    )

    name: Name
    kind: SupplierKind = Field(description="`provider` is the CRC itself: a CRC has one such supplier.")


def add_supplier(asked: NewSupplier, occasion: Occasion) -> Decision[Supplier]:
    """A supplier more. That a name, and the provider itself, stand once in a chain is held by the database.

    Raises Invalid for any but a CRC.
    """
    return Decision(
        Supplier(
            supplier_id=occasion.new_id(),
            provider=offering(occasion.actor),
            name=asked.name,
            kind=asked.kind,
            listed_at=occasion.now,
            listed_by=occasion.actor.officer,
        )
    )
