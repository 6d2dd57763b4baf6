"""The seven divisions and the 21 companies, and which lies where."""

import pytest

from shared.probation.organisations import (
    CRCS,
    NPS_DIVISIONS,
    Organisation,
    OrganisationKind,
    UnknownOrganisation,
    crcs_of,
    division_of,
    is_crc,
    is_nps,
    organisation,
)


@pytest.mark.parametrize(
    ("division", "name", "crcs"),
    [
        ("N01", "North West", ("C02", "C06", "C07")),
        ("N02", "North East", ("C01", "C03", "C04", "C05", "C09")),
        ("N03", "Wales", ("C10",)),
        ("N04", "Midlands", ("C08", "C11", "C12")),
        ("N05", "South West & South Central", ("C15", "C16", "C19", "C20")),
        ("N06", "South East & Eastern", ("C13", "C14", "C18", "C21")),
        ("N07", "London", ("C17",)),
    ],
)
def test_each_division_holds_the_companies_on_its_ground(division: str, name: str, crcs: tuple[str, ...]) -> None:
    assert organisation(division) == Organisation(division, name, OrganisationKind.NPS)
    assert crcs_of(division) == crcs
    assert {division_of(crc) for crc in crcs} == {division}


def test_there_are_seven_divisions_and_twenty_one_companies_each_in_one_division() -> None:
    assert [one.code for one in NPS_DIVISIONS] == [f"N{number:02}" for number in range(1, 8)]
    assert [one.code for one in CRCS] == [f"C{number:02}" for number in range(1, 22)]
    assert sorted(crc for one in NPS_DIVISIONS for crc in crcs_of(one.code)) == [one.code for one in CRCS]


def test_a_provider_is_of_one_kind_only() -> None:
    assert all(is_nps(one.code) and not is_crc(one.code) for one in NPS_DIVISIONS)
    assert all(is_crc(one.code) and not is_nps(one.code) for one in CRCS)
    assert organisation("C17") == Organisation("C17", "London", OrganisationKind.CRC)


def test_a_code_outside_the_split_is_refused() -> None:
    with pytest.raises(UnknownOrganisation, match="'C22'"):
        organisation("C22")
    with pytest.raises(UnknownOrganisation, match="not a CRC"):
        division_of("N07")
    with pytest.raises(UnknownOrganisation, match="not an NPS division"):
        crcs_of("C17")
    assert not is_nps("N08")
    assert not is_crc("C22")
