"""A sentence without a report: nobody was asked here, and an answer that comes all the same closes its gap (¶11)."""

from datetime import timedelta
from typing import Any

import pytest

from services.court.domain.closures import close_with_the_order
from services.court.domain.gap_answers import AnswerGap, answer_gap
from services.court.domain.gaps import Gap
from services.court.domain.late_assessments import revise_assessment
from services.court.domain.order_changes import ReviseAssessment
from services.court.domain.sentences import Sentence
from shared.contracts.court import InformationGapClosed
from shared.decisions import Decision, Invalid, NotAllowed
from shared.probation.vocabulary import CheckKind, GapCause
from tests.unit.court.given import MONDAY, OCCASION, at, both, completed, requested, sentenced

NEXT_WEEK = at(MONDAY + timedelta(days=7))
INFORMATION: dict[str, Any] = {"answer": "information", "indicatesRosh": "medium", "indicatesDomesticAbuse": True}


def without_report() -> Sentence:
    return sentenced(None).sentence.state


def of(sentence: Sentence, kind: CheckKind = CheckKind.DOMESTIC_ABUSE) -> Gap:
    return next(gap for gap in sentence.gaps if gap.check_kind is kind)


def answer(sentence: Sentence, gap: Gap, **said: Any) -> Decision[Sentence]:
    return answer_gap(sentence, gap.gap_id, AnswerGap.model_validate(said or INFORMATION), NEXT_WEEK)


def test_the_answer_closes_the_gap_and_is_in_the_picture_of_the_risk_that_is_told() -> None:
    sentence = without_report()
    decided = answer(sentence, of(sentence))
    [event] = decided.events
    assert isinstance(event, InformationGapClosed)
    assert (event.closure, event.answer, event.indicates_rosh) == ("lateAnswer", "information", "medium")
    assert event.risk.domestic_abuse is True
    assert of(decided.state).gap_id not in event.open_gaps


def test_an_assessment_after_it_does_not_undo_what_the_agency_told() -> None:
    sentence = without_report()
    known = answer(sentence, of(sentence)).state
    asked = ReviseAssessment.model_validate({"rsr": "2.40", "domesticAbuse": False})
    assert revise_assessment(known, None, asked, NEXT_WEEK).state.risk.domestic_abuse is True


def test_it_is_answered_once() -> None:
    sentence = without_report()
    known = answer(sentence, of(sentence)).state
    with pytest.raises(NotAllowed):
        answer(known, of(known), answer="nothingKnown")


def test_information_says_how_serious_it_is() -> None:
    sentence = without_report()
    with pytest.raises(Invalid, match="which level"):
        answer(sentence, of(sentence), answer="information")


def test_what_is_not_a_check_is_answered_by_an_assessment() -> None:
    sentence = without_report()
    rosh = next(gap for gap in sentence.gaps if gap.cause is GapCause.ROSH_NOT_FULLY_ASSESSED)
    with pytest.raises(Invalid, match="assessment"):
        answer(sentence, rosh)


def test_where_there_is_a_report_the_check_is_answered_on_it() -> None:
    _, sentence = both(sentenced(completed(requested())))
    with pytest.raises(Invalid, match="report"):
        answer(sentence, next(gap for gap in sentence.gaps if gap.check_kind is not None))


def test_after_the_order_has_ended_it_is_noted_and_told_to_nobody() -> None:
    sentence = without_report()
    ended = close_with_the_order(sentence, "The order has ended.", OCCASION).state
    noted = answer(ended, of(ended))
    assert noted.events == ()
    assert [one.what for one in noted.state.history_of(of(ended).gap_id)][-1] == "answeredAfterClosing"
