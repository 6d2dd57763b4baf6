"""Identifiers of people, sentences, providers, teams and officers, as pydantic types. Shapes are published [S]."""

import re
from typing import Annotated

from pydantic import Field

_PROVIDER = "[NC][0-9]{2}"
_TEAM = f"{_PROVIDER}[A-Z0-9]{{3}}"

Crn = Annotated[
    str,
    Field(
        pattern=r"^[A-Z][0-9]{6}$",
        description="Case reference number of a person: a letter and six digits.",
        examples=["X320741"],
    ),
]

NomsNumber = Annotated[
    str,
    Field(pattern=r"^[A-Z][0-9]{4}[A-Z]{2}$", description="Prison number of a person.", examples=["A1234BC"]),
]

Pnc = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}/[0-9]{7}[A-Z]$",
        description="Police National Computer identifier: year, serial number, check letter.",
        examples=["2012/0123456X"],
    ),
]

EventNumber = Annotated[
    int,
    Field(ge=1, description="Sequence, from 1, of a sentence within a person's CRN.", examples=[1]),
]

ProviderCode = Annotated[
    str,
    Field(
        pattern=f"^{_PROVIDER}$",
        description="An NPS division (N and two digits) or a CRC (C and two digits).",
        examples=["N07", "C17"],
    ),
]

TeamCode = Annotated[
    str,
    Field(
        pattern=f"^{_TEAM}$",
        description="A team: its provider's code and three characters.",
        examples=["N07DTX"],
    ),
]

OfficerCode = Annotated[
    str,
    Field(
        pattern=f"^{_PROVIDER}[A-Z0-9]{{4}}$",
        description="An officer: the provider's code and four characters. A team's code and U is nobody yet.",
        examples=["N07B960", "N07DTXU"],
    ),
]

_TEAM_SHAPE = re.compile(_TEAM)
_TEAM_OR_OFFICER_SHAPE = re.compile(f"{_TEAM}[A-Z0-9]?")


def unallocated_officer(team: str) -> str:
    """The officer code that stands for nobody yet in a team: N07DTX gives N07DTXU [S].

    Raises ValueError when the argument is not a team's code.
    """
    if not _TEAM_SHAPE.fullmatch(team):
        raise ValueError(f"{team!r} is not a team code.")
    return f"{team}U"


def is_unallocated(officer: str) -> bool:
    """Whether an officer code stands for nobody yet: seven characters that end in U [S]."""
    return len(officer) == 7 and officer.endswith("U")


def provider_of(team_or_officer_code: str) -> str:
    """The provider to which a team or an officer belongs: N07B960 gives N07 [S].

    Raises ValueError when the argument is neither a team's nor an officer's code.
    """
    if not _TEAM_OR_OFFICER_SHAPE.fullmatch(team_or_officer_code):
        raise ValueError(f"{team_or_officer_code!r} is neither a team nor an officer code.")
    return team_or_officer_code[:3]
