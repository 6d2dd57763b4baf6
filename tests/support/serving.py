"""A running service on a port of this machine, for clients that speak HTTP over sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from shared.runtime.app import create_app
from tests.support.kafka import eventually
from tests.support.running import Running


@asynccontextmanager
async def serving(service: Running) -> AsyncIterator[str]:
    """The address of a service, served in this process by the server that serves it elsewhere."""
    runtime = service.runtime
    app = create_app(runtime.service, runtime.settings, runtime)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started, "the server has started")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
