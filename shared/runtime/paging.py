"""Lists are read a page at a time by keyset: the cursor is opaque and says after which row to go on.

Invariant: a page costs the same wherever it is in the list, and rows added meanwhile shift nothing.
"""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.decisions import Invalid

V = TypeVar("V")


class Page(BaseModel, Generic[V]):
    """One page of a list, and the cursor of the next where there is one."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    items: list[V]
    next_cursor: str | None = Field(
        default=None, description="Pass it as `cursor` for the next page; absent at the end."
    )


Limit = Annotated[int, Query(ge=1, le=200, description="Most items on a page.")]
Cursor = Annotated[str | None, Query(max_length=500, description="Where the page before ended.")]


def encode_cursor(*key: Any) -> str:
    """The cursor after a row with this key."""
    return base64.urlsafe_b64encode(orjson.dumps(key, default=str)).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: Any) -> tuple[Any, ...] | None:
    """The key in a cursor, each part read by its kind (such as `UUID`); `Invalid` where it is not one of ours."""
    if cursor is None:
        return None
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise Invalid.one("/cursor", "notACursor", "The cursor is not one that a list answered.") from None


def instant(text: str) -> datetime:
    """An instant in a cursor. Raises ValueError where it is not one, or has no time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant has its time zone")
    return moment


def page(rows: list[V], limit: int, key: Any) -> tuple[list[V], str | None]:
    """Split `limit + 1` rows read into a page and the cursor of the next; `key(row)` is the tuple to go on after."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(*key(rows[limit - 1]))
