"""One plain sentence for each fact: every type in the catalogue has one, in probation's words and without codes."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from polyfactory.factories.pydantic_factory import ModelFactory

from services.oversight.domain.summaries import OWED, has_sentence, sentence, summary_of
from services.oversight.domain.words import count, low, who
from shared.contracts.court import Requirement, SentencePassed
from shared.contracts.model import EventData, Obligation, Overdue
from shared.probation.vocabulary import (
    AppointmentOutcome,
    CheckKind,
    Disposal,
    GapCause,
    RequirementKind,
    RoshLevel,
)
from tests.integration.oversight.stories import journey
from tests.support.samples import NEWEST, PERSONAL, sample

EVERY_TYPE = pytest.mark.parametrize("event_type", NEWEST)
PLAIN = re.compile(r"[A-Z0-9][^{}<>_]*[.]")
CODE = re.compile(r"\b[a-z]+[A-Z]\w*")
"""camelCase is how codes travel; "NPS" and the published outcome codes are words of the field."""
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
Unit = Literal["days", "hours", "months", "hoursADay"]


def many(event_type: str) -> Iterator[EventData]:
    """Events of a type with all manner of values; an organisation is free text to the contract, and so is named."""
    factory = ModelFactory.create_factory(PERSONAL[event_type])
    factory.seed_random(11)
    for event in factory.batch(40, crn="X320741", detail_url="/somewhere/1"):
        assert isinstance(event, EventData)
        yield event.model_copy(update={"owner": "C17"}) if isinstance(event, Overdue) else event


@EVERY_TYPE
def test_every_event_type_has_a_sentence_of_its_own(event_type: str) -> None:
    assert has_sentence(PERSONAL[event_type])


@EVERY_TYPE
def test_a_sentence_is_plain_and_whole(event_type: str) -> None:
    event = sample(event_type)
    said = sentence(event)
    assert PLAIN.fullmatch(said), said
    assert "None" not in said
    assert "  " not in said
    assert len(said) < 300


@EVERY_TYPE
def test_what_is_stored_is_told_as_what_was_heard(event_type: str) -> None:
    event = sample(event_type)
    assert summary_of(event_type, event.model_dump(mode="json", by_alias=True)) == sentence(event)


def test_a_type_that_is_not_known_here_is_said_to_have_happened() -> None:
    assert summary_of("probation.court.something-else.v9", {}) == "An event of type probation.court.something-else.v9."


def test_every_obligation_can_be_the_subject_of_a_sentence() -> None:
    assert set(OWED) == set(Obligation)


@EVERY_TYPE
def test_no_sentence_shows_a_code_or_an_identifier(event_type: str) -> None:
    # whatever the contract allows: each value of each vocabulary comes up in so many
    for event in many(event_type):
        said = sentence(event)
        assert not CODE.search(said), said
        assert not IDENTIFIER.search(said), said
        assert said.endswith("."), said


@pytest.mark.parametrize(
    ("amount", "unit", "months", "said"),
    [
        (20, "days", None, "20 days"),
        (1, "days", None, "1 day"),
        (80, "hours", None, "80 hours"),
        (9, "months", None, "9 months"),
        (12, "hoursADay", 3, "12 hours a day for 3 months"),
        (1, "hoursADay", 1, "1 hour a day for 1 month"),
    ],
)
def test_a_requirement_is_told_in_what_it_is_counted_in(amount: int, unit: Unit, months: int | None, said: str) -> None:
    one = Requirement(kind=RequirementKind.CURFEW, amount=amount, unit=unit, months=months)
    passed = sample(SentencePassed.event_type).model_copy(
        update={"disposal": Disposal.COMMUNITY_ORDER, "requirements": (one,), "gaps": (), "proposal_differences": None}
    )
    assert sentence(passed) == f"Community order with curfew {said}; no information gaps at sentence."


def test_the_story_reads_as_it_was() -> None:
    said = [sentence(one.data) for one in journey().told]
    for expected in (
        "Oral report requested by the court.",
        "Oral report delivered, saying that it lacks 3 things.",
        "Community order with rehabilitation activity 20 days, unpaid work 80 hours; 3 information gaps at sentence.",
        "Allocated to London CRC, provisionally: 1 criterion not known.",
        "London CRC accepted the allocation, with 3 gaps to read, and holds the risk.",
        "Reading what was missing at sentence is overdue: London CRC owes it.",
        "Plan agreed: 20 of 20 RAR days have a purpose.",
        "The late answer reached the case (domestic-abuse call-outs known to the police); a risk review falls due.",
        "Rehabilitation activity: unacceptable absence (UAAB); 2 failures in 12 months.",
        "The NPS returned the pack: no current address.",
        "The NPS accepted the pack with 1 minor correction.",
        "Breach proven: the order continues, with or without a penalty.",
        "The case passed from London CRC to NPS London, on the day that the NPS was asked.",
        "London CRC closed the case: it is with NPS London.",
    ):
        assert expected in said, expected


@pytest.mark.parametrize(
    ("code", "name"), [("N07", "NPS London"), ("C17", "London CRC"), ("HMIP", "HMIP"), (None, "nobody")]
)
def test_an_organisation_is_named_as_people_speak_of_it(code: str | None, name: str) -> None:
    assert who(code) == name


def test_a_word_inside_a_sentence_begins_small_unless_it_is_an_abbreviation() -> None:
    assert low(CheckKind.VICTIM_STATEMENT) == "victim's statement"
    assert low(GapCause.RSR_NOT_CALCULATED) == "the risk of serious recidivism was not calculated"
    assert low(RoshLevel.VERY_HIGH) == "very high"
    assert low(AppointmentOutcome.ATTC) == "attended, complied"
    assert low(None) == "not known"


@pytest.mark.parametrize(("number", "said"), [(0, "no gaps"), (1, "1 gap"), (2, "2 gaps")])
def test_a_number_goes_with_its_noun(number: int, said: str) -> None:
    assert count(number, "gap") == said
    assert count(2, "criterion", "criteria") == "2 criteria"
