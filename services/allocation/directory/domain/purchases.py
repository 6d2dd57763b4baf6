"""A purchase: the NPS buys a place for a person whom it supervises, from referral to outcome (¶25).

Invariant: a purchase takes one place while it is referred, accepted or started, and its price counts against the
budget unless it came to nothing: declined, withdrawn or never started. The price is that of the day of the referral.
"""

from datetime import datetime
from uuid import UUID

from shared.decisions import State
from shared.probation.vocabulary import InterventionOutcome, Need, PurchaseState, Sex, SupplierKind


class Purchase(State):
    """One referral of one person to one intervention."""

    purchase_id: UUID
    sentence_id: UUID
    crn: str
    intervention_id: UUID
    intervention: str
    provider: str
    division: str
    supplier_kind: SupplierKind
    need: Need
    sex: Sex
    price: int
    budget_id: UUID
    financial_year: str
    state: PurchaseState = PurchaseState.REFERRED
    outcome: InterventionOutcome | None = None
    referred_at: datetime
    referred_by: str | None
    answer_due_at: datetime
    answered_at: datetime | None = None
    answered_by: str | None = None
    started_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None

    def seen_by(self) -> frozenset[str]:
        """Who buys and who delivers; nobody else."""
        return frozenset({self.division, self.provider})

    @property
    def url(self) -> str:
        """Where the record is read."""
        return f"/purchases/{self.purchase_id}"

    @property
    def came_to_nothing(self) -> bool:
        """Nothing was delivered, so the money is back in the budget."""
        nothing = (InterventionOutcome.DECLINED, InterventionOutcome.NEVER_STARTED)
        return self.state is PurchaseState.WITHDRAWN or self.outcome in nothing
