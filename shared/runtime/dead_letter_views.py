"""What a service answers of its dead letters, as JSON."""

import base64
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.runtime.dead_letters import NEIGHBOURS
from shared.runtime.inbox import headers_as_they_came
from shared.runtime.paging import Page

LetterState = Literal["parked", "redriven", "discarded"]


class View(BaseModel):
    """camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class LetterSummary(View):
    """One message that could not be applied, or that is parked behind one of the same key."""

    letter_id: int
    topic: str = Field(examples=["probation.court"])
    partition: int
    position: int = Field(description="Its offset in the partition.")
    key: str = Field(description="Whose it is: the CRN.", examples=["X320741"])
    event_id: UUID
    event_type: str | None = Field(description="Null where even that cannot be read.")
    reason: str = Field(description="Why it cannot be applied, as it was last tried.")
    behind: bool = Field(description="Not tried itself: parked because an earlier one of its key is.")
    state: LetterState
    parked_at: datetime
    settled_at: datetime | None
    settled_by: str | None = Field(description="Who redrove or discarded it; null where that was not recorded.")
    settled_because: str | None = Field(description="Why it was discarded.")


class StateCount(View):
    """How many letters are in one state, and of how many keys."""

    letters: int
    keys: int


class Letters(Page[LetterSummary]):
    """A page of letters, and how the service stands."""

    counts: dict[LetterState, StateCount]
    stopped_because: str | None = Field(
        description="Why the consumer of the process that answers has stopped by its limit; null where it has not."
    )


class LetterHeader(View):
    """A header of the message; bytes that are no text are shown as escapes."""

    name: str
    value: str


class LetterBody(View):
    """The body: as text, as JSON where it is JSON, and exactly."""

    text: str = Field(description="Bytes that are no text are shown as escapes.")
    json_value: Any = Field(alias="json", description="Null where the text is not JSON.")
    base64: str


class Neighbours(View):
    """Parked letters of the same key, in order; the first hundred of them."""

    letters: int
    letter_ids: list[int]


class Letter(LetterSummary):
    """One letter whole. Nothing in it can be edited."""

    headers: list[LetterHeader]
    body: LetterBody
    stands_behind: Neighbours = Field(description="What is to be applied before it.")
    holds_back: Neighbours = Field(description="What is parked behind it.")


class KeyRedriven(View):
    """What became of one key."""

    key: str
    applied: int = Field(description="Letters that were applied now.")
    parked: int = Field(description="Letters that are parked still.")
    fails_because: str | None = Field(description="Why the first of them fails; null where none is left.")


class LettersRedriven(View):
    """What became of each key, the longest waiting first."""

    keys: list[KeyRedriven]
    keys_left: int = Field(description="Keys that were not tried, for there were too many: ask again.")


class LetterDiscarded(View):
    """A letter that was given up."""

    letter_id: int
    key: str
    state: Literal["discarded"] = "discarded"
    settled_at: datetime
    settled_by: str
    settled_because: str
    parked_behind: int = Field(description="Letters of its key that are parked after it, until they are redriven.")


def letter_view(row: dict[str, Any]) -> Letter:
    """A letter as `dead_letters.show` found it."""
    own, of_key = row["letter_id"], row.pop("of_key")
    before, after = [one for one in of_key if one < own], [one for one in of_key if one > own]
    headers = [LetterHeader(name=n, value=_text(value)) for n, value in headers_as_they_came(row.pop("headers"))]
    value: bytes = row.pop("value")
    return Letter(
        **row,
        headers=headers,
        body=LetterBody(text=_text(value), json_value=_json(value), base64=base64.b64encode(value).decode()),
        stands_behind=_neighbours(before),
        holds_back=_neighbours(after),
    )


def _neighbours(ids: list[int]) -> Neighbours:
    return Neighbours(letters=len(ids), letter_ids=ids[:NEIGHBOURS])


def _text(value: bytes) -> str:
    return value.decode(errors="backslashreplace")


def _json(value: bytes) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
