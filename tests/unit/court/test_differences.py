"""How the sentence differs from the proposal: nothing where it is the same, and its word for every change (¶12)."""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from services.court.domain.differences import proposal_differences
from services.court.domain.proposals import Proposal
from shared.contracts.court import Requirement, SentencePassed
from shared.probation.calendar import add_months
from shared.probation.vocabulary import Disposal, Need, ProposalDifference, RequirementKind
from tests.unit.court.given import DIRECTORY, completed, requested, sentenced

_D = ProposalDifference
DAY = date(2016, 9, 5)

KINDS = st.sampled_from(RequirementKind)
REQUIREMENT = st.builds(
    Requirement,
    kind=KINDS,
    amount=st.integers(1, 300),
    unit=st.sampled_from(["days", "hours", "months", "hoursADay"]),
    need=st.none() | st.sampled_from(Need),
    intervention=st.none() | st.sampled_from(["C17-ALC", "C17-BBR"]),
)
PROPOSAL = st.builds(
    Proposal,
    disposal=st.sampled_from(Disposal),
    months=st.integers(1, 60),
    requirements=st.lists(REQUIREMENT, max_size=5).map(tuple),
)


def differences(proposal: Proposal, **changed: Any) -> tuple[ProposalDifference, ...]:
    assert proposal.months is not None
    made: dict[str, Any] = {
        "disposal": proposal.disposal,
        "requirements": proposal.requirements,
        "order_ends_on": add_months(DAY, proposal.months),
    }
    return proposal_differences(proposal, sentenced_on=DAY, **{**made, **changed})


@given(PROPOSAL, st.randoms())
def test_a_sentence_as_it_was_proposed_differs_in_nothing_whatever_its_order(proposal: Proposal, random: Any) -> None:
    assert differences(proposal) == ()
    shuffled = list(proposal.requirements)
    random.shuffle(shuffled)
    assert differences(proposal, requirements=shuffled) == ()


@given(PROPOSAL, st.sampled_from(Disposal))
def test_another_disposal(proposal: Proposal, disposal: Disposal) -> None:
    assert differences(proposal, disposal=disposal) == ((_D.DISPOSAL,) if disposal is not proposal.disposal else ())


@given(PROPOSAL, st.integers(-20, 20))
def test_another_length_is_one_that_ends_on_another_day_than_its_months_do(proposal: Proposal, days: int) -> None:
    assert proposal.months is not None
    ends = add_months(DAY, proposal.months) + timedelta(days=days)
    assert differences(proposal, order_ends_on=ends) == (() if days in (0, -1) else (_D.LENGTH,))


@given(PROPOSAL, REQUIREMENT)
def test_a_requirement_more_than_was_proposed(proposal: Proposal, more: Requirement) -> None:
    assert differences(proposal, requirements=(*proposal.requirements, more)) == (_D.REQUIREMENT_ADDED,)


@given(PROPOSAL.filter(lambda one: bool(one.requirements)), st.data())
def test_a_requirement_fewer_than_was_proposed(proposal: Proposal, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(proposal.requirements) - 1))
    fewer = [one for place, one in enumerate(proposal.requirements) if place != index]
    assert differences(proposal, requirements=fewer) == (_D.REQUIREMENT_LEFT_OUT,)


@given(PROPOSAL.filter(lambda one: bool(one.requirements)), st.data())
def test_a_requirement_made_otherwise(proposal: Proposal, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(proposal.requirements) - 1))
    was = proposal.requirements[index]
    now = was.model_copy(update={"amount": was.amount + 1000})
    made = [now if place == index else one for place, one in enumerate(proposal.requirements)]
    assert differences(proposal, requirements=made) == (_D.REQUIREMENT_CHANGED,)


@given(PROPOSAL.filter(lambda one: bool(one.requirements)), KINDS, st.data())
def test_a_requirement_of_another_kind_in_its_place_is_one_left_out_and_one_added(
    proposal: Proposal, kind: RequirementKind, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(proposal.requirements) - 1))
    was = proposal.requirements[index]
    others = [one for place, one in enumerate(proposal.requirements) if place != index]
    assume(kind not in {was.kind, *(one.kind for one in others)})
    made = (*others, was.model_copy(update={"kind": kind}))
    assert differences(proposal, requirements=made) == (_D.REQUIREMENT_ADDED, _D.REQUIREMENT_LEFT_OUT)


@given(PROPOSAL)
def test_a_length_left_to_the_court_differs_in_none(proposal: Proposal) -> None:
    left = proposal.model_copy(update={"months": None})
    assert proposal_differences(left, left.disposal, left.requirements, DAY, date(2030, 1, 1)) == ()


def test_a_length_beyond_any_calendar_is_another_length() -> None:
    proposal = Proposal(disposal=Disposal.CUSTODY, months=10**9)
    assert proposal_differences(proposal, Disposal.CUSTODY, (), DAY, date(2017, 9, 5)) == (_D.LENGTH,)


def test_the_difference_is_recorded_and_told_with_the_sentence_and_is_null_where_nothing_was_proposed() -> None:
    rar = {"kind": "rehabilitationActivity", "amount": 20, "unit": "days", "need": "alcohol", "intervention": "C17-ALC"}
    assert DIRECTORY[0].code == rar["intervention"]
    proposal = {"disposal": "communityOrder", "months": 12, "area_crc": "C17", "sex": "male", "requirements": [rar]}
    passed = sentenced(completed(requested(), proposal=proposal), requirements=[{**rar, "amount": 30}]).sentence
    [event] = passed.events
    assert isinstance(event, SentencePassed)
    assert passed.state.proposal_differences == event.proposal_differences == (_D.REQUIREMENT_CHANGED,)
    for report in (None, completed(requested())):
        assert sentenced(report).sentence.state.proposal_differences is None
