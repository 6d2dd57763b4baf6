"""Who does what in the directory: a CRC offers, a division of the NPS buys."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.contracts.model import Actor
from shared.decisions import Invalid
from shared.probation.organisations import is_crc, is_nps
from shared.probation.written import SAYS_SOMETHING

# A character of value zero cannot be stored as text, and belongs in no name.
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*$"),
    Field(description="As people know it. Of an organisation or a piece of work, never of a person."),
    SAYS_SOMETHING,
]


def offering(actor: Actor) -> str:
    """The CRC in whose directory the actor works. Raises Invalid where it is none: the NPS buys, and offers nothing."""
    if not is_crc(actor.organisation):
        sentence = "A directory and its supply chain are a CRC's: the NPS buys from them, nobody else offers."
        raise Invalid.one("/", "notACrc", sentence)
    return actor.organisation


def buying(actor: Actor) -> str:
    """The division of the NPS for which the actor buys. Raises Invalid where it is none."""
    if not is_nps(actor.organisation):
        raise Invalid.one("/", "notADivision", "Only a division of the NPS has a budget and buys interventions.")
    return actor.organisation
