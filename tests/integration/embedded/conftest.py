"""Folders on short paths, and processes whose end can be seen."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.embedded.waiting import wait_until

CHECKOUT = Path(__file__).parents[3]
SECONDS = 40.0

# A shell that runs the tests in the background has interrupts ignored, and what it starts would ignore them too.
INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
Ending = Callable[[str, signal.Signals | None], list[int]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: it is deep, and root's is closed again by every other run."""
    with tempfile.TemporaryDirectory(prefix="throughcare-embedded-") as name:
        yield Path(name)


def lives(pid: int) -> bool:
    """A zombie has ended, though nobody has collected it yet."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def all_end(pids: list[int]) -> bool:
    return wait_until(lambda: not any(lives(pid) for pid in pids), SECONDS)


@pytest.fixture
def ended_by(tmp_path: Path) -> Ending:
    """Run a script that prints numbers of processes, end it by a signal or let it end, and give the numbers."""

    def run(script: str, number: signal.Signals | None) -> list[int]:
        waits = "" if number is None else "\nimport signal; signal.pause()\n"
        with (tmp_path / "errors").open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", INTERRUPTIBLE + script + waits],
                cwd=CHECKOUT,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        with process:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, (tmp_path / "errors").read_text()
            if number is not None:
                process.send_signal(number)
        pids = [int(word) for word in line.split()]
        assert pids
        return pids

    return run
