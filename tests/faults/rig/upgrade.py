"""A rolling upgrade under load: from the code before these changes to the code that is here, a service at a time.

The old code is the real one of a commit, taken out of the repository and run from its own folder by the same Python.
"""

import asyncio
import io
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from deploy.embedded.surroundings import SERVICES, Command, throughcare
from tests.faults.rig.faults.instances import roll
from tests.faults.rig.run import Outcome, Say, conclude, folder_of_a_run, settled
from tests.faults.rig.system import System
from tests.kafka.apache_kafka import ApacheKafka
from tests.kafka.node import CHECKOUT

OLD = "5a3441e2c5d05e4a419c6119dff3a7ba7b0b64a3"
"""The last version before commands are refused while Kafka is away, before `recommendation-changed.v2`, and before
the migrations that came with both: what it wrote and told is what a running system has when this is rolled out."""
NAME = "rolling upgrade"
WITHOUT_FAULT_SECONDS = 5.0


def unavailable_reason() -> str | None:
    """Why the old code cannot be had; None where it can."""
    found = subprocess.run(
        ["git", "cat-file", "-e", f"{OLD}^{{commit}}"], cwd=CHECKOUT, capture_output=True, check=False
    )
    return (
        f"the commit {OLD} is not in this checkout, which is a shallow one or none of git's"
        if found.returncode
        else None
    )


def old_code(folder: Path) -> Command:
    """Take the old code out into the folder; the command that runs it. Raises where it is not what would be run."""
    archive = subprocess.run(["git", "archive", OLD], cwd=CHECKOUT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    python = ["env", f"PYTHONPATH={folder}", sys.executable, "-P"]
    asked = "import services.cli, shared.runtime.app; print(services.cli.__file__, shared.runtime.app.__file__)"
    told = subprocess.run([*python, "-c", asked], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    if not all(Path(path).is_relative_to(folder) for path in told.split()):
        raise RuntimeError(f"the old code is not what would be run, but {told.strip()}")
    return lambda *words: [*python, "-m", "services.cli", *words]


async def upgrade(kafka: ApacheKafka, seed: int, people: int, say: Say) -> Outcome:
    """Everything on the old code; the new migrations; then each service in turn, with people served all the time."""
    began = time.monotonic()
    with folder_of_a_run() as folder:
        old = await asyncio.to_thread(old_code, folder / "old")
        async with System(kafka, folder, seed, people, command=old) as system:
            await settled(system)
            say(f"all services run the code of {OLD[:7]}; {len(system.account)} commands so far")
            injection = await system.began(NAME)
            system.stack.command = throughcare
            await asyncio.to_thread(system.stack.migrate)
            await asyncio.sleep(WITHOUT_FAULT_SECONDS)  # the old code on the new tables, for a while
            for service in system.random.sample(SERVICES, len(SERVICES)):
                await roll(system, service)
                say(f"{service} runs the new code; {len(system.account)} commands so far")
                await settled(system)  # old and new, side by side
            injection.recovered = await system.recovered(time.monotonic())
            return await conclude(system, {}, began)
