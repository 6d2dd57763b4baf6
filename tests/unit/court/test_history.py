"""The history of a gap: who knew what when, in order, from before the sentence until after its closing (¶11)."""

import random
from datetime import timedelta

import pytest

from services.court.domain.chasing import chase_check
from services.court.domain.check_requests import ask_for_check
from services.court.domain.checks import AskForCheck
from services.court.domain.closures import CloseGap, supervise_without_it
from services.court.domain.history import GapEntry, GapStep, entry
from services.court.domain.order_ends import RevokeOrder, revoke_order
from services.court.domain.sentences import Sentence
from shared.decisions import NotFound
from shared.probation.vocabulary import CheckAnswer, CheckKind, GapClosure, RevocationCause
from tests.unit.court.given import (
    MONDAY,
    OCCASION,
    TUESDAY,
    answered,
    at,
    both,
    check_on,
    completed,
    requested,
    sentenced,
    with_check,
)

DA, CS = CheckKind.DOMESTIC_ABUSE, CheckKind.CHILD_SAFEGUARDING
THURSDAY, NEXT_WEEK = at(MONDAY + timedelta(days=3)), at(MONDAY + timedelta(days=8))
WITHOUT = CloseGap(closure=GapClosure.SUPERVISED_WITHOUT_IT, reason="No record is held anywhere.")


def steps(sentence: Sentence, number: int = 0) -> list[str]:
    return [one.what.value for one in sentence.history_of(sentence.gaps[number].gap_id)]


def test_what_was_done_before_sentence_is_part_of_it() -> None:
    report = with_check(requested(), DA)
    report = chase_check(report, None, check_on(report, DA).check_id, at(TUESDAY, officer="N07B961")).report.state
    sentence = sentenced(completed(report), THURSDAY).sentence.state
    assert [(one.what, one.at, one.officer) for one in sentence.history_of(sentence.gaps[0].gap_id)] == [
        (GapStep.ASKED, MONDAY, "N07B960"),
        (GapStep.CHASED, TUESDAY, "N07B961"),
        (GapStep.RECORDED, THURSDAY.now, "N07B960"),
    ]
    assert [steps(sentence, number) for number in (1, 2)] == [["recordedAtSentence"]] * 2


def test_asked_chased_and_answered_after_sentence() -> None:
    report, sentence = both(sentenced(completed(requested())))
    asked = ask_for_check(report, sentence, AskForCheck(kind=CS), at(TUESDAY))
    assert asked.sentence is not None
    check_id = check_on(asked.report.state, CS).check_id
    chased = chase_check(asked.report.state, asked.sentence.state, check_id, THURSDAY)
    assert chased.sentence is not None
    done = answered(chased.report.state, CS, occasion=NEXT_WEEK, sentence=chased.sentence.state)
    assert done.sentence is not None
    assert steps(done.sentence.state, 1) == ["recordedAtSentence", "asked", "chased", "answered"]


def test_supervised_without_it_by_whom_and_answered_after_that() -> None:
    report, sentence = both(sentenced(completed(with_check(requested(), DA))))
    gap_id = sentence.gaps[0].gap_id
    closed = supervise_without_it(sentence, gap_id, WITHOUT, at(THURSDAY.now, officer="N07S001")).state
    assert closed.history_of(gap_id)[-1].officer == "N07S001"
    done = answered(report, DA, CheckAnswer.INFORMATION, NEXT_WEEK, closed)
    assert done.sentence is not None
    assert steps(done.sentence.state)[-2:] == ["supervisedWithoutIt", "answeredAfterClosing"]


def test_an_answer_after_the_end_of_the_order_is_noted_and_changes_nothing_else() -> None:
    report, sentence = both(sentenced(completed(with_check(requested(), DA))))
    asked = RevokeOrder(cause=RevocationCause.DIED, ended_on=TUESDAY.date(), reason="Certificate seen.")
    ended = revoke_order(sentence, asked, at(TUESDAY)).state
    done = answered(report, DA, CheckAnswer.INFORMATION, NEXT_WEEK, ended, indicates_domestic_abuse=True)
    assert done.sentence is not None
    after = done.sentence.state
    assert steps(after)[-2:] == ["orderEnded", "answeredAfterClosing"]
    assert done.sentence.events == ()
    assert after.model_copy(update={"history": ended.history}) == ended
    assert len(done.report.events) == 1  # that it was answered is told


def test_it_reads_the_same_in_whatever_order_it_was_heard_and_however_often() -> None:
    sentence = sentenced(None).sentence.state
    gap_id = sentence.gaps[0].gap_id

    def heard(what: GapStep, hours: int, organisation: str) -> GapEntry:
        return entry(sentence.sentence_id, gap_id, what, at(MONDAY + timedelta(hours=hours), organisation, None))

    told = [
        heard(GapStep.TOLD, 1, "C17"),
        heard(GapStep.ACCEPTED, 2, "C17"),
        heard(GapStep.ACKNOWLEDGED, 3, "C17"),
        heard(GapStep.TOLD, 3, "N07"),
        heard(GapStep.ACKNOWLEDGED, 3, "N07"),
    ]
    read = set()
    for seed in range(20):
        order = [*told, *told]
        random.Random(seed).shuffle(order)
        after = sentence
        for one in order:
            after = after.with_history(one.model_copy(update={"entry_id": OCCASION.new_id()}))
        read.add(tuple((one.what, one.at, one.organisation) for one in after.history_of(gap_id)))
    [story] = read
    assert [(what, organisation) for what, _, organisation in story] == [
        (GapStep.RECORDED, "N07"),
        (GapStep.TOLD, "C17"),
        (GapStep.ACCEPTED, "C17"),
        (GapStep.TOLD, "N07"),
        (GapStep.ACKNOWLEDGED, "C17"),
        (GapStep.ACKNOWLEDGED, "N07"),
    ]


def test_of_a_gap_that_is_not_there_nothing_is_noted_and_nothing_is_found() -> None:
    sentence = sentenced(None).sentence.state
    stranger = entry(sentence.sentence_id, OCCASION.new_id(), GapStep.TOLD, OCCASION)
    assert sentence.with_history(stranger) is sentence
    with pytest.raises(NotFound):
        sentence.history_of(OCCASION.new_id())
