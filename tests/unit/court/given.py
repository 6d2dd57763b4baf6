"""Reports, sentences and moments for the tests of the court's decisions."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.court.domain.check_answers import answer_check
from services.court.domain.check_requests import OnBoth, ask_for_check
from services.court.domain.checks import AnswerCheck, AskForCheck, Check, find
from services.court.domain.completion import CompleteReport, complete_report
from services.court.domain.directory import Intervention
from services.court.domain.naming import NameAuthor, Registered, name_author
from services.court.domain.reports import Report
from services.court.domain.requesting import RequestReport, request_report
from services.court.domain.sentences import PassSentence, Sentence
from services.court.domain.sentencing import Sentenced, pass_sentence
from shared.contracts.model import Actor, EventData
from shared.decisions import IdSource, Occasion
from shared.probation.vocabulary import (
    CheckAnswer,
    CheckKind,
    Disposal,
    ReportType,
    RoshLevel,
    Sex,
    StaffGrade,
    Training,
)

MONDAY = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
CRN = "X320741"


class Counted(IdSource):
    """Identifiers in order, so that a failure reads the same twice."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self) -> UUID:
        return UUID(int=next(self._numbers))


OCCASION = Occasion(now=MONDAY, actor=Actor(organisation="N07", officer="N07B960"), new_id=Counted())


def at(now: datetime, organisation: str = "N07", officer: str | None = "N07B960") -> Occasion:
    return replace(OCCASION, now=now, actor=Actor(organisation=organisation, officer=officer))


def asked_for(**changed: Any) -> RequestReport:
    asked: dict[str, Any] = {
        "crn": CRN,
        "court_code": "CRYDMC",
        "division": "N07",
        "team": "N07DTX",
        "requested_type": ReportType.ORAL,
        "court_date": date(2016, 9, 6),
    }
    return RequestReport.model_validate({**asked, **changed})


EVERY_SOURCE = ("interview", "prosecutionPapers", "previousConvictions", "supervisionRecords", "previousAssessments")
"""What a report of any type needs to have consulted."""


def registered(
    officer: str = "N07B960", grade: StaffGrade = StaffGrade.PO, training: tuple[Training, ...] = tuple(Training)
) -> Registered:
    """What the register says of an officer: a qualified one, trained for everything, where nothing else is said."""
    return Registered(officer=officer, division=officer[:3], grade=grade, training=training)


def named(report: Report, author: Registered | None = None, occasion: Occasion = OCCASION) -> Report:
    author = author or registered(f"{report.division}B960")
    return name_author(report, author, NameAuthor(author=author.officer), occasion).state


def unnamed(occasion: Occasion = OCCASION, **changed: Any) -> Report:
    return request_report(asked_for(**changed), occasion).state


def requested(occasion: Occasion = OCCASION, **changed: Any) -> Report:
    """A report with an author who may deliver it alone."""
    return named(unnamed(occasion, **changed), occasion=occasion)


def with_check(report: Report, kind: CheckKind, because: str | None = None, occasion: Occasion = OCCASION) -> Report:
    asked = AskForCheck(kind=kind, not_required_because=because)
    return ask_for_check(report, None, asked, occasion).report.state


def check_on(report: Report, kind: CheckKind) -> Check:
    check = find(report.checks, kind)
    assert check is not None
    return check


def answered(
    report: Report,
    kind: CheckKind,
    answer: CheckAnswer = CheckAnswer.NOTHING_KNOWN,
    occasion: Occasion = OCCASION,
    sentence: Sentence | None = None,
    **indicates: Any,
) -> OnBoth:
    """The check answered; information points to a medium risk of harm where nothing else is said."""
    severity = {"indicates_rosh": RoshLevel.MEDIUM} if answer is CheckAnswer.INFORMATION else {}
    asked = AnswerCheck(answer=answer, **{**severity, **indicates})
    return answer_check(report, sentence, check_on(report, kind).check_id, asked, occasion)


def completion(**changed: Any) -> CompleteReport:
    asked: dict[str, Any] = {
        "delivered_type": ReportType.ORAL,
        "rosh_level": "medium",
        "rosh_depth": "screening",
        "rsr": "2.41",
        "sources_consulted": EVERY_SOURCE,
    }
    return CompleteReport.model_validate({**asked, **changed})


def intervention(code: str = "C17-ALC", **changed: Any) -> Intervention:
    """An entry of the directory, open to everybody, for alcohol."""
    entry: dict[str, Any] = {
        "code": code,
        "provider": code[:3],
        "number": 1,
        "title": "Alcohol",
        "needs": ["alcohol"],
        "open_to": list(Sex),
        "supplier_kind": "voluntary",
        "offered_from": date(2016, 1, 1),
        "offered_until": None,
    }
    return Intervention.model_validate({**entry, **changed})


DIRECTORY = (intervention(),)


def completed(report: Report, occasion: Occasion = OCCASION, **changed: Any) -> Report:
    return complete_report(report, completion(**changed), occasion, DIRECTORY).state


def order(report: Report | None = None, **changed: Any) -> PassSentence:
    asked: dict[str, Any] = {
        "crn": CRN,
        "report_id": None if report is None else report.report_id,
        "court_code": "CRYDMC",
        "division": "N07",
        "area_crc": "C17",
        "event_number": 1,
        "disposal": Disposal.COMMUNITY_ORDER,
        "order_ends_on": date(2017, 9, 5),
        "requirements": [
            {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "need": "alcohol", "intervention": "C17-A"}
        ],
    }
    return PassSentence.model_validate({**asked, **changed})


def sentenced(report: Report | None, occasion: Occasion = OCCASION, **changed: Any) -> Sentenced:
    return pass_sentence(report, order(report, **changed), occasion)


def both(passed: Sentenced) -> tuple[Report, Sentence]:
    assert passed.report is not None
    return passed.report.state, passed.sentence.state


def clocks(events: tuple[EventData, ...]) -> list[tuple[str, UUID, str]]:
    return [(str(one.obligation), one.subject_id, str(one.action)) for event in events for one in event.clocks]
