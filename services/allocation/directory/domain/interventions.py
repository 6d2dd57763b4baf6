"""An intervention of a CRC's directory: what it is for, for whom, by whom, how many places, and what it costs when.

Invariant: no more places are taken than there are, and a price that has ever been in force never changes.
"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.allocation import InterventionListed
from shared.contracts.model import Actor
from shared.decisions import State
from shared.probation.vocabulary import Need, Sex, SupplierKind


class Price(BaseModel):
    """What the intervention costs from a day on, until a later price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intervention_id: UUID
    valid_from: date
    pence: int
    set_at: datetime
    set_by: str | None


class Intervention(State):
    """An entry of the directory. `number` counts what a court would act on; `version` counts every change."""

    intervention_id: UUID
    code: str
    provider: str
    title: str
    needs: tuple[Need, ...]
    open_to: tuple[Sex, ...]
    supplier_id: UUID
    supplier_name: str
    supplier_kind: SupplierKind
    capacity: int
    taken: int = 0
    offered_from: date
    offered_until: date | None = None
    number: int = 1
    prices: tuple[Price, ...] = ()

    def seen_by(self) -> frozenset[str]:
        """Who may change it; to read it, everybody may."""
        return frozenset({self.provider})

    @property
    def url(self) -> str:
        """Where the entry is read."""
        return f"/interventions/{self.intervention_id}"

    @property
    def places_free(self) -> int:
        """How many people can still be referred."""
        return self.capacity - self.taken

    def is_offered_on(self, day: date) -> bool:
        """Whether a referral is taken on that day."""
        return self.offered_from <= day and (self.offered_until is None or day <= self.offered_until)

    def price_on(self, day: date) -> int | None:
        """The price in force on a day, in pence; None where none has been set for it."""
        begun = [price for price in self.prices if price.valid_from <= day]
        return max(begun, key=lambda price: price.valid_from).pence if begun else None

    def with_place_taken(self) -> "Intervention":
        """One place fewer."""
        return self.model_copy(update={"taken": self.taken + 1})

    def with_place_back(self) -> "Intervention":
        """One place more."""
        return self.model_copy(update={"taken": self.taken - 1})

    def listed(self, by: Actor) -> InterventionListed:
        """What the courts are told of it as it stands."""
        return InterventionListed(
            detail_url=self.url,
            recorded_by=by,
            code=self.code,
            provider=self.provider,
            number=self.number,
            title=self.title,
            needs=self.needs,
            open_to=self.open_to,
            supplier_kind=self.supplier_kind,
            offered_from=self.offered_from,
            offered_until=self.offered_until,
        )
