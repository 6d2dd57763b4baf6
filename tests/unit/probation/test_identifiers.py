"""Identifiers: what is accepted, what is refused, and what can be read from them."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.probation.identifiers import (
    Crn,
    EventNumber,
    NomsNumber,
    OfficerCode,
    Pnc,
    ProviderCode,
    TeamCode,
    is_unallocated,
    provider_of,
    unallocated_officer,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Crn, "X320741"),
        (NomsNumber, "A1234BC"),
        (Pnc, "2012/0123456X"),
        (EventNumber, 1),
        (ProviderCode, "N07"),
        (ProviderCode, "C21"),
        (TeamCode, "N07DTX"),
        (OfficerCode, "N07B960"),
        (OfficerCode, "N07DTXU"),
    ],
)
def test_an_identifier_of_the_published_shape_is_accepted(kind: Any, value: str | int) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Crn, "x320741"),
        (Crn, "X32074"),
        (Crn, "X3207410"),
        (Crn, "X320741\n"),
        (NomsNumber, "A1234B"),
        (Pnc, "12/123456X"),
        (EventNumber, 0),
        (ProviderCode, "X07"),
        (ProviderCode, "N7"),
        (TeamCode, "N07"),
        (TeamCode, "N07DTXU"),
        (OfficerCode, "N07DTX"),
    ],
)
def test_an_identifier_of_another_shape_is_refused(kind: Any, value: str | int) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("kind", [Crn, NomsNumber, Pnc, EventNumber, ProviderCode, TeamCode, OfficerCode])
def test_an_identifier_explains_itself_with_an_example(kind: Any) -> None:
    schema = TypeAdapter(kind).json_schema()

    assert schema["description"]
    assert schema["examples"]


def test_nobody_yet_in_a_team_is_the_team_and_u() -> None:
    assert unallocated_officer("N07DTX") == "N07DTXU"
    assert is_unallocated("N07DTXU")
    assert not is_unallocated("N07B960")
    assert not is_unallocated("N07DTU")


def test_only_a_team_has_an_unallocated_officer() -> None:
    with pytest.raises(ValueError, match="not a team code"):
        unallocated_officer("N07B960")


@pytest.mark.parametrize(("code", "provider"), [("N07DTX", "N07"), ("N07B960", "N07"), ("C17DTXU", "C17")])
def test_a_team_or_an_officer_belongs_to_the_provider_in_its_code(code: str, provider: str) -> None:
    assert provider_of(code) == provider


@pytest.mark.parametrize("code", ["N07", "", "n07dtx", "N07DTXUU", "N07DTX\n"])
def test_a_provider_is_not_read_from_anything_else(code: str) -> None:
    with pytest.raises(ValueError, match="neither a team nor an officer"):
        provider_of(code)
