"""Versions of a pack: put together from what is known, signed by somebody else, recommending something else (¶8)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.breach.api.pack_views import pack_version, version_summaries
from services.breach.domain.breaches import ActsForTheOtherSide, Breach
from services.breach.domain.countersigning import countersign
from services.breach.domain.exchange import Nothing, refer
from services.breach.domain.preparing import prepare
from services.breach.domain.recommending import RecommendationAsked, recommend
from shared.contracts.breach import PackCountersigned, PackPrepared, RecommendationChanged
from shared.decisions import Invalid, NotAllowed, NotFound
from shared.probation.vocabulary import BreachState, Recommendation, RecommendationChangeReason
from tests.unit.breach.packs import earlier
from tests.unit.breach.states import STATES
from tests.unit.breach.story import BY_CRC, BY_MANAGER, BY_NPS, MANAGER, OFFICER, asked, begun, occasion, signed

COLLEAGUE = occasion(officer="C17A002")
HARDER = RecommendationAsked(
    recommendation=Recommendation.MORE_ONEROUS,
    reason=RecommendationChangeReason.MANAGERS_VIEW,
    rationale="Two unexplained absences in a month call for more structure than a warning.",
)


def prepared() -> Breach:
    return prepare(begun(), asked(), BY_CRC).state


def test_a_manager_who_is_not_the_author_signs_the_newest_version_and_that_is_told() -> None:
    before = prepared()
    decision = countersign(before, Nothing(), BY_MANAGER)
    (told,) = decision.events
    assert isinstance(told, PackCountersigned)
    assert (told.version, told.manager) == (1, MANAGER)
    assert decision.state.signed_pack.countersigned_by == MANAGER
    assert decision.state.packs == before.packs


def test_nobody_signs_their_own_pack_or_for_another_organisation_or_twice() -> None:
    with pytest.raises(ActsForTheOtherSide, match="author"):
        countersign(prepared(), Nothing(), BY_CRC)
    with pytest.raises(ActsForTheOtherSide, match="Only C17"):
        countersign(prepared(), Nothing(), BY_NPS)
    with pytest.raises(NotAllowed):
        countersign(signed(prepared()), Nothing(), occasion(officer="C17M002"))


def test_a_new_version_needs_a_signature_of_its_own() -> None:
    again = prepare(signed(prepared()), asked(), BY_CRC).state
    assert again.signed_pack.countersigned_by is None
    assert again.signed_packs[0].countersigned_by == MANAGER
    with pytest.raises(Invalid) as refused:
        refer(again, Nothing(), BY_CRC)
    assert [fault.place for fault in refused.value.faults] == ["/countersignedBy"]


def test_a_recommendation_changed_by_a_manager_is_a_version_the_same_but_for_that_and_told_with_the_first() -> None:
    decision = recommend(signed(prepared()), HARDER, BY_MANAGER)
    version, changed = decision.events
    assert isinstance(version, PackPrepared)
    assert isinstance(changed, RecommendationChanged)
    assert (changed.first_recommendation, changed.before, changed.after) == ("continue", "continue", "moreOnerous")
    assert (changed.reason, changed.changed_by, changed.by_first_author) == ("managersView", MANAGER, False)
    assert changed.first_recommended_by == OFFICER
    after = decision.state
    assert (after.recommendation_changes, after.changes_by_manager) == (1, 1)
    assert {one.place for one in pack_version(after, 2).changes} == {
        "/recommendation", "/recommendationChange", "/rationale",
    }  # fmt: skip
    assert [one.version for one in version_summaries(after)] == [2, 1]
    # Whoever changed it is the author now: somebody else signs.
    with pytest.raises(ActsForTheOtherSide):
        countersign(after, Nothing(), BY_MANAGER)
    assert countersign(after, Nothing(), occasion(officer="C17M002")).events


def test_a_change_by_the_author_is_no_managers_and_one_by_a_version_is_told_too() -> None:
    by_author = recommend(prepared(), HARDER, BY_CRC)
    changed = by_author.events[1]
    assert isinstance(changed, RecommendationChanged)
    assert (changed.by_first_author, changed.first_recommended_by) == (True, changed.changed_by)
    whole = asked(
        recommendation=Recommendation.FINE,
        recommendation_change=RecommendationChangeReason.COMPLIANCE_RESUMED,
        rationale="He has come to every appointment since and found work in the meantime.",
    )
    by_version = prepare(prepared(), whole, COLLEAGUE)
    changed = by_version.events[1]
    assert isinstance(changed, RecommendationChanged)
    assert (changed.by_first_author, changed.changed_by, changed.version) == (False, "C17A002", 2)
    assert changed.first_recommended_by == OFFICER


@given(st.lists(st.sampled_from(Recommendation), min_size=1, max_size=8))
def test_whatever_is_recommended_later_the_first_stays_and_every_change_is_told(wanted: list[Recommendation]) -> None:
    breach, told = prepared(), 0
    for number, recommendation in enumerate(wanted):
        change = HARDER.model_copy(update={"recommendation": recommendation, "rationale": f"View {number} of it."})
        if recommendation is breach.recommendation:
            with pytest.raises(Invalid):
                recommend(breach, change, BY_MANAGER)
            continue
        decision = recommend(breach, change, BY_MANAGER)
        told += sum(isinstance(one, RecommendationChanged) for one in decision.events)
        breach = decision.state
    assert breach.first_recommendation is Recommendation.CONTINUE
    assert breach.packs[0].recommendation is Recommendation.CONTINUE
    assert breach.recommendation_changes == told == len(breach.packs) - 1


def test_a_change_says_why_in_words_of_its_own_and_comes_after_a_pack() -> None:
    same = HARDER.model_copy(update={"rationale": prepared().pack.rationale})
    with pytest.raises(Invalid) as refused:
        recommend(prepared(), same, BY_MANAGER)
    assert [fault.place for fault in refused.value.faults] == ["/rationale"]
    for breach in (begun(), STATES[BreachState.REFERRED]):
        with pytest.raises(NotAllowed):
            recommend(breach, HARDER, BY_MANAGER)
    with pytest.raises(ActsForTheOtherSide):
        recommend(prepared(), HARDER, BY_NPS)


def test_a_version_that_changes_the_recommendation_names_the_reason_and_one_that_does_not_names_none() -> None:
    new = asked(recommendation=Recommendation.FINE, rationale="Another view of it altogether.")
    with pytest.raises(Invalid) as refused:
        prepare(prepared(), new, BY_CRC)
    assert [fault.place for fault in refused.value.faults] == ["/recommendationChange"]
    idle = asked(recommendation_change=RecommendationChangeReason.RISK_CHANGED)
    with pytest.raises(Invalid) as refused:
        prepare(prepared(), idle, BY_CRC)
    assert [fault.code for fault in refused.value.faults] == ["nothingChanges"]


def test_the_persons_earlier_breaches_are_put_in_without_being_typed() -> None:
    ended = earlier(datetime(2016, 7, 1, tzinfo=UTC))
    assert prepare(begun(earlier=(ended,)), asked(), BY_CRC).state.pack.earlier_breaches == (ended,)


def test_there_is_no_version_that_was_not_prepared() -> None:
    with pytest.raises(NotFound):
        pack_version(prepared(), 2)
