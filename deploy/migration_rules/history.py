"""The migrations of one service in their order, each alone: its source, its statements, and what is there before it."""

import ast as python
import io
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from pglast import ast, parse_sql, split

from deploy.migration_rules.known import Known
from shared.runtime.migrations import config_of

ALEMBICS_OWN = "alembic_version"


@dataclass(frozen=True)
class Statement:
    """One statement that a migration sends."""

    sql: str
    node: ast.Node


@dataclass(frozen=True)
class Migration:
    """One migration; `failure` says why there are no statements, where it cannot be written without a database."""

    service: str
    file: Path
    source: python.Module
    before: Path | None
    known: Known
    statements: tuple[Statement, ...]
    failure: str | None = None

    @property
    def name(self) -> str:
        """The file's name, which is the revision."""
        return self.file.stem

    def existing(self, table: str) -> bool:
        """Whether rows of a table may be there, and code that uses them: not if this migration makes it."""
        return table in self.known.tables


def history(service: str, migrations: Path) -> list[Migration]:
    """Every migration of a folder with an `env.py` and `versions/`."""
    found: list[Migration] = []
    known, before = Known(), None
    for file in sorted((migrations / "versions").glob("*.py")):
        source, failure = python.parse(file.read_text()), None
        try:
            statements = _statements(_written(service, migrations, source))
        except Exception as error:  # whatever a migration does when there is no database to ask
            statements, failure = (), f"{type(error).__name__}: {error}"
        found.append(Migration(service, file, source, before, known, statements, failure))
        known, before = known.after([statement.node for statement in statements]), file
    return found


def assigned(source: python.Module, name: str) -> str | None:
    """The text that a module gives to a name at its top; None if it gives none."""
    for line in source.body:
        match line:
            case python.Assign(targets=[python.Name(id=target)], value=python.Constant(value=str() as text)) if (
                target == name
            ):
                return text
            case _:
                pass
    return None


def _written(service: str, migrations: Path, source: python.Module) -> str:
    config = config_of(service)
    config.set_main_option("script_location", str(migrations))
    config.output_buffer = io.StringIO()
    start, end = assigned(source, "down_revision") or "base", assigned(source, "revision")
    command.upgrade(config, f"{start}:{end}", sql=True)
    return config.output_buffer.getvalue()


def _statements(sql: str) -> tuple[Statement, ...]:
    parsed = (Statement(text, parse_sql(text)[0].stmt) for text in split(sql, with_parser=True))
    return tuple(one for one in parsed if _table(one.node) != ALEMBICS_OWN)


def _table(node: ast.Node) -> str | None:
    relation = getattr(node, "relation", None)
    return relation.relname if isinstance(relation, ast.RangeVar) else None
