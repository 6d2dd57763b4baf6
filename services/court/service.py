"""The court service: reports, pre-sentence checks, the sentence, and what was missing at it."""

from services.court.api import checks, gaps, reports, sentences
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
        "was passed: recorded by the service itself, published with the sentence, and open until the late answer comes "
        "or somebody decides, with a reason, to supervise without it."
    ),
    routers=[reports.router, checks.router, sentences.router, gaps.router],
    metadata=CourtTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.REPORT_DELIVERED: ReportOverdue,
        Obligation.CHECK_ANSWERED: CheckOverdue,
        Obligation.GAP_ANSWERED: InformationGapOverdue,
    },
)
