"""The app factory: every service is made the same way, so whoever can run one can run all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.contracts.catalogue import events_of
from shared.contracts.documents import schema_of
from shared.decisions import NotFound
from shared.runtime import dead_letter_api, openapi, problems
from shared.runtime.runtime import Runtime
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from shared.runtime.telemetry import Telemetry

VERSION = version("throughcare")
operations = APIRouter(tags=["operations"])


@operations.get("/health/liveness", operation_id="liveness")
async def liveness() -> dict[str, str]:
    """The process runs."""
    return {"status": "UP"}


@operations.get("/health/readiness", operation_id="readiness", responses={503: {"description": "Not ready, and why"}})
async def readiness(request: Request) -> Response:
    """Database, broker, relay and consumer are as they should be; 503 with the reasons where they are not."""
    reasons = await request.app.state.runtime.not_ready_because()
    return JSONResponse(
        {"status": "DOWN" if reasons else "UP", "reasons": reasons}, status_code=503 if reasons else 200
    )


@operations.get("/info", operation_id="info")
async def info(request: Request) -> dict[str, str]:
    """Which service this is, and its version."""
    service: Service = request.app.state.service
    return {"service": service.name, "title": service.title, "version": VERSION}


@operations.get("/metrics", operation_id="metrics", response_class=Response)
async def prometheus() -> Response:
    """Metrics in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@operations.get("/schemas/{name}.json", operation_id="schema", responses={404: {"description": "No such event type"}})
async def schema(request: Request, name: str) -> Response:
    """The JSON Schema of an event type that this service publishes: what `ce_dataschema` names."""
    types = events_of(request.app.state.service.name)
    if name not in types:
        raise NotFound
    return Response(_schema(name), media_type="application/schema+json")


@cache
def _schema(name: str) -> bytes:
    return orjson.dumps(schema_of(name))


def create_app(service: Service, settings: Settings, runtime: Runtime | None = None) -> FastAPI:
    """The app of a service. With a `runtime` given (tests), the app uses it and neither starts nor stops it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if runtime is not None:
            app.state.runtime = runtime
            yield
            return
        app.state.runtime = await Runtime.open(service, settings)
        try:
            await app.state.runtime.start()
            yield
        finally:
            await app.state.runtime.stop()

    # The documentation pages come with the package: an operator's network need not reach anybody else's.
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title=service.title,
        description=service.description,
        version=VERSION,
        lifespan=lifespan,
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/"}],
        separate_input_output_schemas=False,
    )
    app.state.service = service
    if runtime is not None:
        app.state.runtime = runtime
    problems.install(app)
    for router in service.routers:
        app.include_router(router)
    if service.reactions.topics:
        app.include_router(dead_letter_api.router)
    app.include_router(operations)
    if service.extend is not None:
        service.extend(app, settings)
    app.add_middleware(Telemetry, service=service.name)
    openapi.describe(app)
    return app
