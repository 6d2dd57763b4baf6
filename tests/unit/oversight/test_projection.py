"""From events to rows: one row for each thing touched, whatever the number of events and whatever repeats."""

import json
from collections import Counter
from typing import Any

import pytest

from services.oversight.domain.projection import PARTS, organisations_in, project
from shared.contracts.envelope import Received, decode_envelope
from shared.contracts.model import EventData
from shared.probation.organisations import is_crc, is_nps
from tests.integration.oversight.stories import journey
from tests.integration.oversight.story import ROSH, Told
from tests.support.samples import PERSONAL, sample

KEYS = {
    "entries": ("event_id",),
    "clocks_started": ("obligation", "subject_id"),
    "clocks_ended": ("obligation", "subject_id"),
    "gaps": ("gap_id",),
    "people": ("crn",),
    "organisations": ("organisation", "crn"),
}
NOT_A_PART = {"area_crc", "proposed_provider"}
"""Who may come to have a part, and has none yet."""


def received(told: Told) -> Received[EventData]:
    return Received(decode_envelope(told.message().headers), told.data)


def rows_of(*told: Told) -> dict[str, list[dict[str, Any]]]:
    return {name: json.loads(rows) for name, rows in project([received(one) for one in told]).items()}


def test_a_statement_never_touches_a_row_twice() -> None:
    told = [one for crn in ("X320741", "X320742") for one in journey(crn).told]
    for name, rows in rows_of(*told).items():
        keys = Counter(tuple(row[key] for key in KEYS[name]) for row in rows)
        assert set(keys.values()) == {1} or not keys, name


def test_a_clock_is_either_started_or_ended_by_a_batch() -> None:
    story = journey()
    for size in range(1, len(story.told)):
        rows = rows_of(*story.told[:size])
        key = KEYS["clocks_started"]
        started, ended = ({tuple(r[k] for k in key) for r in rows[n]} for n in ("clocks_started", "clocks_ended"))
        assert not started & ended


def test_a_clock_that_is_started_is_whole() -> None:
    for row in rows_of(*journey().told)["clocks_started"]:
        assert None not in (row["owner"], row["started_at"], row["due_at"], row["crn"])


def test_a_batch_of_nothing_is_rows_of_nothing() -> None:
    assert rows_of() == {name: [] for name in KEYS}


def test_only_who_has_a_part_is_found_to_have_one() -> None:
    story = journey()
    assert [organisations_in(one.data) for one in story.told[:6]] == [
        {"N07"},
        {"N07"},
        {"N07"},
        {"N07"},  # the sentence names the CRC of the area, which has no part until the case is allocated
        {"N07", "C17"},
        {"N07", "C17"},
    ]


@pytest.mark.parametrize(
    "part",
    ["division", "provider", "receiving_provider", "from_provider", "to_provider", "transferred_to", "owner"],
)
def test_whoever_is_named_in_a_part_has_it(part: str) -> None:
    kinds = [kind for kind in PERSONAL.values() if part in kind.model_fields]
    assert kinds
    for kind in kinds:
        event = sample(kind.event_type).model_copy(update={part: "N01"})
        assert "N01" in organisations_in(event), kind.event_type


@pytest.mark.parametrize("event_type", sorted(PERSONAL))
def test_every_field_that_names_an_organisation_is_either_a_part_or_known_to_be_none(event_type: str) -> None:
    event = sample(event_type)
    named = {
        field
        for field in type(event).model_fields
        if isinstance(value := getattr(event, field), str)
        and len(value) == 3
        and (is_nps(value) or is_crc(value) or value[0] in "NC")
        and value[1:].isdigit()
    }
    assert named <= {*PARTS, *NOT_A_PART, "risk_held_by"}


def test_a_gap_read_by_one_officer_after_another_has_its_last_reader() -> None:
    story = journey()
    [first, *_] = [one for one in story.told if one.data.event_type.endswith("gap-acknowledged.v1")]
    second = Told(first.data.model_copy(update={"officer": "C17A999"}), story.told[-1].at, story.id("again"), None)
    for told in ((first, second), (second, first)):
        [row] = rows_of(*told)["gaps"]
        assert (row["acknowledged_by"], row["acknowledged_at"]) == ("C17A999", story.told[-1].at.isoformat())


def test_a_gap_is_to_be_read_since_the_clock_of_its_reading_was_started_last() -> None:
    story = journey()
    opened = [one for one in story.told if one.data.event_type.endswith("case-opened.v1")]
    anew = Told(opened[0].data, story.told[-1].at, story.id("anew"), None)
    rows = rows_of(*opened, anew)["gaps"]
    assert {row["to_read_since"] for row in rows} == {story.told[-1].at.isoformat()}
    assert len(rows) == 3


def test_what_ran_out_before_it_was_cancelled_keeps_both_times() -> None:
    story = journey()
    ended = rows_of(*(one for one in story.told if one.service == "crc"))["clocks_started"]
    [unread] = [
        row
        for row in ended
        if row["obligation"] == "informationGapAcknowledged" and row["subject_id"] == str(story.id(ROSH))
    ]
    assert unread["overdue_at"] < unread["cancelled_at"]
    assert unread["met_at"] is None
