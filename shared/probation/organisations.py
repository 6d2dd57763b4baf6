"""The seven divisions of the NPS and the 21 CRCs: codes and names [S], and which division's ground a CRC lies in [C].

A CRC lies in exactly one division. The division's court teams allocate to it and present its breaches.
"""

from dataclasses import dataclass

from shared.probation.described import Described


class OrganisationKind(Described):
    """Which half of the split a provider belongs to."""

    NPS = "nps", "National Probation Service"
    CRC = "crc", "Community rehabilitation company"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A provider of probation services."""

    code: str
    name: str
    kind: OrganisationKind


class UnknownOrganisation(LookupError):
    """No provider has this code."""


_NPS = {
    "N01": "North West",
    "N02": "North East",
    "N03": "Wales",
    "N04": "Midlands",
    "N05": "South West & South Central",
    "N06": "South East & Eastern",
    "N07": "London",
}

_CRC = {
    "C01": ("Northumbria", "N02"),
    "C02": ("Cumbria & Lancashire", "N01"),
    "C03": ("Durham Tees Valley", "N02"),
    "C04": ("Humberside, Lincolnshire & North Yorkshire", "N02"),
    "C05": ("West Yorkshire", "N02"),
    "C06": ("Merseyside", "N01"),
    "C07": ("Cheshire & Greater Manchester", "N01"),
    "C08": ("Derbyshire, Leicestershire, Nottinghamshire & Rutland", "N04"),
    "C09": ("South Yorkshire", "N02"),
    "C10": ("Wales", "N03"),
    "C11": ("Staffordshire & West Midlands", "N04"),
    "C12": ("Warwickshire & West Mercia", "N04"),
    "C13": ("BeNCH", "N06"),
    "C14": ("Norfolk & Suffolk", "N06"),
    "C15": ("Bristol, Gloucestershire, Somerset & Wiltshire", "N05"),
    "C16": ("Thames Valley", "N05"),
    "C17": ("London", "N07"),
    "C18": ("Essex", "N06"),
    "C19": ("Dorset, Devon & Cornwall", "N05"),
    "C20": ("Hampshire & Isle of Wight", "N05"),
    "C21": ("Kent, Surrey & Sussex", "N06"),
}

NPS_DIVISIONS = tuple(Organisation(code, name, OrganisationKind.NPS) for code, name in _NPS.items())
CRCS = tuple(Organisation(code, name, OrganisationKind.CRC) for code, (name, _) in _CRC.items())

_BY_CODE = {one.code: one for one in (*NPS_DIVISIONS, *CRCS)}


def is_nps(code: str) -> bool:
    """Whether the code is one of the seven divisions."""
    return code in _NPS


def is_crc(code: str) -> bool:
    """Whether the code is one of the 21 companies."""
    return code in _CRC


def organisation(code: str) -> Organisation:
    """The provider with that code. Raises UnknownOrganisation."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownOrganisation(f"{code!r} is neither an NPS division nor a CRC.") from None


def division_of(crc_code: str) -> str:
    """Code of the division that allocates to a CRC and presents its breaches [C]. Raises UnknownOrganisation."""
    if not is_crc(crc_code):
        raise UnknownOrganisation(f"{crc_code!r} is not a CRC.")
    return _CRC[crc_code][1]


def crcs_of(division: str) -> tuple[str, ...]:
    """Codes of the CRCs on a division's ground, in order [C]. Raises UnknownOrganisation."""
    if not is_nps(division):
        raise UnknownOrganisation(f"{division!r} is not an NPS division.")
    return tuple(code for code, (_, home) in _CRC.items() if home == division)
