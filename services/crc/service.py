"""The CRC supervision service: the officer, what was read, contact, failures, risk."""

from services.crc.api import (
    caseloads,
    cases,
    contact,
    enforcement,
    gaps,
    gate,
    interventions,
    officers,
    plans,
    recalls,
    resettlement,
    risk,
    sign_offs,
    staff,
)
from services.crc.reactions import reactions
from services.crc.tables import CrcTable
from shared.contracts.crc import (
    ContactFollowUpOverdue,
    EnforcementDecisionOverdue,
    EscalationAnswerOverdue,
    FirstAppointmentOverdue,
    GapAcknowledgementOverdue,
    InitialPlanOverdue,
    MonthlyContactOverdue,
    ResponsibleOfficerOverdue,
    RiskReviewOverdue,
    WarningLetterOverdue,
)
from shared.contracts.crc_custody import (
    CustodyScreeningOverdue,
    PreReleaseWorkOverdue,
    RecallCountersignatureOverdue,
    ResettlementPlanOverdue,
)
from shared.contracts.crc_staff import AssignmentOverrideOverdue, PlanSignOffOverdue
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
        staff.router,
        caseloads.router,
        officers.router,
        gaps.router,
        contact.router,
        plans.router,
        sign_offs.router,
        interventions.router,
        enforcement.router,
        risk.router,
        gate.router,
        resettlement.router,
        recalls.router,
    ],
    metadata=CrcTable.metadata,
    reactions=reactions,
    overdue={
        Obligation.OFFICER_NAMED: ResponsibleOfficerOverdue,
        Obligation.GAP_ACKNOWLEDGED: GapAcknowledgementOverdue,
        Obligation.ASSIGNMENT_OVERRIDE: AssignmentOverrideOverdue,
        Obligation.FIRST_APPOINTMENT: FirstAppointmentOverdue,
        Obligation.MONTHLY_CONTACT: MonthlyContactOverdue,
        Obligation.CONTACT_FOLLOW_UP: ContactFollowUpOverdue,
        Obligation.INITIAL_PLAN: InitialPlanOverdue,
        Obligation.PLAN_SIGNED_OFF: PlanSignOffOverdue,
        Obligation.WARNING_LETTER: WarningLetterOverdue,
        Obligation.ENFORCEMENT_DECISION: EnforcementDecisionOverdue,
        Obligation.RISK_REVIEW: RiskReviewOverdue,
        Obligation.ESCALATION_ANSWER_READ: EscalationAnswerOverdue,
        Obligation.CUSTODY_SCREENED: CustodyScreeningOverdue,
        Obligation.RESETTLEMENT_PLAN: ResettlementPlanOverdue,
        Obligation.PRE_RELEASE_WORK: PreReleaseWorkOverdue,
        Obligation.RECALL_COUNTERSIGNED: RecallCountersignatureOverdue,
    },
)
