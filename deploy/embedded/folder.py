"""The stack's folder is one stack's at a time, and of what is in it only what the stack made itself is ever removed.

The lock is an open file that every process of the stack inherits, so it is free only when the last of them has ended,
even where the process that started them was killed. The file also says that the parts beside it are the stack's own.
"""

import fcntl
import os
import shutil
from pathlib import Path

from deploy.embedded.errors import StackError, told_as
from deploy.embedded.guard import SECONDS_TO_END
from deploy.embedded.waiting import wait_until

PARTS = ("postgres", "logs", "issuer", "clock")
LOCK = "stack.lock"


class StackFolder:
    """The folder of a stack, held from `claim` to `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.postgres, self.logs, self.issuer, self.clock = (self.path / part for part in PARTS)
        self._lock: int | None = None

    @property
    def lock(self) -> int:
        """The open lock file, for every process of the stack to inherit."""
        assert self._lock is not None, "the folder is claimed first"
        return self._lock

    def claim(self, fresh: bool) -> None:
        """Take the folder for this stack; `fresh` removes what an earlier one left. Raises StackError."""
        with told_as(f"The stack's folder {self.path} cannot be prepared"):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = self.path / LOCK
            if not lock.exists():
                self._refuse_strangers()
            self._lock = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._take_lock()
                if fresh:
                    self._remove_parts()
                self.logs.mkdir(exist_ok=True)
                for log in self.logs.glob("*.log"):
                    log.unlink()
            except BaseException:
                self.release()
                raise

    def release(self) -> None:
        """Let another stack have the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _refuse_strangers(self) -> None:
        for part in PARTS:
            if (self.path / part).exists():
                raise StackError(f"{self.path / part} was not made by the embedded stack: name another folder.")

    def _take_lock(self) -> None:
        if not self._locked():
            owner = os.pread(self.lock, 20, 0).decode(errors="replace").strip()
            if owner.isdigit() and _exists(int(owner)):
                raise StackError(
                    f"Another stack (process {owner}) runs in {self.path}: end it, or name another folder."
                )
            # Its owner is gone; the guard is ending the rest.
            if not wait_until(self._locked, SECONDS_TO_END * 3):
                raise StackError(f"Processes of an earlier stack still run in {self.path}: end them first.")
        os.ftruncate(self.lock, 0)
        os.pwrite(self.lock, f"{os.getpid()}\n".encode(), 0)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _remove_parts(self) -> None:
        for part in PARTS:
            path = self.path / part
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
