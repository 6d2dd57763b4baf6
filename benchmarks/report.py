"""Writes what was measured into a page, between the markers of its benchmark, and leaves the rest of the page alone."""

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put the text between `<!-- begin NAME -->` and `<!-- end NAME -->`. Raises ValueError where there are none."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    old = page.read_text()
    if not between.search(old):
        raise ValueError(f"The page has no markers {begin} and {end}.")
    page.write_text(between.sub(lambda _: f"{begin}\n\n{text.strip()}\n\n{end}", old))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: int) -> str:
    """A Markdown table; the columns from `right` on hold numbers."""
    lines = [head, ["---" if place < right else "---:" for place in range(len(head))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(postgres: str = "18") -> str:
    """The machine in general words."""
    return f"{os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}, PostgreSQL {postgres}"
