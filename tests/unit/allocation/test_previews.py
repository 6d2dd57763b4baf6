"""What the rules would say to given facts."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.allocation.domain.previews import MOST_GAPS, Preview, preview
from shared.decisions import Invalid
from shared.probation.gaps import bears_on, is_of_a_check, is_of_a_source
from shared.probation.vocabulary import AllocationCriterion, CheckKind, GapCause, Source
from tests.unit.allocation.given import LOW_RISK, allocated

FACTS: dict[str, Any] = {"on": "2016-09-05", "division": "N07", "areaCrc": "C17", "risk": LOW_RISK}
EVERY_GAP = [
    {"cause": cause, "checkKind": kind, "source": source}
    for cause in GapCause
    for kind in (tuple(CheckKind) if is_of_a_check(cause) else (None,))
    for source in (tuple(Source) if is_of_a_source(cause) else (None,))
]


def asked(**changes: Any) -> Preview:
    return Preview.model_validate({**FACTS, **changes})


def test_it_says_what_a_sentence_with_these_facts_is_told() -> None:
    gaps = [{"cause": "checkUnanswered", "checkKind": "domesticAbuse"}]
    outcome, allocation = preview(asked(gaps=gaps)), allocated()
    assert (outcome.provider, outcome.provisional) == (allocation.receiving_provider, allocation.provisional)
    assert outcome.criteria == allocation.decisions[0].criteria
    assert outcome.rules_version == allocation.rules_version


@pytest.mark.parametrize("gap", EVERY_GAP, ids=lambda gap: "-".join(filter(None, gap.values())))
def test_every_gap_that_can_be_recorded_leaves_what_it_bears_on_in_doubt(gap: dict[str, Any]) -> None:
    outcome = preview(asked(gaps=[gap]))
    doubtful = {one.criterion for one in outcome.criteria if not one.known}
    assert doubtful == set(bears_on(gap["cause"], gap["checkKind"], gap["source"]))
    assert doubtful
    assert outcome.provisional


@pytest.mark.parametrize(("level", "provider"), [("medium", "C17"), ("high", "N07"), ("veryHigh", "N07")])
def test_what_came_to_light_is_weighed_too(level: str, provider: str) -> None:
    outcome = preview(asked(indicatedRosh=level))
    assert outcome.provider == provider
    assert outcome.criteria[0].criterion is AllocationCriterion.ROSH_HIGH_OR_VERY_HIGH


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"on": "2014-05-31"}, "/on", "rulesNotInForce"),
        ({"on": "0001-01-01", "gaps": EVERY_GAP[:1]}, "/on", "rulesNotInForce"),
        ({"division": "C17"}, "/division", "notADivision"),
        ({"areaCrc": "N07"}, "/areaCrc", "notACrc"),
        ({"gaps": [{"cause": "checkUnanswered"}]}, "/gaps/0/checkKind", "checkKindContradicted"),
        (
            {"gaps": [{"cause": "saraMissing", "checkKind": "mentalHealth"}]},
            "/gaps/0/checkKind",
            "checkKindContradicted",
        ),
        ({"gaps": [{"cause": "sourceNotConsulted"}]}, "/gaps/0/source", "sourceContradicted"),
        ({"gaps": [{"cause": "rsrNotCalculated", "source": "police"}]}, "/gaps/0/source", "sourceContradicted"),
    ],
)
def test_facts_that_cannot_be_are_refused_with_their_place(changes: dict[str, Any], place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        preview(asked(**changes))
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [(place, code)]


def test_a_list_of_gaps_is_bounded() -> None:
    with pytest.raises(ValidationError):
        asked(gaps=EVERY_GAP[:1] * (MOST_GAPS + 1))
