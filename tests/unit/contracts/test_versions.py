"""Whoever reacts to a fact meets its newest version; what an older version can say is never lost on the way."""

from datetime import date
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.breach import RecommendationChanged
from shared.contracts.catalogue import EVENT_TYPES, VERSIONS
from shared.contracts.model import Actor, Contract, EventData, Fact
from shared.contracts.superseded import STILL_TOLD, RecommendationChangedV1
from shared.contracts.versions import StillTold, Versions
from shared.probation.vocabulary import Recommendation, RecommendationChangeReason
from shared.runtime.reactions import Reactions
from tests.support.samples import PERSONAL

FACT = "probation.breach.visit-made"
officers = st.from_regex(r"[NC][0-9]{2}[A-Z0-9]{4}", fullmatch=True)
actors = st.sampled_from(["C17", "N07"]).map(lambda one: Actor(organisation=one, officer=f"{one}A001"))
told = {
    "crn": st.from_regex(r"[A-Z][0-9]{6}", fullmatch=True),
    "detail_url": st.just("/breaches/1"),
    "recorded_by": actors,
    "clocks": st.just(()),
    "breach_id": st.uuids(),
    "sentence_id": st.uuids(),
    "version": st.integers(1, 99),
    **dict.fromkeys(("first_recommendation", "before", "after"), st.sampled_from(Recommendation)),
    "reason": st.sampled_from(RecommendationChangeReason),
    "changed_by": officers,
}
in_v1 = st.fixed_dictionaries({**told, "by_manager": st.booleans()}).map(RecommendationChangedV1.model_validate)
in_v2 = st.fixed_dictionaries(
    {**told, "by_first_author": st.booleans(), "first_recommended_by": st.none() | officers}
).map(RecommendationChanged.model_validate)


class VisitMadeV1(EventData):
    event_type: ClassVar[str] = f"{FACT}.v1"
    by: str


class VisitMadeV2(EventData):
    event_type: ClassVar[str] = f"{FACT}.v2"
    officer: str


class VisitMade(EventData):
    event_type: ClassVar[str] = f"{FACT}.v3"
    officers: tuple[str, ...]


CHAIN: tuple[type[EventData], ...] = (VisitMadeV1, VisitMadeV2, VisitMade)


def common(data: EventData) -> dict[str, object]:
    return {name: getattr(data, name) for name in EventData.model_fields}


def chain(*still_told: type[EventData]) -> Versions:
    """A fact that is in its third version."""
    since = [StillTold(one, date(2016, 9, 1), "Somebody reads it.") for one in still_told]
    versions = Versions({one.event_type: one for one in CHAIN}, since)

    @versions.upcasts(VisitMadeV1, VisitMadeV2)
    def _(older: VisitMadeV1) -> VisitMadeV2:
        return VisitMadeV2(**common(older), officer=older.by)

    @versions.upcasts(VisitMadeV2, VisitMade)
    def _(older: VisitMadeV2) -> VisitMade:
        return VisitMade(**common(older), officers=(older.officer,))

    @versions.downcasts(VisitMade, VisitMadeV2)
    def _(newer: VisitMade) -> VisitMadeV2:
        return VisitMadeV2(**common(newer), officer=newer.officers[0])

    @versions.downcasts(VisitMadeV2, VisitMadeV1)
    def _(newer: VisitMadeV2) -> VisitMadeV1:
        return VisitMadeV1(**common(newer), by=newer.officer)

    return versions


VISIT = {"crn": "X320741", "detail_url": "/visits/1", "recorded_by": Actor(organisation="C17")}
OLDEST, MIDDLE, NEWEST = (
    VisitMadeV1(**VISIT, by="A"),
    VisitMadeV2(**VISIT, officer="A"),
    VisitMade(**VISIT, officers=("A",)),
)


@pytest.mark.parametrize("fact", [OLDEST, MIDDLE, NEWEST], ids=lambda one: one.event_type)
def test_a_fact_of_any_version_is_read_as_the_newest(fact: Fact) -> None:
    versions = chain()
    assert versions.upcast(fact) == NEWEST
    assert versions.newest(fact.event_type) == NEWEST.event_type
    assert list(versions.newest_types()) == [VisitMade]


def test_a_service_that_reacts_to_the_newest_version_wants_every_older_one_and_reacts_to_none() -> None:
    reactions = Reactions(chain())

    @reactions.on(VisitMade)
    async def _(*_: object) -> None: ...

    assert [reactions.wants(one.event_type) for one in CHAIN] == [True, True, True]
    assert not reactions.wants(f"{FACT}.v4")
    assert reactions.wants_another_version(f"{FACT}.v4")
    with pytest.raises(TypeError, match=r"v2 has a newer version: react to .*v3"):
        reactions.on(VisitMadeV2)(lambda *_: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("still_told", "expected"),
    [
        ((), [("v3", None)]),
        ((VisitMadeV2,), [("v2", "v3"), ("v3", None)]),
        ((VisitMadeV1,), [("v1", "v3"), ("v3", None)]),
        ((VisitMadeV1, VisitMadeV2), [("v1", "v2"), ("v2", "v3"), ("v3", None)]),
    ],
    ids=["the newest alone", "the one before", "the oldest, over one", "all"],
)
def test_a_fact_is_told_in_its_oldest_version_first_and_each_names_the_next(
    still_told: tuple[type[EventData], ...], expected: list[tuple[str, str | None]]
) -> None:
    versions = chain(*still_told)
    found = versions.representations(NEWEST.event_type, NEWEST.model_dump_json(by_alias=True))
    short = [
        (one.event_type.rpartition(".")[2], (one.superseded_by or ".").rpartition(".")[2] or None) for one in found
    ]
    assert short == expected
    for one in found:
        assert versions.upcast(versions.types[one.event_type].model_validate_json(one.body)) == NEWEST


def test_what_was_recorded_in_an_older_version_is_told_as_it_was() -> None:
    body = OLDEST.model_dump_json(by_alias=True)
    (only,) = chain(VisitMadeV1, VisitMadeV2).representations(OLDEST.event_type, body)
    assert (only.event_type, only.body, only.superseded_by) == (OLDEST.event_type, body, None)


def test_there_is_one_way_from_a_version_to_the_next() -> None:
    versions = chain()
    with pytest.raises(TypeError, match="upcaster already"):
        versions.upcasts(VisitMadeV1, VisitMade)(lambda _: NEWEST)
    with pytest.raises(TypeError, match="downcaster already"):
        versions.downcasts(VisitMade, VisitMadeV1)(lambda _: OLDEST)


@given(in_v1)
def test_a_changed_recommendation_that_was_told_in_v1_comes_back_the_same_from_v2(one: RecommendationChangedV1) -> None:
    newest = VERSIONS.upcast(one)
    assert isinstance(newest, RecommendationChanged)
    # the first author is known where they changed it themself, and is not made up where they did not
    assert newest.first_recommended_by == (None if one.by_manager else one.changed_by)
    assert list(VERSIONS.downcast(newest)) == [one]


@given(in_v2)
def test_a_changed_recommendation_keeps_all_that_v1_can_say_on_its_way_through_v1(one: RecommendationChanged) -> None:
    (older,) = VERSIONS.downcast(one)
    back = VERSIONS.upcast(older)
    assert isinstance(back, RecommendationChanged)
    assert back.model_copy(update={"first_recommended_by": one.first_recommended_by}) == one
    assert older.model_dump(exclude={"by_manager"}) == one.model_dump(
        exclude={"by_first_author", "first_recommended_by"}
    )


def test_every_older_version_can_be_told_from_the_newest_and_has_one_of_its_own_fact() -> None:
    older = {name for name in EVENT_TYPES if VERSIONS.newest(name) != name}
    assert older
    for name in older:
        assert VERSIONS.newest(name).rpartition(".v")[0] == name.rpartition(".v")[0]
        assert VERSIONS.newest(name) in PERSONAL
    assert {one.older.event_type for one in STILL_TOLD} <= older
    assert all(one.why.endswith(".") for one in STILL_TOLD)


def test_no_two_versions_of_a_fact_are_known_without_a_way_from_one_to_the_other() -> None:
    facts: dict[str, set[str]] = {}
    for name in EVENT_TYPES:
        facts.setdefault(name.rpartition(".v")[0], set()).add(VERSIONS.newest(name))
    assert {fact: newest for fact, newest in facts.items() if len(newest) > 1} == {}


def test_the_models_of_versions_are_contracts_of_their_own() -> None:
    # an older version that inherited from the newer would change with it
    assert RecommendationChangedV1.__mro__[1:3] == (EventData, Fact)
    assert issubclass(RecommendationChangedV1, Contract)
