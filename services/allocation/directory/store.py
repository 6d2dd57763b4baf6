"""All SQL of the directory.

Locks are taken in one order everywhere: the allocation, the purchases, the interventions, the budgets; within each, by
key. So no two commands wait for each other, and two purchases cannot take the last place or the last pound.
"""

from services.allocation.directory.domain.budgets import Budget
from services.allocation.directory.domain.interventions import Intervention
from services.allocation.directory.domain.purchases import Purchase
from services.allocation.directory.domain.suppliers import Supplier
from services.allocation.directory.tables import (
    BudgetAmountRow,
    BudgetRow,
    InterventionPriceRow,
    InterventionRow,
    PurchaseRow,
    SupplierRow,
)
from shared.runtime.database import Query
from shared.runtime.repository import Part, Repository

suppliers = Repository("allocation", Supplier, SupplierRow, "supplier_id")
interventions = Repository(
    "allocation", Intervention, InterventionRow, "intervention_id", {"prices": Part(InterventionPriceRow, "valid_from")}
)
budgets = Repository("allocation", Budget, BudgetRow, "budget_id", {"amounts": Part(BudgetAmountRow, "number")})
purchases = Repository("allocation", Purchase, PurchaseRow, "purchase_id")

# Shared: many may buy for one person; that the case stays where it is until they have is all that they need of it.
SUPERVISION = Query(
    "SELECT crn, state, supervising_provider FROM allocation WHERE sentence_id = :sentence_id FOR SHARE",
    module="allocation",
)

LIVE_PURCHASES = Query(
    """
    SELECT purchase_id FROM purchase
    WHERE sentence_id = ANY(:sentence_ids) AND state IN ('referred', 'accepted', 'started')
    """,
    module="allocation",
)

# Of one provider and kind, a page is one stretch of the index `supplier_of_kind`.
SUPPLIERS = Query(
    """
    SELECT one.* FROM unnest(:providers::text[]) AS p (code), unnest(:kinds::text[]) AS k (kind),
      LATERAL (
        SELECT s.* FROM supplier s
        WHERE s.provider = p.code AND s.kind = k.kind
          AND s.name > CASE WHEN p.code = :after_provider::text THEN :after_name::text ELSE '' END
        ORDER BY s.name LIMIT :rows) one
    WHERE p.code >= coalesce(:after_provider::text, '')
    ORDER BY one.provider, one.name LIMIT :rows
    """,
    module="allocation",
)

# The directory is some hundreds of entries and does not grow with the people: of one provider, a page is read in the
# order of the index `intervention_of_provider`, and what does not fit the question is passed over.
INTERVENTIONS = Query(
    """
    SELECT page.*, page.capacity - page.taken AS places_free,
      (SELECT pr.pence FROM intervention_price pr
       WHERE pr.intervention_id = page.intervention_id AND pr.valid_from <= :today::date
       ORDER BY pr.valid_from DESC LIMIT 1) AS price
    FROM (
      SELECT one.* FROM unnest(:providers::text[]) AS p (code),
        LATERAL (
          SELECT i.* FROM intervention i
          WHERE i.provider = p.code AND i.code > coalesce(:after_code::text, '')
            AND (:need::text IS NULL OR i.needs ? :need) AND (:sex::text IS NULL OR i.open_to ? :sex)
            AND (:kind::text IS NULL OR i.supplier_kind = :kind)
            AND (:open_on::date IS NULL OR :open_on BETWEEN i.offered_from AND coalesce(i.offered_until, 'infinity'))
          ORDER BY i.code LIMIT :rows) one
      ORDER BY one.code LIMIT :rows) page
    ORDER BY page.code
    """,
    module="allocation",
)

# A division has a budget a year: few, in the order of the constraint `budget_is_one_of_its_year`. Every year is
# before '3', as text too.
BUDGETS = Query(
    """
    SELECT one.* FROM unnest(:organisations::text[]) AS o (code),
      LATERAL (
        SELECT b.budget_id, b.financial_year, b.division FROM budget b
        WHERE b.division = o.code
          AND (b.financial_year, b.division) < (coalesce(:after_year::text, '3'), coalesce(:after_division::text, ''))
        ORDER BY b.financial_year DESC, b.division DESC LIMIT :rows) one
    ORDER BY one.financial_year DESC, one.division DESC LIMIT :rows
    """,
    module="allocation",
)

# Of one organisation in one state, a page is one stretch of an index that has the page's order already. A purchase's
# identifier grows with time, so its order is that of the referrals. Who sees all finds every row by its division: the
# other branch is then left out. The rows themselves are looked up for the page alone, one by one: a join, planned
# without knowing how short the page is, would read all of them.
_PURCHASES_OF = """
  SELECT one.* FROM unnest(:organisations::text[]) AS o (code), unnest(:states::text[]) AS s (state),
    LATERAL (
      SELECT p.purchase_id FROM purchase p
      WHERE p.{column} = o.code AND p.state = s.state
        AND p.purchase_id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      ORDER BY p.purchase_id DESC LIMIT :rows) one
  WHERE {only}"""

_PAGE = """
    page AS (SELECT purchase_id FROM found ORDER BY purchase_id DESC LIMIT :rows)
    SELECT p.* FROM page
    CROSS JOIN LATERAL (SELECT * FROM purchase p WHERE p.purchase_id = page.purchase_id LIMIT 1) p
    ORDER BY p.purchase_id DESC"""

PURCHASES = Query(
    f"""
    WITH found AS ({_PURCHASES_OF.format(column="division", only="true")}
      UNION {_PURCHASES_OF.format(column="provider", only="cardinality(:organisations::text[]) = 1")}),
    {_PAGE}
    """,
    module="allocation",
)

# Of one intervention: its provider sees what each division bought, a division what it bought itself.
PURCHASES_OF_INTERVENTION = Query(
    f"""
    WITH found AS (
      SELECT one.* FROM unnest(:divisions::text[]) AS d (code), unnest(:states::text[]) AS s (state),
        LATERAL (
          SELECT p.purchase_id FROM purchase p
          WHERE p.intervention_id = :intervention_id AND p.division = d.code AND p.state = s.state
            AND p.purchase_id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
          ORDER BY p.purchase_id DESC LIMIT :rows) one
      WHERE d.code = ANY(:organisations)
        OR (SELECT i.provider FROM intervention i WHERE i.intervention_id = :intervention_id) = ANY(:organisations)),
    {_PAGE}
    """,
    module="allocation",
)
