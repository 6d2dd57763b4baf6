"""Fixtures that every suite shares: one real PostgreSQL a run, and services on fresh databases."""

import logging
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from deploy.embedded.broker import EmbeddedBroker
from deploy.embedded.postgres import EmbeddedPostgres
from shared.runtime.tracing import configure_tracing
from tests.support.postgres import Databases
from tests.support.running import Running
from tests.support.running import running as run_service

pytest_plugins = ["tests.faults.simulation.fixtures", "tests.kafka.fixtures"]
# How long an example takes on a busy machine says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
Starter = Callable[[str], AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="session", autouse=True)
def traced() -> None:
    """Spans are made as in a service, so that what events carry is what they would carry."""
    configure_tracing("tests")
    # Faults are made on purpose here; what matters of them is asserted, not printed.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A real PostgreSQL for the whole run."""
    with tempfile.TemporaryDirectory(prefix="throughcare-tests-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def broker() -> Iterator[EmbeddedBroker]:
    """A broker that speaks the Kafka protocol over real sockets, for the whole run; tests take topics of their own."""
    broker = EmbeddedBroker()
    try:
        yield broker
    finally:
        broker.close()


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    """Makes fresh databases."""
    return Databases(postgres)


@pytest.fixture
def running(databases: Databases) -> Starter:
    """Start a service: `async with running("court") as court:`."""
    return lambda name: run_service(databases, name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where what tests need has been installed (CI), a skip is a failure, but for want of what is named there."""
    report = yield
    only_for_want_of = os.environ.get("THROUGHCARE_TESTS_MAY_SKIP_FOR_WANT_OF")
    if report.skipped and only_for_want_of is not None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if only_for_want_of in reason:
            return report
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not be skipped here: {reason}"
    return report
