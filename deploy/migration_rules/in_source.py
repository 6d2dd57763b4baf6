"""Rules over the source of a migration: how it is named, what it leans on, and that it can be undone."""

import ast
import re
import sys
from collections.abc import Callable, Iterator

from deploy.migration_rules.history import Migration, assigned

NAME = re.compile(r"(?P<number>\d{4})(_[a-z0-9]+){3,}")
# What a migration may import: what makes statements, the language, and the backbone's functions that are never edited.
LIBRARIES = ("sqlalchemy", "alembic")
BACKBONE = "shared.runtime.backbone_migrations"
VERSIONED = re.compile(r"[a-z_]+_v\d+")
# What asks a database that may not be there, and may answer otherwise elsewhere.
ASKING = {"get_bind", "connection", "bind"}


def named_as_a_sentence(migration: Migration) -> Iterator[str]:
    """Four digits and a sentence, in its file's name; a docstring says more."""
    if not NAME.fullmatch(migration.name):
        yield "The file's name is not four digits and a sentence in small letters."
    if not ast.get_docstring(migration.source):
        yield "No docstring says what it does."


def next_number(migration: Migration) -> Iterator[str]:
    """The number is one more than that of the migration before."""
    before = migration.before.stem if migration.before else "0000"
    if not (before[:4].isdigit() and migration.name[:4] == f"{int(before[:4]) + 1:04}"):
        yield f"{migration.name[:4]} is not the next number after {before[:4]}."


def revision_is_the_file(migration: Migration) -> Iterator[str]:
    """`revision` is the file's name, and `down_revision` that of the file before."""
    if (revision := assigned(migration.source, "revision")) != migration.name:
        yield f"revision is {revision!r} and not the file's name."
    before = migration.before.stem if migration.before else None
    if (down := assigned(migration.source, "down_revision")) != before:
        yield f"down_revision is {down!r}; the migration before is {before!r}."


def imports_what_stays(migration: Migration) -> Iterator[str]:
    """Nothing that may change is imported: not today's tables, and of the backbone only what has a version."""
    for node in ast.walk(migration.source):
        match node:
            case ast.Import():
                modules = [alias.name for alias in node.names]
            case ast.ImportFrom(level=0, module=str() as module):
                modules = [module]
                if module == BACKBONE:
                    modules = [f"{module}.{a.name}" for a in node.names if not VERSIONED.fullmatch(a.name)]
            case ast.ImportFrom():
                modules = ["." * node.level + (node.module or "")]
            case _:
                continue
        for module in modules:
            root = module.split(".")[0]
            if root not in LIBRARIES and root not in sys.stdlib_module_names:
                yield f"It imports {module}, which may say something else tomorrow."


def asks_no_database(migration: Migration) -> Iterator[str]:
    """It sends the same statements wherever it runs, so that they can be read before they run."""
    for node in ast.walk(migration.source):
        if isinstance(node, ast.Attribute) and node.attr in ASKING:
            yield f"It uses .{node.attr} (line {node.lineno}): what it does then depends on what a database answers."
    if migration.failure:
        yield f"It cannot be written down as statements: {migration.failure}"


def has_a_downgrade(migration: Migration) -> Iterator[str]:
    """`downgrade` undoes it: it calls something."""
    functions = {node.name: node for node in migration.source.body if isinstance(node, ast.FunctionDef)}
    down = functions.get("downgrade")
    done = [node for line in (down.body if down else []) if not isinstance(line, ast.Raise) for node in ast.walk(line)]
    if not any(isinstance(node, ast.Call) for node in done):
        yield "downgrade undoes nothing."


RULES: dict[str, Callable[[Migration], Iterator[str]]] = {
    "not-a-sentence": named_as_a_sentence,
    "not-the-next-number": next_number,
    "revision-is-not-the-file": revision_is_the_file,
    "imports-what-may-change": imports_what_stays,
    "not-plain-statements": asks_no_database,
    "no-downgrade": has_a_downgrade,
}
