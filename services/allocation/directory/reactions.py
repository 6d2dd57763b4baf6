"""What becomes of the purchases of an order that has ended; called by the reaction that ends its allocation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.allocation.directory import store
from services.allocation.directory.domain.progress import order_ended
from shared.contracts.envelope import Received
from shared.contracts.model import Actor
from shared.runtime.transaction import Transaction


async def close_purchases(tx: Transaction, ended: Mapping[UUID, Received[Any]]) -> None:
    """Close, by rule, what the NPS has bought under sentences that have ended; each with the event that ended it.

    The allocations are locked by the caller. What is closed already is left as it is, so it may be called again. The
    number of statements does not grow with the number of sentences.
    """
    rows = await store.LIVE_PURCHASES.all(tx.connection, sentence_ids=list(ended))
    keys = [row["purchase_id"] for row in rows]
    await tx.lock(store.purchases, keys)
    live = [purchase for key in sorted(keys) if (purchase := tx.get(store.purchases, key)) is not None]
    await tx.lock(store.interventions, (purchase.intervention_id for purchase in live))
    await tx.lock(store.budgets, (purchase.budget_id for purchase in live))
    for purchase in live:
        entry = tx.get(store.interventions, purchase.intervention_id)
        budget = tx.get(store.budgets, purchase.budget_id)
        if purchase.closed_at is not None or entry is None or budget is None:
            continue  # closed by a command while its lock was waited for
        occasion = tx.occasion(Actor(organisation=purchase.division))
        closed = order_ended(purchase, entry, budget, occasion)
        tx.put(store.purchases, closed.purchase, cause=ended[purchase.sentence_id])
        tx.put(store.interventions, closed.intervention)
        tx.put(store.budgets, closed.budget)
