"""What the pages of dead letters show: the services side by side, their letters in one list, a letter to be read."""

import asyncio
from dataclasses import dataclass
from typing import Self

import orjson

from services.oversight.api.other_services import NAMES, DoesNotAnswer, OtherServices, Refused
from shared.runtime.dead_letter_views import Letter, Letters, LetterSummary
from shared.runtime.dead_letters import STATES

OF_EACH, OF_ONE = 20, 50
"""Letters on a page: of each service where all are shown, and of one where it is shown alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see: of one service or of all, in which state, of which key."""

    service: str
    state: str
    key: str
    cursor: str | None

    @classmethod
    def of(cls, service: str, state: str, key: str, cursor: str | None) -> Self:
        """What was asked, with what is nothing left out."""
        chosen = service if service in NAMES else ""
        found = "".join(key.split()).upper()[:200].replace("\x00", "")
        return cls(chosen, state if state in STATES else "parked", found, cursor if chosen else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands: its letters, or why they are not known."""

    name: str
    letters: Letters | None
    away_because: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All that was asked for, the longest parked first."""

    standings: list[Standing]
    letters: list[tuple[str, LetterSummary]]
    more: list[tuple[str, str]]
    """Services that have more of what was asked than is shown, and the cursor after it."""

    @property
    def away(self) -> list[str]:
        """The services that do not answer: whatever is said of letters is not said of theirs."""
        return [one.name for one in self.standings if one.letters is None]


async def overview(services: OtherServices, token: str, asked: Asked) -> Overview:
    """Ask every service at once. All are counted; letters are shown of those that were asked for."""
    standings = await asyncio.gather(*(_standing(services, token, name, asked) for name in NAMES))
    wanted = [(one.name, one.letters) for one in standings if one.letters and asked.service in ("", one.name)]
    found = [(name, letter) for name, letters in wanted for letter in letters.items]
    return Overview(
        standings,
        sorted(found, key=lambda one: (one[1].parked_at, one[0], one[1].letter_id)),
        [(name, letters.next_cursor) for name, letters in wanted if letters.next_cursor],
    )


async def _standing(services: OtherServices, token: str, name: str, asked: Asked) -> Standing:
    here = asked.service == name
    try:
        found = await services.letters(
            name,
            token,
            state=asked.state,
            key=asked.key or None,
            cursor=asked.cursor if here else None,
            limit=OF_ONE if here else OF_EACH,
        )
    except DoesNotAnswer as error:
        return Standing(name, None, error.sentence)
    except Refused as refused:
        return Standing(name, None, f"It has refused: {refused.sentence}")
    return Standing(name, found)


def id_in(text: str) -> int | None:
    """The id of a letter in an address, or None where it can be none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) else None


def whole(letter: Letter) -> str:
    """The body of a letter as people read it: JSON with a line for each field, or the text as it is."""
    if letter.body.json_value is None:
        return letter.body.text
    return orjson.dumps(letter.body.json_value, option=orjson.OPT_INDENT_2).decode()
