"""What changes something is done only from these pages, and not from a page of somebody else's that a reader has open.

Invariant: a form is taken only where the browser says that it was sent by a page of these: its `Origin`, which browsers
set on every POST and no script can forge, is the public address. The cookie's `SameSite=Lax` keeps the token back from
others' forms besides; neither rests on the other.
"""

from urllib.parse import urlsplit

from fastapi import Depends, Request

DEFAULT_PORTS = {"http": 80, "https": 443}


class FromElsewhere(Exception):
    """A form was sent by a page that is not one of these, or by no page at all."""


def origin_of(address: str) -> str:
    """The origin of an address as browsers write it: without the port that its scheme has anyway."""
    parts = urlsplit(address)
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


async def _from_these_pages(request: Request) -> None:
    if request.headers.get("origin") != origin_of(request.app.state.runtime.work.public_url):
        raise FromElsewhere


FromThesePages = Depends(_from_these_pages)
"""A route's dependency: the form that it takes was sent by a page of these."""
