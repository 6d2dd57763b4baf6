"""Nothing that this process starts outlives it, however it ends: normally, by a signal, or killed.

A small process, the guard, reads from a pipe which processes it is to end. Only this process holds the writing end, so
the operating system closes it when this process is gone, whatever the cause, and the guard then does its work.

Linux has `PR_SET_PDEATHSIG` for this. It is not used: it knows the parent as a thread, so that children die with the
worker thread that started them; it must be set between fork and exec, which is not safe beside librdkafka's threads;
and other systems do not have it. A pipe works the same on all of them.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

SECONDS_TO_END = 15.0


class Guard:
    """This process's guard, started when there is a first process to watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started_by = 0
        self._watched: dict[int, str] = {}

    def watch(self, pid: int, ends_on: signal.Signals, turn: int) -> None:
        """End that process with this one: those of the lowest turn first, each by its signal."""
        with self._lock:
            self._watched[pid] = f"watch {pid} {int(ends_on)} {turn}\n"
            self._say(self._watched[pid])

    def release(self, pid: int) -> None:
        """That process has ended: its number may soon be another's."""
        with self._lock:
            if self._watched.pop(pid, None) is not None:
                self._say(f"release {pid}\n")

    def close(self) -> None:
        """End what is still watched, and the guard."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None and self._started_by == os.getpid():
                _close_pipe(process)
                process.wait()

    def _say(self, line: str) -> None:
        if self._process is None or self._started_by != os.getpid():
            self._start()
        elif not _told(self._process, line):
            # Somebody ended the guard: another one takes over what it watched.
            _close_pipe(self._process)
            self._process.wait()
            self._start()

    def _start(self) -> None:
        # Its own session: the interrupt key and the end of the terminal are for this process, not for the guard.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        self._started_by = os.getpid()
        for line in self._watched.values():
            _told(self._process, line)


def _told(process: "subprocess.Popen[bytes]", line: str) -> bool:
    assert process.stdin is not None
    try:
        process.stdin.write(line.encode())
        process.stdin.flush()
    except BrokenPipeError:
        return False
    return True


def _close_pipe(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.close()


GUARD = Guard()


def main() -> None:
    """The guard's own life: listen until the pipe closes, then end what is watched."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, tuple[int, int]] = {}
    for line in sys.stdin:
        word, pid, *rest = line.split()
        if word == "watch":
            watched[int(pid)] = (int(rest[1]), int(rest[0]))
        else:
            watched.pop(int(pid), None)
    for turn in sorted({turn for turn, _ in watched.values()}):
        end({pid: number for pid, (of, number) in watched.items() if of == turn})


def end(processes: dict[int, int]) -> None:
    """Signal each process, wake it if it is stopped, and kill what is still there after the deadline."""
    for pid, number in processes.items():
        _signalled(pid, number)
        _signalled(pid, signal.SIGCONT)
    deadline = time.monotonic() + SECONDS_TO_END
    while any(map(_lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in processes:
        _signalled(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    if not _signalled(pid, 0):
        return False
    # Not every container's first process collects the dead at once, or ever. Where there is no /proc, it does.
    with suppress(OSError), open(f"/proc/{pid}/stat", "rb") as status:
        return status.read().rpartition(b")")[2].split()[0] != b"Z"
    return True


def _signalled(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
