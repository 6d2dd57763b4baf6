"""That the work was done: a page is full, in order and as filtered, and a list ends with its last row."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import httpx
from pydantic.alias_generators import to_camel

from benchmarks.lists.listing import Asked, Listing

Body: TypeAlias = Mapping[str, Any]


class NotDone(AssertionError):
    """The service answered something else than was asked."""


def body_of(answer: httpx.Response) -> Any:
    """What it answered. Raises NotDone where that was a refusal."""
    if answer.status_code != 200:
        raise NotDone(f"{answer.request.url} answered {answer.status_code}: {answer.text[:500]}")
    return answer.json()


def check_page(listing: Listing, body: Body, rows: int) -> None:
    """A page with that many rows, each as filtered, in the list's order, none twice. Raises NotDone."""
    items = body["items"]
    if len(items) != rows:
        raise NotDone(f"{listing.name} answered {len(items)} rows and not {rows}.")
    for item in items:
        if wrong := {name: item.get(name) for name, value in listing.shows.items() if item.get(name) != value}:
            raise NotDone(f"{listing.name} answered a row with {wrong}.")
    in_order(listing, items)


def in_order(listing: Listing, items: Iterable[Body]) -> None:
    """The items are in the list's order, none twice; of what is so or not, what is so comes first. Raises NotDone."""
    keys = [tuple(_placed(item[to_camel(column)]) for column in listing.key) for item in items]
    wanted = sorted(set(keys), reverse=listing.newest_first)
    if keys != wanted:
        raise NotDone(f"{listing.name} answered rows out of order, or one twice.")


def _placed(value: Any) -> Any:
    return not value if isinstance(value, bool) else value


def walk(client: httpx.Client, asked: Asked, headers: Mapping[str, str], limit: int = 200) -> int:
    """Read a list to its end; how many rows it had. Raises NotDone unless they are exactly those of the database."""
    listing, items = asked.listing, list[Body]()
    parameters = {**asked.parameters, "limit": str(limit)}
    while True:
        body = body_of(client.get(listing.path, params=parameters, headers=headers))
        items += body["items"]
        if (cursor := body.get("nextCursor")) is None:
            break
        if len(body["items"]) != limit:
            raise NotDone(f"{listing.name} has a page that is not full, and yet one after it.")
        parameters["cursor"] = cursor
    check_page(listing, {"items": items}, asked.count)
    return len(items)
