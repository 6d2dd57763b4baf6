"""The breach service: the pack, its exchange between CRC and NPS, and the court's outcome."""

from services.breach.api import breaches, court, disputes, exchange, figures, own, packs, powers
from services.breach.reactions import reactions
from services.breach.tables import BreachTable
from shared.contracts.breach import (
    BreachPresentationOverdue,
    BreachReferralOverdue,
    PackResubmissionOverdue,
    ReturnDisputeOverdue,
)
from shared.contracts.model import Obligation
from shared.runtime.service import Service

SERVICE = Service(
    name="breach",
    title="Throughcare: breach",
    description=(
        "The breach pack and its exchange between the CRC and the NPS. A pack is put together from what the events "
        "already know, read by the same rules on both sides, and returned for nothing that is not fatal (¶18)."
    ),
    routers=[
        breaches.router,
        own.router,
        packs.router,
        exchange.router,
        disputes.router,
        court.router,
        powers.router,
        figures.router,
    ],
    metadata=BreachTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.BREACH_REFERRED: BreachReferralOverdue,
        Obligation.PACK_RESUBMITTED: PackResubmissionOverdue,
        Obligation.RETURN_DISPUTE_DECIDED: ReturnDisputeOverdue,
        Obligation.BREACH_PRESENTED: BreachPresentationOverdue,
    },
)
