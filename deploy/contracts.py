"""Writes the contracts as documents, for integrators and CI: `python -m deploy.contracts` (`--check` compares).

JSON Schema of every event type and the AsyncAPI document beside the models; the OpenAPI document beside each service.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.surroundings import SERVICES
from shared.contracts.catalogue import EVENT_TYPES
from shared.contracts.documents import asyncapi, schema_of
from shared.runtime.app import VERSION, create_app
from shared.runtime.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = Path("shared/contracts/schemas")
RELEASED = Path("shared/contracts/released.json")


def documents() -> Iterator[tuple[Path, str]]:
    """Every generated file: its place in the checkout and what must stand in it."""
    for name in sorted(EVENT_TYPES):
        yield SCHEMAS / f"{name}.json", _text(schema_of(name))
    yield Path("shared/contracts/asyncapi.json"), _text(asyncapi(VERSION))
    for name in SERVICES:
        service = importlib.import_module(f"services.{name}.service").SERVICE
        app = create_app(service, Settings(database_url="postgresql://nowhere/nothing"))
        yield Path("services") / name / "openapi.json", _text(app.openapi())


def stale(root: Path = ROOT) -> list[str]:
    """The files that are missing, differ from what the models say, or have no model any more."""
    expected = dict(documents())
    found = [str(place) for place, text in expected.items() if not _stands(root / place, text)]
    left = [str(f.relative_to(root)) for f in (root / SCHEMAS).glob("*.json") if f.relative_to(root) not in expected]
    return found + left


def write(root: Path = ROOT) -> None:
    """Write every file, and remove the schemas of event types that are no more."""
    expected = dict(documents())
    (root / SCHEMAS).mkdir(exist_ok=True)
    for place, text in expected.items():
        (root / place).write_text(text)
    for file in (root / SCHEMAS).glob("*.json"):
        if file.relative_to(root) not in expected:
            file.unlink()


def release(root: Path = ROOT) -> None:
    """Make the event types as they are now the baseline that later ones may not break."""
    (root / RELEASED).write_text(_text({name: schema_of(name) for name in EVENT_TYPES}))


def _stands(file: Path, text: str) -> bool:
    return file.exists() and file.read_text() == text


def _text(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--check"]:
            if differing := stale():
                sys.exit("Stale; run `make contracts` and commit: " + ", ".join(differing))
        case ["--release"]:
            release()
        case _:
            write()
