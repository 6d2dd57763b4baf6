"""The CRC supervision service: the officer, what was read, contact, failures, risk."""

from services.crc.api import cases, contact, enforcement, gaps, officers, plans, risk
from services.crc.reactions import reactions
from services.crc.tables import CrcTable
from shared.contracts.crc import (
    EnforcementDecisionOverdue,
    FirstAppointmentOverdue,
    GapAcknowledgementOverdue,
    InitialPlanOverdue,
    ResponsibleOfficerOverdue,
    RiskReviewOverdue,
    WarningLetterOverdue,
)
from shared.contracts.model import Obligation
from shared.runtime.service import Service

SERVICE = Service(
    name="crc",
    title="Throughcare: CRC supervision",
    description=(
        "Supervises the cases that a CRC has accepted: the responsible officer within the guardrails, each gap at "
        "sentence read and acknowledged, appointments and failures to comply, the plan with a purpose for every RAR "
        "day, enforcement decisions, risk reviews and escalations. The CRC holds the risk until the NPS has accepted."
    ),
    routers=[
        cases.router,
        officers.router,
        gaps.router,
        contact.router,
        plans.router,
        enforcement.router,
        risk.router,
    ],
    metadata=CrcTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.OFFICER_NAMED: ResponsibleOfficerOverdue,
        Obligation.GAP_ACKNOWLEDGED: GapAcknowledgementOverdue,
        Obligation.FIRST_APPOINTMENT: FirstAppointmentOverdue,
        Obligation.INITIAL_PLAN: InitialPlanOverdue,
        Obligation.WARNING_LETTER: WarningLetterOverdue,
        Obligation.ENFORCEMENT_DECISION: EnforcementDecisionOverdue,
        Obligation.RISK_REVIEW: RiskReviewOverdue,
    },
)
