"""Draws the state diagrams of the services' pages out of the transition tables: `python -m deploy.diagrams`.

A page says `<!-- states: services.court.domain.stages.REPORT -->`; the diagram follows, up to `<!-- /states -->`.
So a diagram cannot say what its table does not: CI compares.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from deploy.embedded.surroundings import SERVICES
from shared.decisions import Transitions
from shared.probation.described import Described

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"(<!-- states: (?P<table>[\w.]+) -->\n).*?(<!-- /states -->)", re.DOTALL)
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES = {"nps": "NPS", "crc": "CRC"}


def page_of(service: str, root: Path = ROOT) -> Path:
    """The page that tells a probation officer what a service does."""
    return root / "docs" / f"{service}.md"


def tables() -> Iterator[tuple[str, Transitions[Any]]]:
    """Every transition table of the services, by the dotted name under which it stands."""
    for service in SERVICES:
        package = importlib.import_module(f"services.{service}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".domain." not in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, Transitions) and name.isupper() and _is_home(found.name, module):
                    yield f"{found.name}.{name}", value


def _is_home(name: str, module: Any) -> bool:
    """Whether the module makes the table itself: others import it."""
    return "Transitions" in vars(module) and module.__name__ == name


def diagram(table: Transitions[Any]) -> str:
    """The table as a Mermaid state diagram: states in words, and on each arrow the commands that lead that way.

    What leads back to the same state is listed below the drawing, where it can be read.
    """
    states = list(dict.fromkeys(state for (origin, _), target in table.table.items() for state in (origin, target)))
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for (origin, command), target in table.table.items():
        arrows.setdefault((origin, target), []).append(in_words(command))
    stays = {origin: commands for (origin, target), commands in arrows.items() if origin == target}
    moves = {ends: commands for ends, commands in arrows.items() if ends[0] != ends[1]}
    entered, left = {target for _, target in moves}, {origin for origin, _ in moves}
    first = next(iter(table.table))[0]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{described(state)}" as {state}' for state in states]
    lines += [f"    [*] --> {state}" for state in states if state == first or state not in entered]
    lines += [f"    {origin} --> {target}: {', '.join(commands)}" for (origin, target), commands in moves.items()]
    lines += [f"    {state} --> [*]" for state in states if state not in left]
    lines += ["```", ""]
    if stays:
        lines += ["| In this state | these can happen, and it stays so |", "|---|---|"]
        lines += [f"| {described(state)} | {', '.join(commands)} |" for state, commands in stays.items()]
        lines += [""]
    return "\n".join(lines)


def in_words(command: str) -> str:
    """`requestCheck` as a person says it."""
    return " ".join(NAMES.get(word, word) for word in WORD.sub(" ", command).lower().split())


def described(state: StrEnum) -> str:
    """The state as a person reads it; what would end the line in the drawing's own language is left out."""
    text = state.description if isinstance(state, Described) else state.value
    return text.replace('"', "'").replace(":", ",").replace(";", ",")


def drawn(text: str) -> str:
    """A page with each of its diagrams as its table says it now. Raises KeyError for a table that is not there."""
    known = dict(tables())

    def draw(found: re.Match[str]) -> str:
        return f"{found.group(1)}{diagram(known[found['table']])}{found.group(3)}"

    return PLACE.sub(draw, text)


def stale(root: Path = ROOT) -> list[str]:
    """What is wrong with the pages: a diagram that its table has left behind, or a table that no page draws."""
    problems = []
    for service in SERVICES:
        page = page_of(service, root)
        text = page.read_text()
        if drawn(text) != text:
            problems.append(f"{page.name} is not as its tables say: run `make diagrams`")
        shown = {found["table"] for found in PLACE.finditer(text)}
        for name, _ in tables():
            if name.startswith(f"services.{service}.") and name not in shown:
                problems.append(f"{page.name} does not draw {name}")
    return problems


def write(root: Path = ROOT) -> None:
    """Draw every page's diagrams anew."""
    for service in SERVICES:
        page = page_of(service, root)
        page.write_text(drawn(page.read_text()))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(stale()) or None)
    write()
