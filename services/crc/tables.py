"""One door to the tables of CRC supervision. Their constraints say what cannot be, whatever the code does."""

from services.crc.case_tables import CaseRow, CrcTable
from services.crc.contact_tables import AppointmentRow
from services.crc.enforcement_tables import EnforcementDecisionRow
from services.crc.officer_tables import OfficerRow
from services.crc.plan_tables import ObjectiveRow
from services.crc.risk_tables import EscalationRow, GapRow, RiskReviewRow

__all__ = [
    "AppointmentRow",
    "CaseRow",
    "CrcTable",
    "EnforcementDecisionRow",
    "EscalationRow",
    "GapRow",
    "ObjectiveRow",
    "OfficerRow",
    "RiskReviewRow",
]
