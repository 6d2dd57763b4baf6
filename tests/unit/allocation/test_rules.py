"""The rules are dated, and a past decision is run again by those of its own day. A second version is given here."""

import json
from datetime import date, timedelta

import pytest

from services.allocation.domain import reviews
from services.allocation.domain.allocations import Allocation
from services.allocation.domain.criteria import Evidence, allocate
from services.allocation.domain.previews import replay
from services.allocation.domain.record import PastDecision
from services.allocation.domain.rules import VERSIONS, RulesNotInForce, RulesVersion, rules_in_force, rules_named
from shared.decisions import NotAllowed, NotFound
from shared.probation.vocabulary import AllocationCriterion, GapClosure, OverrideReason, RoshLevel
from tests.unit.allocation.given import (
    DOMESTIC_ABUSE,
    LOW_RISK,
    accept,
    allocated,
    amended,
    answered,
    closed,
    occasion,
    overridden,
    receive,
    reject,
    review,
    revised,
    sentence,
)

FIRST = VERSIONS[0]
LATER = RulesVersion(
    "allocation-criteria-2017-01-01",
    date(2017, 1, 1),
    tuple(one for one in AllocationCriterion if one is not AllocationCriterion.PUBLIC_INTEREST),
)
BOTH = (FIRST, LATER)
OF_PUBLIC_INTEREST = LOW_RISK.model_copy(update={"public_interest": True})


def test_each_version_holds_until_the_next_begins() -> None:
    eve = LATER.effective_from - timedelta(days=1)
    assert [rules_in_force(day, BOTH) for day in (FIRST.effective_from, eve, LATER.effective_from)] == [
        FIRST,
        FIRST,
        LATER,
    ]
    assert [rules_named(one.name, BOTH) for one in BOTH] == list(BOTH)


def test_versions_stand_in_the_order_of_their_days_and_weigh_nothing_twice() -> None:
    assert [one.effective_from for one in VERSIONS] == sorted({one.effective_from for one in VERSIONS})
    assert len({one.name for one in VERSIONS}) == len(VERSIONS)
    assert all(len(set(one.criteria)) == len(one.criteria) > 0 for one in VERSIONS)


def test_before_the_split_there_is_nothing_to_allocate_between() -> None:
    with pytest.raises(RulesNotInForce, match="2014-06-01"):
        allocate(Evidence(date(2014, 5, 31), LOW_RISK), division="N07", area_crc="C17")
    with pytest.raises(RulesNotInForce, match="never"):
        rules_named("never", BOTH)


def test_another_version_weighs_what_it_names_and_nothing_else() -> None:
    evidence = Evidence(date(2017, 2, 1), OF_PUBLIC_INTEREST)
    first, later = (allocate(evidence, division="N07", area_crc="C17", rules=one) for one in BOTH)
    assert (first.provider, first.rules_version) == ("N07", FIRST.name)
    assert (later.provider, later.rules_version) == ("C17", LATER.name)
    assert [one.criterion for one in later.criteria] == list(LATER.criteria)


def test_a_decision_is_replayed_by_the_rules_of_its_day_though_others_are_in_force_now() -> None:
    allocation = allocated(sentence(risk=OF_PUBLIC_INTEREST))
    # The later version is made to reach back over the day of the sentence: the one it was decided by still answers.
    back = RulesVersion(LATER.name, FIRST.effective_from + timedelta(days=1), LATER.criteria)
    assert rules_in_force(allocation.heard.sentenced_on, (FIRST, back)) is back
    again = replay(allocation, 1, (FIRST, back))
    assert again.same
    assert (again.outcome.provider, again.outcome.rules_version) == ("N07", FIRST.name)


def stories() -> list[Allocation]:
    """Allocations with decisions of each cause that this service decides by."""
    wrong = review(accept(allocated()).state, closed(indicates=RoshLevel.HIGH)).state
    held, received = receive(accept(allocated()).state)
    return [
        wrong,
        review(allocated(), closed(closure=GapClosure.SUPERVISED_WITHOUT_IT)).state,
        reviews.hear_assessment(allocated(), revised(), occasion()).state,
        reviews.hear_amendment(accept(allocated()).state, amended(), occasion()).state,
        overridden(allocated()).allocation.state,
        overridden(reject(allocated()).state, "C17", OverrideReason.REJECTION_NOT_UPHELD).allocation.state,
        answered(held.state, received.state, decision="accepted").allocation.state,
    ]


@pytest.mark.parametrize("which", range(len(stories())))
def test_every_decision_replays_the_same_also_once_it_has_been_stored_and_read(which: int) -> None:
    allocation = stories()[which]
    read = tuple(PastDecision.model_validate(json.loads(one.model_dump_json())) for one in allocation.decisions)
    for kept in (allocation, allocation.model_copy(update={"decisions": read})):
        assert [replay(kept, one.number).same for one in kept.decisions] == [True] * len(kept.decisions)


def test_the_evidence_is_what_was_weighed_then_and_not_what_became_of_it() -> None:
    allocation = review(allocated()).state
    first, second = allocation.decisions
    assert first.evidence is not None
    assert second.evidence is not None
    assert [one.gap_id for one in first.evidence.unanswered] == [DOMESTIC_ABUSE.gap_id]
    assert second.evidence.unanswered == ()
    assert (replay(allocation, 1).outcome.provisional, replay(allocation, 2).outcome.provisional) == (True, False)


def test_the_area_of_the_day_is_replayed_though_the_order_lies_elsewhere_now() -> None:
    moved = reviews.hear_amendment(allocated(), amended(area_crc="C18"), occasion()).state
    assert [replay(moved, number).outcome.provider for number in (1, 2)] == ["C17", "C18"]
    assert all(replay(moved, number).same for number in (1, 2))


def test_an_answer_that_is_not_the_same_is_said_to_be_another() -> None:
    allocation = allocated()
    (first,) = allocation.decisions
    for changes in ({"rules_provider": "N07"}, {"rules_provisional": False}, {"criteria": first.criteria[1:]}):
        other = allocation.model_copy(update={"decisions": (first.model_copy(update=changes),)})
        assert not replay(other, 1).same


def test_a_decision_from_before_evidence_was_kept_says_so() -> None:
    allocation = allocated()
    nothing = {"evidence": None, "area_crc": None, "rules_provider": None, "rules_provisional": None}
    older = allocation.model_copy(update={"decisions": (allocation.decisions[0].model_copy(update=nothing),)})
    with pytest.raises(NotAllowed, match="before evidence was kept"):
        replay(older, 1)
    for number in (0, 2, 10**12):
        with pytest.raises(NotFound):
            replay(older, number)
