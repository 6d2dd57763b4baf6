"""The guard ends what its process started, whatever becomes of that process, or of the guard itself."""

import signal
from pathlib import Path

import pytest

from tests.integration.embedded.conftest import Ending, all_end

CHILDREN = """
import os, signal, sys
from pathlib import Path
from deploy.embedded.children import Child
from deploy.embedded.guard import GUARD
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
def child(name, script="import signal; signal.pause()"):
    return Child(name, [sys.executable, "-c", script], Path({folder!r}) / name, dict(os.environ))
"""


@pytest.mark.parametrize("number", [None, signal.SIGTERM, signal.SIGKILL])
def test_a_paused_process_is_ended_too(tmp_path: Path, ended_by: Ending, number: signal.Signals | None) -> None:
    script = CHILDREN + "one = child('one'); one.pause(); print(one.pid, flush=True)"
    assert all_end(ended_by(script.format(folder=str(tmp_path)), number))


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path, ended_by: Ending) -> None:
    script = CHILDREN + (
        "from deploy.embedded.waiting import wait_until\n"
        "one = child('one', STUBBORN); wait_until(lambda: 'deaf' in one.last_lines(), 20); print(one.pid, flush=True)"
    )
    assert all_end(ended_by(script.format(folder=str(tmp_path)), signal.SIGKILL))


def test_a_guard_that_was_killed_is_replaced(tmp_path: Path, ended_by: Ending) -> None:
    script = CHILDREN + (
        "one = child('one'); os.kill(GUARD._process.pid, signal.SIGKILL); GUARD._process.wait()\n"
        "two = child('two'); print(one.pid, two.pid, flush=True)"
    )
    assert all_end(ended_by(script.format(folder=str(tmp_path)), signal.SIGKILL))


def test_a_process_that_a_short_lived_thread_started_goes_on_without_it(tmp_path: Path, ended_by: Ending) -> None:
    script = CHILDREN + (
        "import threading; made = []\n"
        "thread = threading.Thread(target=lambda: made.append(child('one'))); thread.start(); thread.join()\n"
        "assert made[0].wait(0.5) is None; print(made[0].pid, flush=True)"
    )
    assert all_end(ended_by(script.format(folder=str(tmp_path)), signal.SIGKILL))
