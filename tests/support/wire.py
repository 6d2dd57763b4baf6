"""Counts round trips where they cannot be hidden: on the wire between a service and PostgreSQL.

A proxy passes the protocol through and counts what makes the server answer: a Sync (the end of an extended query), a
Flush (the driver preparing a statement) or a simple Query. BEGIN, COMMIT and the preparing of a statement that is not
known yet are counted like any other.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

SYNC, QUERY, FLUSH = ord("S"), ord("Q"), ord("H")


class Wire:
    """A proxy before a PostgreSQL that listens on a Unix socket; `round_trips` since it was last set to 0."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        port = query.get("port", ["5432"])[0]
        self.socket = f"{query['host'][0]}/.s.PGSQL.{port}"
        self.database, self.user = parts.path.lstrip("/"), parts.username or "postgres"
        self.round_trips = 0
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Wire"]:
        """Listen; `url` leads through the proxy."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = f"postgresql://{self.user}@127.0.0.1:{port}/{self.database}?sslmode=disable"
        try:
            yield self
        finally:
            server.close()
            if self._tasks:  # each ends by itself when its client has gone
                await asyncio.wait(self._tasks, timeout=5)

    async def _serve(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        answers, server = await asyncio.open_unix_connection(self.socket)
        returning = asyncio.create_task(_pump(answers, back))
        try:
            (length,) = struct.unpack("!I", head := await client.readexactly(4))  # the start-up message has no type
            server.write(head + await client.readexactly(length - 4))
            while True:
                kind, length = struct.unpack("!BI", head := await client.readexactly(5))
                server.write(head + await client.readexactly(length - 4))
                if kind in (SYNC, QUERY, FLUSH):
                    self.round_trips += 1
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            returning.cancel()
            server.close()
            back.close()
            self._tasks.discard(task)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
    target.close()
