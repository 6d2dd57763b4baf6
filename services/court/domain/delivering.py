"""The court gets a report: what was written becomes what is known, and the delivery is kept as it was."""

from functools import reduce

from services.court.domain.checks import find, kinds_to_report
from services.court.domain.deliveries import Delivery, Written
from services.court.domain.reports import Report
from services.court.domain.risk import with_answer
from services.court.domain.stages import ReportState
from shared.contracts.court import ReportCompleted
from shared.contracts.model import ClockChange, Obligation
from shared.decisions import Decision, Occasion
from shared.probation.vocabulary import CheckKind, CheckState


def deliver(
    report: Report, written: Written, state: ReportState, countersigned_by: str | None, occasion: Occasion
) -> Decision[Report]:
    """The court has it: what was written becomes what is known, with whatever the checks have answered by now."""
    assert report.owed_id is not None
    assert report.author_grade is not None
    received = (check for check in report.checks if check.state is CheckState.RECEIVED)
    assessment = written.assessment
    changed = {
        "state": state,
        "written": None,
        "addendum_id": None,
        "completed_at": occasion.now,
        "risk": reduce(with_answer, received, assessment.picture()),
        "sara": assessment.sara,
        "sara_completed": assessment.sara is not None or bool(report.sara_completed),
        "offences": assessment.offences,
        "factors": assessment.factors,
        "analysis": assessment.analysis,
        "sources_consulted": assessment.sources_consulted,
        "proposal": written.proposal,
    }
    if report.delivered_type is None:
        changed |= {"delivered_type": written.delivered_type, "differs_because": written.differs_because}
    delivered = report.model_copy(update=changed)
    delivery = Delivery(
        delivery_id=occasion.new_id(),
        report_id=report.report_id,
        number=len(report.deliveries) + 1,
        division=report.division,
        court_code=report.court_code,
        team=report.team,
        type=written.delivered_type,
        author=written.author,
        author_grade=report.author_grade,
        countersigned_by=countersigned_by,
        delivered_at=occasion.now,
        needed=delivered.needed,
        had=delivered.had,
        lacked=delivered.lacks,
        assessment=delivered.assessment,
        proposal=delivered.proposal,
    )
    event = ReportCompleted(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=(ClockChange.met(Obligation.REPORT_DELIVERED, report.owed_id),),
        report_id=report.report_id,
        requested_type=report.requested_type,
        delivered_type=written.delivered_type,
        author=written.author,
        author_grade=report.author_grade,
        countersigned_by=countersigned_by,
        checks=_standing(delivered, occasion),
        risk=delivered.risk,
        complete=delivered.complete,
        missing=delivered.missing,
        needed=delivered.needed,
        had=delivered.had,
    )
    return Decision(delivered.model_copy(update={"deliveries": (*report.deliveries, delivery)}), (event,))


def _standing(report: Report, occasion: Occasion) -> dict[CheckKind, CheckState]:
    found = {kind: find(report.checks, kind) for kind in kinds_to_report(report.checks)}
    return {
        kind: CheckState.NOT_REQUESTED if check is None else check.standing(occasion.now)
        for kind, check in found.items()
    }
