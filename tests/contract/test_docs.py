"""What the pages say is there, is there: links, paths, commands, settings, metrics, clocks, numbers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Counter, Gauge, Histogram
from typer.core import TyperGroup
from typer.main import get_command

from deploy import diagrams
from services.breach.domain.checker import RULES
from services.cli import app
from shared.contracts.catalogue import EVENT_TYPES, PUBLISHERS, events_of
from shared.contracts.model import Obligation
from shared.probation.limits import CLOCKS
from shared.runtime import metrics
from shared.runtime.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
MECHANISMS = [page for page in DOCS.glob("*.md") if page.name != "README.md"]

FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
FOLDERS = ("services/", "shared/", "simulator/", "deploy/", "tests/", "docs/", ".ci/")


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text())


def code(page: Path) -> Iterator[str]:
    """Every code span of a page, and every line of its code blocks without its comment."""
    for span in SPAN.findall(prose(page)):
        yield " ".join(span.split())
    for block in FENCED.findall(page.read_text()):
        for line in block.splitlines():
            yield line.partition(" #")[0].strip()


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """The words after a program's name, wherever a page gives a command to type."""
    for line in code(page):
        words = line.split()
        if words and words[0].removeprefix(".venv/bin/") == program:
            yield words[1:]


@EVERY_PAGE
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = [link for link in LINK.findall(prose(page)) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@EVERY_PAGE
def test_every_path_that_is_named_exists(page: Path) -> None:
    named = [span for span in code(page) if span.startswith(FOLDERS) and not set(span) & set("<> *…")]
    assert [path for path in named if not (ROOT / path).exists()] == []


@EVERY_PAGE
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {word for words in commands(page, "make") for word in words} <= targets


@EVERY_PAGE
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    for words in commands(page, "throughcare"):
        command: Any = get_command(app)
        rest = list(words)
        while rest and isinstance(command, TyperGroup):
            assert rest[0] in command.commands, " ".join(words)
            command = command.commands[rest.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, " ".join(words)


@pytest.mark.parametrize("page", MECHANISMS, ids=lambda page: page.stem)
def test_a_page_opens_with_its_invariant_and_is_in_the_index(page: Path) -> None:
    title, blank, invariant = page.read_text().splitlines()[:3]
    assert title.startswith("# ")
    assert not blank
    assert invariant.startswith("> ")
    assert f"({page.name})" in (DOCS / "README.md").read_text()


def test_every_setting_is_described_with_its_default() -> None:
    told = (DOCS / "running.md").read_text()
    for name, field in Settings.model_fields.items():
        default = "required" if field.is_required() else "not set" if field.default is None else f"`{field.default}`"
        assert f"| `THROUGHCARE_{name.upper()}` | {default} | " in told


def test_every_metric_is_described() -> None:
    told = (DOCS / "observability.md").read_text()
    declared = [metric for metric in vars(metrics).values() if isinstance(metric, Counter | Gauge | Histogram)]
    assert len(declared) > 8
    for metric in declared:
        (family,) = metric.describe()
        name = family.name + ("_total" if isinstance(metric, Counter) else "")
        assert f"| `{name}` | " in told


def test_every_obligation_has_its_row_and_every_clock_is_named() -> None:
    told = (DOCS / "deadlines.md").read_text()
    assert [one.value for one in Obligation if f"| `{one.value}` | " not in told] == []
    assert [clock.name for clock in CLOCKS if f"`{clock.name}`" not in told] == []


def test_the_numbers_of_event_types_are_those_of_the_contracts() -> None:
    assert f"There are {len(EVENT_TYPES)} event types." in (ROOT / "README.md").read_text()
    told = " ".join((DOCS / "events-and-contracts.md").read_text().split())
    for service in PUBLISHERS:
        assert f"{len(events_of(service))} by {service}" in told


def test_every_state_diagram_is_as_its_transition_table_says_and_every_table_is_drawn() -> None:
    assert diagrams.stale() == []


def test_every_rule_of_the_checker_has_its_row() -> None:
    told = (DOCS / "breach.md").read_text()
    missing = [one.code for one in RULES if f"| `{one.code}` | {one.severity.value} | {one.looks_for} |" not in told]
    assert missing == []
