"""A disk of PostgreSQL's that can be made full or slow, by a small library that is loaded before its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.embedded.errors import StackError

SOURCE = Path(__file__).with_suffix(".c")


def unavailable_reason() -> str | None:
    """Why no faults of the disk can be made here; None where they can."""
    if not sys.platform.startswith("linux"):
        return "faults of the disk are made by LD_PRELOAD and /proc, which only Linux has"
    return None if _compiler() else "faults of the disk are made by a small library in C, and there is no C compiler"


class FaultyDisk:
    """The library, compiled into a folder that PostgreSQL's user may read, and the files by which it is told."""

    def __init__(self, folder: Path) -> None:
        """Raises StackError where it cannot be compiled."""
        self._folder = folder
        folder.mkdir(mode=0o755)
        library = folder / "faulty_disk.so"
        words = [str(_compiler()), "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
        made = subprocess.run(words, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise StackError(f"The faulty disk could not be compiled: {made.stderr.strip()[-600:]}")
        for path, mode in ((folder, 0o755), (library, 0o755)):
            os.chmod(path, mode)  # a narrow umask would hide them from the user that PostgreSQL runs as
        self.environment = {"LD_PRELOAD": str(library), "FAULTY_DISK": str(folder)}

    def fill(self, what: str) -> None:
        """From now on no room: for `data` to grow, or for the write-ahead log (`wal`)."""
        self._say(f"full-{what}", "")

    def slow_down(self, milliseconds: int) -> None:
        """From now on each flush takes so much longer."""
        self._say("slow", str(milliseconds))

    def mend(self) -> None:
        """There is room again, and flushes take what they take."""
        for name in ("full-data", "full-wal", "slow"):
            (self._folder / name).unlink(missing_ok=True)

    def _say(self, name: str, content: str) -> None:
        unfinished = self._folder / f".{name}"
        unfinished.write_text(content)
        unfinished.chmod(0o644)
        unfinished.rename(self._folder / name)


def _compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc")
