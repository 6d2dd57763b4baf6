"""Serves one service's real app over HTTP, told by the settings of any service, without a broker or a ticker.

What is measured is how it answers: a relay, a consumer or a ticker that woke up meanwhile would only be noise.
"""

import asyncio
import importlib
import sys

import uvicorn

from shared.runtime.app import create_app
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from shared.runtime.telemetry import configure_logging


async def serve(name: str) -> None:
    """Serve until told to end."""
    settings = Settings()
    configure_logging(name, settings.log_format, settings.log_level)
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    runtime = await Runtime.open(service, settings)
    config = uvicorn.Config(
        create_app(service, settings, runtime),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    try:
        await uvicorn.Server(config).serve()
    finally:
        await runtime.stop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner:
        runner.run(serve(sys.argv[1]))
