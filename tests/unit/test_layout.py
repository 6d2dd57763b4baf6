"""The layout tells the story: the same rooms in every service, and modules that are read in one sitting."""

from pathlib import Path

import pytest

from services.named import SERVICES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"api", "domain", "migrations", "reactions.py", "service.py", "store.py", "tables.py"}
MOST_LINES = 400
FOLDERS = ("services", "shared", "simulator", "deploy", "tests", "benchmarks")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_the_rooms_that_every_service_has(name: str) -> None:
    there = {path.name for path in (ROOT / "services" / name).iterdir()}
    assert there >= ROOMS


def test_no_module_is_longer_than_one_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize("name", SERVICES)
def test_migrations_are_named_as_sentences_and_stand_in_one_line(name: str) -> None:
    versions = sorted((ROOT / "services" / name / "migrations" / "versions").glob("[0-9]*.py"))
    assert versions
    before: str | None = None
    for number, path in enumerate(versions, start=1):
        assert path.stem.startswith(f"{number:04}_")
        text = path.read_text()
        assert f'revision = "{path.stem}"' in text
        assert f"down_revision = {before!r}".replace("'", '"') in text
        before = path.stem
