"""The court service: reports, pre-sentence checks, the sentence, and what was missing at it."""

from services.court.api import (
    agency,
    authors,
    checks,
    completeness,
    gaps,
    interventions,
    orders,
    reports,
    sentences,
)
from services.court.reactions import reactions
from services.court.tables import CourtTable
from shared.contracts.court import CheckOverdue, InformationGapOverdue, ReportOverdue
from shared.contracts.model import Obligation
from shared.runtime.service import Service

SERVICE = Service(
    name="court",
    title="Throughcare: court",
    description=(
        "Pre-sentence reports and the checks behind them, the sentence, and the information that was missing when it "
        "was passed: recorded by the service itself, published with the sentence, and open until the late answer "
        "comes, somebody decides, with a reason, to supervise without it, or the order ends."
    ),
    routers=[
        authors.router,
        completeness.router,
        reports.router,
        checks.router,
        agency.router,
        interventions.router,
        sentences.router,
        gaps.router,
        orders.router,
    ],
    metadata=CourtTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.REPORT_DELIVERED: ReportOverdue,
        Obligation.CHECK_ANSWERED: CheckOverdue,
        Obligation.GAP_ANSWERED: InformationGapOverdue,
    },
)
