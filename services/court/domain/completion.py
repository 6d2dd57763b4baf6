"""A report is delivered to the court, saying what it does not know; it cannot claim more than its checks bear (¶11)."""

from collections.abc import Iterator
from functools import reduce

from pydantic import Field

from services.court.domain.asked import Reason
from services.court.domain.checks import ALWAYS_NEEDED, kinds_to_report, state_of
from services.court.domain.checks import find as check_of
from services.court.domain.proposals import Proposal, faults_of
from services.court.domain.reports import Report
from services.court.domain.risk import with_answer
from services.court.domain.stages import REPORT
from shared.contracts.court import ReportCompleted, RiskPicture, Rsr
from shared.contracts.model import ClockChange, Contract, Obligation
from shared.decisions import Decision, Fault, Invalid, Occasion
from shared.probation.calendar import london_date
from shared.probation.identifiers import OfficerCode
from shared.probation.vocabulary import CheckKind, CheckState, ReportType, RoshDepth, RoshLevel, Source


class CompleteReport(Contract):
    """The report as it is delivered. What is left out is not known, which is never "no" (¶11)."""

    delivered_type: ReportType = Field(examples=["oral"])
    differs_because: Reason | None = Field(
        default=None, description="Needed where the delivered type is not the requested one."
    )
    author: OfficerCode
    rosh_level: RoshLevel | None = Field(default=None, examples=["medium"])
    rosh_depth: RoshDepth | None = Field(default=None, examples=["screening"])
    rsr: Rsr | None = None
    mappa_eligible: bool | None = None
    subject_to_deportation: bool | None = None
    public_interest: bool | None = None
    deferred_sentence: bool | None = None
    domestic_abuse: bool | None = None
    child_safeguarding: bool | None = None
    sara_completed: bool | None = Field(default=None, description="Needed where there is domestic abuse.")
    sources_consulted: tuple[Source, ...] = Field(default=(), max_length=len(Source))
    proposal: Proposal | None = None

    def picture(self) -> RiskPicture:
        """The risk as the author assessed it."""
        return RiskPicture(**{name: getattr(self, name) for name in RiskPicture.model_fields})


def complete_report(report: Report, asked: CompleteReport, occasion: Occasion) -> Decision[Report]:
    """Deliver the report. Raises Invalid with every fault, NotAllowed where it is delivered or past it."""
    state = REPORT.next(report.state, "complete")
    if faults := list(_faults(report, asked, occasion)):
        raise Invalid(faults)
    received = (check for check in report.checks if check.state is CheckState.RECEIVED)
    delivered = report.model_copy(
        update={
            "state": state,
            "delivered_type": asked.delivered_type,
            "differs_because": asked.differs_because,
            "author": asked.author,
            "completed_at": occasion.now,
            "risk": reduce(with_answer, received, asked.picture()),
            "sara_completed": asked.sara_completed,
            "sources_consulted": asked.sources_consulted,
            "proposal": asked.proposal,
        }
    )
    event = ReportCompleted(
        crn=report.crn,
        detail_url=report.url,
        recorded_by=occasion.actor,
        clocks=(ClockChange.met(Obligation.REPORT_DELIVERED, report.report_id),),
        report_id=report.report_id,
        requested_type=report.requested_type,
        delivered_type=asked.delivered_type,
        checks=_standing(delivered, occasion),
        risk=delivered.risk,
        complete=delivered.complete,
        missing=delivered.missing,
    )
    return Decision(delivered, (event,))


def _standing(report: Report, occasion: Occasion) -> dict[CheckKind, CheckState]:
    found = {kind: check_of(report.checks, kind) for kind in kinds_to_report(report.checks)}
    return {
        kind: CheckState.NOT_REQUESTED if check is None else check.standing(occasion.now)
        for kind, check in found.items()
    }


def _faults(report: Report, asked: CompleteReport, occasion: Occasion) -> Iterator[Fault]:
    if asked.delivered_type is not report.requested_type and asked.differs_because is None:
        yield Fault(
            "/differsBecause",
            "reasonMissing",
            f"The court asked for {report.requested_type} and gets {asked.delivered_type}: say why.",
        )
    if asked.rosh_depth is not None and asked.rosh_level is None:
        yield Fault("/roshLevel", "roshLevelMissing", "A RoSH assessment has a level as its result.")
    outstanding = [kind for kind in ALWAYS_NEEDED if not state_of(report.checks, kind).is_settled]
    if asked.rosh_depth is RoshDepth.FULL and outstanding:
        named = ", ".join(f"{kind} ({state_of(report.checks, kind)})" for kind in outstanding)
        yield Fault(
            "/roshDepth",
            "checksOutstanding",
            f"The risk of serious harm is not fully assessed without these checks: {named}.",
        )
    if asked.proposal is not None:
        yield from faults_of(asked.proposal, london_date(occasion.now))
