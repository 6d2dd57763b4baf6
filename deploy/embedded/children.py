"""A process that we start is ours until we have seen its end: it is watched by the guard, and reaped.

Each runs in a session of its own, so that the interrupt key reaches only the process that started them, which then ends
them in their order.
"""

import atexit
import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from deploy.embedded.errors import told_as
from deploy.embedded.guard import GUARD
from deploy.embedded.os_user import OsUser

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_END = 15.0
_RUNNING: dict[int, "Child"] = {}


class Child:
    """One process. What it prints is added to its log; `inherit` are open files that it keeps open.

    `ends_on` is the signal on which it ends in good order. Where several end, those of the lowest `turn` end first.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str],
        *,
        user: OsUser | None = None,
        inherit: Collection[int] = (),
        ends_on: signal.Signals = signal.SIGTERM,
        turn: int = 0,
    ) -> None:
        self.name, self.log, self._ends_on, self.turn = name, log, ends_on, turn
        with told_as(f"{name} could not be started"), log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/" if user is not None else CHECKOUT,
                env=dict(environment),
                pass_fds=tuple(inherit),
                start_new_session=True,
                user=None if user is None else user.uid,
                group=None if user is None else user.gid,
                extra_groups=None if user is None else (),
            )
        self.pid = self._process.pid
        _RUNNING[self.pid] = self
        GUARD.watch(self.pid, ends_on, turn)

    def status(self) -> int | None:
        """None while it runs; else its exit status, negative where a signal ended it."""
        return self._seen(self._process.poll())

    @property
    def running(self) -> bool:
        """Whether it has not ended; a paused process runs."""
        return self.status() is None

    def wait(self, seconds: float) -> int | None:
        """Its exit status once it has ended, or None when that time is over."""
        try:
            return self._seen(self._process.wait(max(seconds, 0)))
        except subprocess.TimeoutExpired:
            return None

    def send(self, number: signal.Signals) -> None:
        """Signal it; one that has ended hears nothing."""
        if self.running:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once, as a crash does (SIGKILL)."""
        self.send(signal.SIGKILL)
        self._seen(self._process.wait())

    def pause(self) -> None:
        """Stop it where it stands, as a machine that hangs does (SIGSTOP)."""
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on (SIGCONT)."""
        self.send(signal.SIGCONT)

    def ask_to_end(self) -> None:
        """Signal it to end in good order, paused or not."""
        self.send(self._ends_on)
        self.send(signal.SIGCONT)

    def last_lines(self, count: int = 12) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-count:]) or "(nothing)"

    def _seen(self, status: int | None) -> int | None:
        if status is not None and _RUNNING.pop(self.pid, None) is not None:
            GUARD.release(self.pid)
        return status


def end(children: Collection[Child], seconds: float = SECONDS_TO_END) -> None:
    """End all, side by side, in good order; kill what is still there when the time is over."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + seconds
    for child in children:
        if child.wait(deadline - time.monotonic()) is None:
            child.kill()


@atexit.register
def _end_what_remains() -> None:
    for turn in sorted({child.turn for child in _RUNNING.values()}):
        end([child for child in _RUNNING.values() if child.turn == turn])
    GUARD.close()
