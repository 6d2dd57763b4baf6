"""The tables of the directory. Their constraints say what cannot be, whatever the code does."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.allocation.tables import AllocationTable
from shared.probation.vocabulary import InterventionOutcome, Need, PurchaseState, Sex, SupplierKind
from shared.runtime.columns import document, instant, one_of, word


class SupplierRow(AllocationTable, table=True):
    """A supplier in the chain of a CRC (¶23-24)."""

    __tablename__ = "supplier"
    __table_args__ = (
        one_of("kind", SupplierKind, "supplier_kind_is_known"),
        UniqueConstraint("provider", "name", name="supplier_is_one_of_its_name"),
        UniqueConstraint("supplier_id", "provider", "name", "kind", name="supplier_is_as_its_interventions_say"),
        Index("supplier_of_kind", "provider", "kind", "name"),
        Index("supplier_that_is_the_provider", "provider", unique=True, postgresql_where=text("kind = 'provider'")),
    )

    supplier_id: UUID = Field(primary_key=True)
    version: int
    provider: str = word()
    name: str = word()
    kind: str = word()
    listed_at: datetime = instant()
    listed_by: str | None = word(nullable=True)


class InterventionRow(AllocationTable, table=True):
    """An entry of the directory. What it says of its supplier is what the supplier says of itself."""

    __tablename__ = "intervention"
    __table_args__ = (
        ForeignKeyConstraint(
            ["supplier_id", "provider", "supplier_name", "supplier_kind"],
            ["supplier.supplier_id", "supplier.provider", "supplier.name", "supplier.kind"],
            name="intervention_is_of_a_supplier_in_the_chain",
        ),
        UniqueConstraint("code", name="intervention_is_one_of_its_code"),
        one_of("supplier_kind", SupplierKind, "intervention_supplier_kind_is_known"),
        CheckConstraint("left(code, 3) = provider", name="intervention_code_is_of_its_provider"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="intervention_places_taken_are_there"),
        CheckConstraint("offered_until >= offered_from", name="intervention_ends_after_it_begins"),
        CheckConstraint(
            "jsonb_array_length(needs) > 0 AND jsonb_array_length(open_to) > 0",
            name="intervention_is_for_some_need_and_somebody",
        ),
        CheckConstraint("number >= 1", name="intervention_number_counts_from_one"),
        Index("intervention_of_provider", "provider", "code"),
    )

    intervention_id: UUID = Field(primary_key=True)
    version: int
    code: str = word()
    provider: str = word()
    title: str = word()
    needs: list[str] = document()
    open_to: list[str] = document()
    supplier_id: UUID
    supplier_name: str = word()
    supplier_kind: str = word()
    capacity: int
    taken: int
    offered_from: date
    offered_until: date | None = None
    number: int


class InterventionPriceRow(AllocationTable, table=True):
    """What an intervention costs from a day on."""

    __tablename__ = "intervention_price"
    __table_args__ = (
        ForeignKeyConstraint(
            ["intervention_id"], ["intervention.intervention_id"], name="intervention_price_is_of_an_intervention"
        ),
        CheckConstraint("pence >= 0", name="intervention_price_is_not_negative"),
    )

    intervention_id: UUID = Field(primary_key=True)
    valid_from: date = Field(primary_key=True)
    pence: int
    set_at: datetime = instant()
    set_by: str | None = word(nullable=True)


class BudgetRow(AllocationTable, table=True):
    """What a division may spend in a financial year; it cannot commit more."""

    __tablename__ = "budget"
    __table_args__ = (
        UniqueConstraint("division", "financial_year", name="budget_is_one_of_its_year"),
        CheckConstraint("financial_year ~ '^20[0-9]{2}/[0-9]{2}$'", name="budget_is_of_a_financial_year"),
        CheckConstraint("committed BETWEEN 0 AND amount", name="budget_committed_is_there"),
    )

    budget_id: UUID = Field(primary_key=True)
    version: int
    division: str = word()
    financial_year: str = word()
    amount: int = Field(sa_type=BigInteger)
    committed: int = Field(sa_type=BigInteger)


class BudgetAmountRow(AllocationTable, table=True):
    """What a budget was set to; written once."""

    __tablename__ = "budget_amount"
    __table_args__ = (
        ForeignKeyConstraint(["budget_id"], ["budget.budget_id"], name="budget_amount_is_of_a_budget"),
        CheckConstraint("number >= 1", name="budget_amount_number_counts_from_one"),
    )

    budget_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    amount: int = Field(sa_type=BigInteger)
    set_at: datetime = instant()
    set_by: str | None = word(nullable=True)


class PurchaseRow(AllocationTable, table=True):
    """One referral of one person to one intervention, from referral to outcome (¶25)."""

    __tablename__ = "purchase"
    __table_args__ = (
        ForeignKeyConstraint(["sentence_id"], ["allocation.sentence_id"], name="purchase_is_of_an_allocation"),
        ForeignKeyConstraint(
            ["intervention_id"], ["intervention.intervention_id"], name="purchase_is_of_an_intervention"
        ),
        ForeignKeyConstraint(["budget_id"], ["budget.budget_id"], name="purchase_is_paid_from_a_budget"),
        one_of("state", PurchaseState, "purchase_state_is_known"),
        one_of("outcome", InterventionOutcome, "purchase_outcome_is_known"),
        one_of("need", Need, "purchase_need_is_known"),
        one_of("sex", Sex, "purchase_sex_is_known"),
        one_of("supplier_kind", SupplierKind, "purchase_supplier_kind_is_known"),
        CheckConstraint("price >= 0", name="purchase_price_is_not_negative"),
        CheckConstraint("(outcome IS NOT NULL) = (state = 'ended')", name="purchase_ended_has_its_outcome"),
        CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('ended', 'withdrawn'))", name="purchase_closed_has_its_time"
        ),
        CheckConstraint(
            "CASE WHEN state = 'referred' THEN answered_at IS NULL "
            "WHEN state = 'withdrawn' THEN true ELSE answered_at IS NOT NULL END",
            name="purchase_answered_has_its_time",
        ),
        CheckConstraint(
            "(started_at IS NOT NULL) = (state = 'started' "
            "OR (state = 'ended' AND outcome IN ('completed', 'notCompleted')))",
            name="purchase_started_has_its_time",
        ),
        Index(
            "purchase_live_is_one_of_its_intervention",
            "sentence_id",
            "intervention_id",
            unique=True,
            postgresql_where=text("state IN ('referred', 'accepted', 'started')"),
        ),
        Index("purchase_of_division", "division", "state", "purchase_id"),
        Index("purchase_of_provider", "provider", "state", "purchase_id"),
        Index("purchase_of_intervention", "intervention_id", "division", "state", "purchase_id"),
    )

    purchase_id: UUID = Field(primary_key=True)
    version: int
    sentence_id: UUID
    crn: str = word()
    intervention_id: UUID
    intervention: str = word()
    provider: str = word()
    division: str = word()
    supplier_kind: str = word()
    need: str = word()
    sex: str = word()
    price: int
    budget_id: UUID
    financial_year: str = word()
    state: str = word()
    outcome: str | None = word(nullable=True)
    referred_at: datetime = instant()
    referred_by: str | None = word(nullable=True)
    answer_due_at: datetime = instant()
    answered_at: datetime | None = instant(nullable=True)
    answered_by: str | None = word(nullable=True)
    started_at: datetime | None = instant(nullable=True)
    closed_at: datetime | None = instant(nullable=True)
    closed_by: str | None = word(nullable=True)
