"""What becomes of an order: appeals, amendments, its end; each kept, each told, and nothing after the end."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.court.domain.amendments import AmendOrder, amend_order
from services.court.domain.appeals import DecideAppeal, LodgeAppeal, decide_appeal, lodge_appeal
from services.court.domain.late_assessments import revise_assessment
from services.court.domain.order_changes import ReviseAssessment
from services.court.domain.order_ends import RevokeOrder, revoke_order
from services.court.domain.sentences import Sentence
from services.court.domain.stages import SENTENCE, GapState, SentenceState
from shared.contracts.court import AppealDecided, InformationGapClosed, OrderAmended, OrderRevoked, SentenceAppealed
from shared.decisions import Decision, Invalid, NotAllowed, NotFound, Occasion
from shared.probation.vocabulary import AppealOutcome
from tests.unit.court.given import CRN, MONDAY, OCCASION, TUESDAY, at, clocks, sentenced

NEXT_WEEK = at(MONDAY + timedelta(days=8), officer="N07B961")
UNPAID_WORK = {"kind": "unpaidWork", "amount": 80, "unit": "hours"}
VAGUE = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days"}
VARIED = {"disposal": "communityOrder", "order_ends_on": "2017-06-05", "requirements": [UNPAID_WORK]}


def passed(**changed: Any) -> Sentence:
    return sentenced(None, **changed).sentence.state


def lodge(sentence: Sentence, occasion: Occasion = OCCASION) -> Decision[Sentence]:
    return lodge_appeal(sentence, LodgeAppeal(), occasion)


def decide(sentence: Sentence, outcome: str, occasion: Occasion = NEXT_WEEK, **asked: Any) -> Decision[Sentence]:
    given = DecideAppeal.model_validate({"outcome": outcome, **asked})
    return decide_appeal(sentence, sentence.appeals[-1].appeal_id, given, occasion)


def amend(sentence: Sentence, occasion: Occasion = NEXT_WEEK, **changed: Any) -> Decision[Sentence]:
    asked = {"cause": "application", "order_ends_on": "2018-03-05", "requirements": [UNPAID_WORK], **changed}
    return amend_order(sentence, AmendOrder.model_validate(asked), occasion)


def revoke(sentence: Sentence, occasion: Occasion = NEXT_WEEK, **changed: Any) -> Decision[Sentence]:
    asked = {"cause": "goodProgress", "ended_on": "2016-09-12", "reason": "All done in eight days.", **changed}
    return revoke_order(sentence, RevokeOrder.model_validate(asked), occasion)


def in_state(state: SentenceState) -> Sentence:
    sentence = passed()
    if state is SentenceState.IN_FORCE:
        return sentence
    appealed = lodge(sentence).state
    return appealed if state is SentenceState.UNDER_APPEAL else decide(appealed, "quashed").state


def undecided(sentence: Sentence) -> Sentence:
    """The sentence with an appeal to name, whatever state it is in: so that the state alone refuses."""
    if any(one.outcome is None for one in sentence.appeals):
        return sentence
    appeal = lodge(passed()).state.appeals[0].model_copy(update={"sentence_id": sentence.sentence_id})
    return sentence.model_copy(update={"appeals": (*sentence.appeals, appeal)})


COMMANDS: dict[str, Callable[[Sentence], Decision[Sentence]]] = {
    "reviseAssessment": lambda sentence: revise_assessment(
        sentence, None, ReviseAssessment.model_validate({"rsr": "2.41"}), OCCASION
    ),
    "amend": amend,
    "lodgeAppeal": lodge,
    "revoke": revoke,
    "dismissed": lambda sentence: decide(undecided(sentence), "dismissed"),
    "abandoned": lambda sentence: decide(undecided(sentence), "abandoned"),
    "varied": lambda sentence: decide(undecided(sentence), "varied", order=VARIED),
    "replaced": lambda sentence: decide(
        undecided(sentence), "varied", order={"disposal": "other", "order_ends_on": "2017-06-05"}
    ),
    "quashed": lambda sentence: decide(undecided(sentence), "quashed"),
}


def test_the_commands_are_those_of_the_table_and_every_state_is_reached() -> None:
    assert {command for _, command in SENTENCE.table} == set(COMMANDS)
    assert set(SENTENCE.table.values()) == set(SentenceState)
    assert SENTENCE.allowed(SentenceState.ENDED) == ()


@pytest.mark.parametrize(("state", "command"), list(itertools.product(SentenceState, COMMANDS)))
def test_a_sentence_accepts_what_its_table_says_and_nothing_else(state: SentenceState, command: str) -> None:
    sentence = in_state(state)
    assert sentence.state is state
    if (state, command) in SENTENCE.table:
        assert COMMANDS[command](sentence).state.state is SENTENCE.table[state, command]
        return
    with pytest.raises(NotAllowed) as refused:
        COMMANDS[command](sentence)
    assert (refused.value.state, refused.value.allowed) == (state, SENTENCE.allowed(state))


def test_an_appeal_is_kept_with_who_lodged_and_who_decided_it_and_when() -> None:
    lodged = lodge(passed(), at(TUESDAY))
    [told] = lodged.events
    assert isinstance(told, SentenceAppealed)
    [before] = lodged.state.appeals
    assert (before.lodged_at, before.lodged_by, before.outcome) == (TUESDAY, "N07B960", None)
    decided = decide(lodged.state, "dismissed")
    [event] = decided.events
    assert isinstance(event, AppealDecided)
    assert (event.appeal_id, event.outcome) == (before.appeal_id, "dismissed")
    [after] = decided.state.appeals
    assert (after.outcome, after.decided_at, after.decided_by) == ("dismissed", NEXT_WEEK.now, "N07B961")
    assert decided.state.order == lodged.state.order
    assert len(lodge(decided.state).state.appeals) == 2


def test_an_appeal_is_decided_once() -> None:
    decided = decide(lodge(passed()).state, "dismissed").state
    with pytest.raises(NotAllowed, match="dismissed"):
        decide(decided, "quashed")
    with pytest.raises(NotFound):
        decide_appeal(decided, OCCASION.new_id(), DecideAppeal(outcome=AppealOutcome.DISMISSED), OCCASION)


def test_what_an_appeal_varies_is_told_after_it_as_the_order_stands_and_kept_as_it_stood() -> None:
    sentence = lodge(passed()).state
    decided = decide(sentence, "varied", order=VARIED)
    first, event = decided.events
    assert isinstance(first, AppealDecided)
    assert isinstance(event, OrderAmended)
    assert (event.number, event.cause, event.order_ends_on) == (1, "appeal", date(2017, 6, 5))
    assert [one.kind for one in event.requirements] == ["unpaidWork"]
    [change] = decided.state.changes
    assert change.before == sentence.order
    assert (change.appeal_id, change.changed_by) == (sentence.appeals[0].appeal_id, "N07B961")
    assert decided.state.order_ends_on == date(2017, 6, 5)
    assert decided.state.open_gaps == sentence.open_gaps


@pytest.mark.parametrize("replaced", [False, True])
def test_a_quashed_or_replaced_sentence_ends_with_its_gaps(*, replaced: bool) -> None:
    sentence = lodge(passed()).state
    order = {"disposal": "other", "order_ends_on": "2017-06-05"}
    decided = decide(sentence, "varied", order=order) if replaced else decide(sentence, "quashed")
    first, ended, *closed = decided.events
    assert isinstance(first, AppealDecided)
    assert isinstance(ended, OrderRevoked)
    assert (ended.cause, ended.ended_on) == ("reSentenced" if replaced else "quashedOnAppeal", NEXT_WEEK.now.date())
    assert len(closed) == len(sentence.gaps)
    assert decided.state.state is SentenceState.ENDED
    assert decided.state.disposal == sentence.disposal  # what the court had ordered stays on record


@pytest.mark.parametrize(
    ("sentence", "asked", "fault"),
    [
        (passed(), {"outcome": "varied"}, ("/order", "orderMissing")),
        (passed(), {"outcome": "dismissed", "order": VARIED}, ("/order", "orderNotVaried")),
        (
            passed(disposal="other", requirements=[]),
            {"outcome": "varied", "order": VARIED},
            ("/order/disposal", "anotherSentence"),
        ),
        (
            passed(),
            {"outcome": "varied", "order": {**VARIED, "order_ends_on": "2016-09-01"}},
            ("/order/orderEndsOn", "inThePast"),
        ),
        (
            passed(),
            {"outcome": "varied", "order": {**VARIED, "requirements": [{**UNPAID_WORK, "unit": "days"}]}},
            ("/order/requirements/0/unit", "unitOfAnotherKind"),
        ),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_at_its_place(
    sentence: Sentence, asked: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(lodge(sentence).state, **asked)
    assert [(one.place, one.code) for one in refused.value.faults] == [fault]


def test_each_change_of_an_order_is_numbered_told_whole_and_kept() -> None:
    sentence = passed()
    first = amend(sentence)
    second = amend(first.state, cause="moveOfResidence", area_crc="C18", requirements=[VAGUE])
    [event] = second.events
    assert isinstance(event, OrderAmended)
    assert (event.number, event.cause, event.area_crc, event.disposal) == (
        2,
        "moveOfResidence",
        "C18",
        "communityOrder",
    )
    assert (event.vague_rar, event.event_number, event.crn) == (True, 1, CRN)
    assert [change.before for change in second.state.changes] == [sentence.order, first.state.order]
    assert second.state.area_crc == "C18"
    assert second.state.vague_rar


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"order_ends_on": "2016-09-01"}, ("/orderEndsOn", "inThePast")),
        ({"requirements": [{**VAGUE, "unit": "hours"}]}, ("/requirements/0/unit", "unitOfAnotherKind")),
        ({"area_crc": "N07"}, ("/areaCrc", "notACrc")),
        ({"cause": "moveOfResidence"}, ("/areaCrc", "areaMissing")),
        ({"cause": "moveOfResidence", "area_crc": "C17"}, ("/areaCrc", "areaMissing")),
    ],
)
def test_an_amendment_that_cannot_be_is_refused_at_its_place(asked: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        amend(passed(), **asked)
    assert [(one.place, one.code) for one in refused.value.faults] == [fault]


def test_an_amendment_changes_something() -> None:
    sentence = passed()
    same = [one.model_dump() for one in sentence.requirements]
    with pytest.raises(Invalid, match="already"):
        amend(sentence, order_ends_on=sentence.order_ends_on, requirements=same)


@pytest.mark.parametrize(("asks", "cause"), [(amend, "appeal"), (revoke, "quashedOnAppeal")])
def test_what_an_appeal_does_is_told_by_its_outcome_alone(asks: Callable[..., Any], cause: str) -> None:
    with pytest.raises(ValidationError):
        asks(passed(), cause=cause)


def test_a_revoked_order_closes_every_open_gap_by_whoever_recorded_it_with_the_reason_kept_here() -> None:
    sentence = passed()
    decided = revoke(sentence)
    ended, *closed = decided.events
    assert isinstance(ended, OrderRevoked)
    assert (ended.cause, ended.ended_on) == ("goodProgress", date(2016, 9, 12))
    assert [one.gap_id for one in closed if isinstance(one, InformationGapClosed)] == list(sentence.open_gaps)
    assert {one.closure for one in closed if isinstance(one, InformationGapClosed)} == {"orderEnded"}
    assert closed[-1].open_gaps == ()  # type: ignore[attr-defined]
    after = decided.state
    assert {(gap.state, gap.closed_by, gap.reason) for gap in after.gaps} == {
        (GapState.CLOSED, "N07B961", "All done in eight days.")
    }
    assert (after.ended_by, after.ended_at, after.end_reason) == ("N07B961", NEXT_WEEK.now, "All done in eight days.")
    assert "eight days" not in "".join(event.model_dump_json() for event in decided.events)


def test_the_clocks_of_gaps_end_with_the_order_but_for_those_that_have_run_out() -> None:
    sentence = passed()
    in_time = revoke(sentence, at(TUESDAY), ended_on="2016-09-05")
    cancelled = [("informationGapAnswered", gap_id, "cancelled") for gap_id in sentence.open_gaps]
    assert clocks(tuple(in_time.events)) == cancelled
    assert clocks(tuple(revoke(sentence).events)) == []


def test_a_gap_that_was_closed_before_stays_as_it_was_closed() -> None:
    assessed = COMMANDS["reviseAssessment"](passed()).state
    decided = revoke(assessed)
    closures = {gap.cause.value: gap.closure for gap in decided.state.gaps}
    assert closures["rsrNotCalculated"] == "lateAnswer"
    assert len(decided.events) == len(assessed.open_gaps) + 1


def test_with_the_order_an_undecided_appeal_ends_as_abandoned() -> None:
    sentence = lodge(passed()).state
    decided = revoke(sentence, cause="died")
    first, second, *_ = decided.events
    assert isinstance(first, AppealDecided)
    assert isinstance(second, OrderRevoked)
    assert [one.outcome for one in decided.state.appeals] == [first.outcome] == ["abandoned"]


@pytest.mark.parametrize(("ended_on", "code"), [("2016-09-14", "inTheFuture"), ("2016-09-04", "beforeSentence")])
def test_an_order_ends_between_its_sentence_and_today(ended_on: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        revoke(passed(), ended_on=ended_on)
    assert [(one.place, one.code) for one in refused.value.faults] == [("/endedOn", code)]
    for day in ("2016-09-05", "2016-09-13"):
        revoke(passed(), ended_on=day)


@pytest.mark.parametrize("command", ["amend", "revoke", "reviseAssessment"])
def test_without_probation_work_there_is_no_order_to_change(command: str) -> None:
    with pytest.raises(Invalid, match="no order"):
        COMMANDS[command](passed(disposal="other", requirements=[]))


def test_what_an_appeal_does_to_a_sentence_without_probation_work_is_told_of_the_appeal_alone() -> None:
    sentence = lodge(passed(disposal="other", requirements=[])).state
    for asked in ({"outcome": "quashed"}, {"outcome": "varied", "order": {**VARIED, "disposal": "other"}}):
        assert [type(event) for event in decide(sentence, **asked).events] == [AppealDecided]
