"""One run: load, faults at moments that a seed chooses, the load's end, rest, and the comparison."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.rig import ledger, rest
from tests.faults.rig.faults.fault import Fault
from tests.faults.rig.findings import Finding
from tests.faults.rig.system import Injection, System
from tests.faults.rig.table import Row, rows
from tests.kafka.apache_kafka import ApacheKafka
from tests.kafka.node import CHECKOUT

BETWEEN_SECONDS = (0.5, 3.0)
LOGS = CHECKOUT / ".throughcare" / "rig-logs"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run has shown."""

    rows: list[Row]
    findings: list[Finding]
    skipped: dict[str, str]
    """Faults that could not be injected here, and why."""
    people: int
    repeated: int
    """Messages that stand on a topic more than once; subscribers know them by their id."""
    overtaken: int
    """Messages that stand on a topic after a later one of their key, of another record or of a clock."""
    tried_again: Counter[str]
    """Why calls were made again: the status, or that no answer came."""
    seconds: float


@contextmanager
def folder_of_a_run() -> Iterator[Path]:
    """A folder for everything of one run. The logs are kept when it is gone, those of the last run only."""
    with tempfile.TemporaryDirectory(prefix="throughcare-rig-") as name:
        try:
            yield Path(name)
        finally:
            shutil.rmtree(LOGS, ignore_errors=True)
            for place in (Path(name, "stack", "logs"), Path(name, "stack", "postgres")):
                for log in place.glob("*.log"):
                    LOGS.mkdir(parents=True, exist_ok=True)
                    shutil.copy(log, LOGS)


def possible(system: System, faults: Sequence[Fault]) -> tuple[list[Fault], dict[str, str]]:
    """The faults that can be injected here, and why the others cannot."""
    why = {fault.name: reason for fault in faults if (reason := fault.unavailable(system)) is not None}
    return [fault for fault in faults if fault.name not in why], why


async def run(kafka: ApacheKafka, faults: Sequence[Fault], seed: int, people: int, say: Say) -> Outcome:
    """Inject the faults in an order of the seed's choice while people are served, and compare at rest."""
    began = time.monotonic()
    with folder_of_a_run() as folder:
        async with System(kafka, folder, seed, people) as system:
            chosen, skipped = possible(system, faults)
            system.random.shuffle(chosen)
            await settled(system)
            for number, fault in enumerate(chosen, start=1):
                await asyncio.sleep(system.random.uniform(*BETWEEN_SECONDS))
                injection = await inject(system, fault)
                after = "never" if injection.recovered is None else f"after {injection.recovered:.1f} s"
                say(f"{number}/{len(chosen)} {fault}: recovered {after}; {len(system.account)} commands so far")
            return await conclude(system, skipped, began)


async def settled(system: System) -> None:
    """Everything is ready and people are served. Raises TimeoutError where that never comes."""
    system.must_be_loaded()
    if await system.recovered(time.monotonic()) is None:
        raise TimeoutError(f"the system never came to work; its processes say: {await system.not_ready()}")


async def inject(system: System, fault: Fault) -> Injection:
    """Break something while the load goes on, see it recover, and put back what the fault took away."""
    system.must_be_loaded()
    injection = await system.began(fault.name)
    await fault.inject(system)
    injection.recovered = await system.recovered(time.monotonic())
    await fault.put_back(system)
    if await system.recovered(time.monotonic()) is None:
        injection.recovered = None
    return injection


async def conclude(system: System, skipped: dict[str, str], began: float) -> Outcome:
    """Let every story come to its end, wait for rest, and compare."""
    await system.finish()
    left = await rest.come_to_rest(system)
    books = await ledger.read(system)
    findings = [*left, *ledger.compare(books, system.injections)]
    again = Counter[str]()
    for (_, status), times in system.tried_again.items():
        again["no answer" if status is None else str(status)] += times
    return Outcome(
        rows=rows(system.injections, [command.at for command in books.account], findings),
        findings=findings,
        skipped=skipped,
        people=system.load.played,
        repeated=books.repeated,
        overtaken=ledger.overtaken(books),
        tried_again=again,
        seconds=time.monotonic() - began,
    )
