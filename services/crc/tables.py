"""One door to the tables of CRC supervision. Their constraints say what cannot be, whatever the code does."""

from services.crc.case_tables import CaseRow, CrcTable
from services.crc.contact_tables import AppointmentRow
from services.crc.directory_tables import InterventionRow
from services.crc.enforcement_tables import EnforcementDecisionRow
from services.crc.gate_tables import RecallRow, StayRow
from services.crc.officer_tables import OfficerRow, OverrideRow, SignOffRow
from services.crc.plan_tables import ObjectiveRow, PlanRow
from services.crc.risk_tables import EscalationRow, GapRow, RegistrationRow, RiskReviewRow

__all__ = [
    "AppointmentRow",
    "CaseRow",
    "CrcTable",
    "EnforcementDecisionRow",
    "EscalationRow",
    "GapRow",
    "InterventionRow",
    "ObjectiveRow",
    "OfficerRow",
    "OverrideRow",
    "PlanRow",
    "RecallRow",
    "RegistrationRow",
    "RiskReviewRow",
    "SignOffRow",
    "StayRow",
]
