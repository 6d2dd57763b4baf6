"""A report is not wanted any more: nobody owes it, and nobody is owed the answers to its checks."""

from pydantic import Field

from services.court.domain.owed import not_owed_any_more
from services.court.domain.reports import Report
from services.court.domain.stages import REPORT
from shared.contracts.court import ReportWithdrawn
from shared.contracts.model import Contract
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import ReportWithdrawalReason


class WithdrawReport(Contract):
    """Nobody wants the report any more."""

    reason: ReportWithdrawalReason = Field(examples=["caseDropped"])


def withdraw_report(report: Report, asked: WithdrawReport, occasion: Occasion) -> Decision[Report]:
    """Withdraw the report. Raises NotAllowed where the court has sentenced on it, or it is withdrawn already."""
    withdrawn = report.model_copy(
        update={
            "state": REPORT.next(report.state, "withdraw"),
            "withdrawn_at": occasion.now,
            "withdrawal_reason": asked.reason,
            "checks": tuple(check.let_go() for check in report.checks),
        }
    )
    event = ReportWithdrawn(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=tuple(not_owed_any_more(report, occasion)),
        report_id=report.report_id,
        reason=asked.reason,
    )
    return Decision(withdrawn, (event,))
