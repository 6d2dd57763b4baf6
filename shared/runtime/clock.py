"""The clock is injected: no decision, no query and no test reads the time from anywhere else.

`ShiftedClock` serves the embedded stack, where a whole order is played in minutes: its offset from real time is an
eight-byte little-endian integer of microseconds in a file that all services map and one writer sets.
"""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

OFFSET = struct.Struct("<q")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present instant of this machine, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """Real time moved by the offset in a shared file; reading it costs no system call."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._offset = mmap.mmap(file.fileno(), OFFSET.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        """The shifted present, in UTC."""
        (microseconds,) = OFFSET.unpack_from(self._offset)
        return datetime.now(UTC) + timedelta(microseconds=microseconds)


class FixedClock:
    """Time that stands until it is moved, for tests and simulations."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The instant at which it was set."""
        return self._now

    def move_to(self, now: datetime) -> None:
        """Set the time; never backwards."""
        if now < self._now:
            raise ValueError(f"time does not run backwards: {now} is before {self._now}")
        self._now = now

    def advance(self, by: timedelta) -> None:
        """Move the time on."""
        self.move_to(self._now + by)


def clock_from(path: Path | None) -> Clock:
    """The clock of a process: real time unless a development clock file is set."""
    return SystemClock() if path is None else ShiftedClock(path)
