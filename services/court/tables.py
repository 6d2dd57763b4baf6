"""One door to the tables of the court service. Their constraints say what cannot be, whatever the code does."""

from services.court.author_tables import AuthorRow, AuthorTrainingRow
from services.court.directory_tables import InterventionRow
from services.court.gap_tables import GapHistoryRow, GapRow
from services.court.report_tables import CheckRow, CourtTable, DeliveryRow, ReportRow
from services.court.sentence_tables import AppealRow, LateAssessmentRow, OrderChangeRow, SentenceRow

__all__ = [
    "AppealRow",
    "AuthorRow",
    "AuthorTrainingRow",
    "CheckRow",
    "CourtTable",
    "DeliveryRow",
    "GapHistoryRow",
    "GapRow",
    "InterventionRow",
    "LateAssessmentRow",
    "OrderChangeRow",
    "ReportRow",
    "SentenceRow",
]
