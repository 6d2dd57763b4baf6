"""The development clock: whoever maps its file sees a new time at once and whole; what advances never goes back.

The file holds the offset from real time: microseconds, a signed little-endian integer of eight bytes. It lies at the
start of a page and is copied as one machine word, so that no reader meets half of it. There is one writer.
"""

import mmap
import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.embedded.errors import StackError, told_as

OFFSET = struct.Struct("<q")
MICROSECOND = timedelta(microseconds=1)


class ClockFile:
    """The writer's side of the clock. An existing file keeps its offset; a new one begins in the present."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        with told_as(f"The development clock {self.path} cannot be written"):
            if not self.path.exists():
                _create(self.path)
            if self.path.stat().st_size != OFFSET.size:
                raise StackError(f"{self.path} is not a development clock: it does not have {OFFSET.size} bytes.")
            with self.path.open("r+b") as file:
                self._offset = mmap.mmap(file.fileno(), OFFSET.size)

    def now(self) -> datetime:
        """The time on the clock, in UTC."""
        return datetime.now(UTC) + self._microseconds() * MICROSECOND

    def set_now(self, now: datetime) -> None:
        """Set the clock, backwards too: for a stack that has no history yet."""
        if now.tzinfo is None:
            raise StackError(f"The clock is set in no time zone: {now.isoformat()}.")
        OFFSET.pack_into(self._offset, 0, (now - datetime.now(UTC)) // MICROSECOND)

    def advance_to(self, then: datetime) -> None:
        """Move the clock on to a time. Raises StackError for one that is past."""
        if then.tzinfo is not None and then < (now := self.now()):
            raise StackError(f"Time does not run backwards: {then.isoformat()} is before {now.isoformat()}.")
        self.set_now(then)

    def advance(self, by: timedelta) -> None:
        """Move the clock on by a time. Raises StackError for a negative one."""
        if by < timedelta():
            raise StackError(f"Time does not run backwards: by {by}.")
        OFFSET.pack_into(self._offset, 0, self._microseconds() + by // MICROSECOND)

    def _microseconds(self) -> int:
        return int(OFFSET.unpack_from(self._offset)[0])

    def close(self) -> None:
        """Let go of the file."""
        self._offset.close()


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(OFFSET.pack(0))
    unfinished.rename(path)
