"""The allocation service: which organisation supervises, and how risk passes from one to the other."""

from services.allocation.api import allocations, escalations
from services.allocation.reactions import reactions
from services.allocation.tables import AllocationTable
from shared.contracts.allocation import AllocationOverdue, EscalationOverdue
from shared.contracts.model import Obligation
from shared.runtime.service import Service

SERVICE = Service(
    name="allocation",
    title="Throughcare: allocation",
    description=(
        "Allocates each sentence to the NPS or to a CRC by dated rules, with every criterion's value, source and "
        "whether it was known; takes the receiving provider's answer; and decides risk escalations. "
        "The record always says who holds the risk now."
    ),
    routers=[allocations.router, escalations.router],
    metadata=AllocationTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.ALLOCATION_DECIDED: AllocationOverdue,
        Obligation.ESCALATION_DECIDED: EscalationOverdue,
    },
)
