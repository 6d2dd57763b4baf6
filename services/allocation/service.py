"""The allocation service: which organisation supervises, and how risk passes from one to the other."""

from services.allocation.api import allocations, decisions, escalations, misallocations, officers, transfers
from services.allocation.directory.api import budgets, interventions, purchases, suppliers
from services.allocation.reactions import reactions
from services.allocation.tables import AllocationTable
from shared.contracts.allocation import (
    AllocationOverdue,
    AllocationReplyOverdue,
    EscalationOverdue,
    NpsGapAcknowledgementOverdue,
    NpsOfficerOverdue,
    ReferralOverdue,
    TransferOverdue,
)
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
    routers=[
        allocations.router,
        decisions.router,
        misallocations.router,
        escalations.router,
        transfers.router,
        officers.router,
        suppliers.router,
        interventions.router,
        budgets.router,
        purchases.router,
    ],
    metadata=AllocationTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.ALLOCATION_DECIDED: AllocationOverdue,
        Obligation.ALLOCATION_ANSWERED: AllocationReplyOverdue,
        Obligation.ESCALATION_DECIDED: EscalationOverdue,
        Obligation.TRANSFER_DECIDED: TransferOverdue,
        Obligation.NPS_OFFICER_NAMED: NpsOfficerOverdue,
        Obligation.NPS_GAP_ACKNOWLEDGED: NpsGapAcknowledgementOverdue,
        Obligation.REFERRAL_ANSWERED: ReferralOverdue,
    },
)
