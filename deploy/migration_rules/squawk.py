"""What Squawk says: the linter of PostgreSQL migrations, which knows what each statement locks, scans and rewrites."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.migration_rules.fault import Fault
from deploy.migration_rules.history import Migration

# The oldest PostgreSQL that Throughcare runs on.
POSTGRESQL = "15"
# Rules of Squawk's that are not in the contract, each with the reason.
EXCLUDED = {
    "prefer-bigint-over-int": "Counts of a few things are integers; what counts events is a bigint.",
    "prefer-robust-stmts": "IF NOT EXISTS would pass over an index that was given up half way: `if-exists` says it.",
    "require-statement-timeout": "Validating and indexing concurrently may take long: they keep nobody waiting.",
    "adding-not-nullable-field": "It does not look into earlier migrations for the proof: `not-null-unproven` does.",
    "ban-drop-constraint": "Running code does not lean on a CHECK or a foreign key: `key-dropped` says which it may.",
}
INCLUDED = ("identifier-too-long",)


def judge(migrations: list[Migration]) -> Iterator[Fault]:
    """A fault for each thing that Squawk finds, in one run of it."""
    with tempfile.TemporaryDirectory(prefix="throughcare-migrations-") as folder:
        files = {}
        for migration in migrations:
            file = Path(folder) / f"{migration.service}-{migration.name}.sql"
            file.write_text("".join(f"{statement.sql};\n" for statement in migration.statements))
            files[str(file)] = migration
        for found in _run(folder, sorted(files)):
            migration = files[found["file"]]
            line = Path(found["file"]).read_text().splitlines()[found["line"]].strip()
            said = " ".join(filter(None, (found["message"], found["help"])))
            yield Fault(migration.service, migration.name, found["rule_name"], f"{said} ({line})")


def _run(folder: str, files: list[str]) -> list[dict[str, Any]]:
    squawk = shutil.which("squawk", path=str(Path(sys.executable).parent)) or shutil.which("squawk")
    if squawk is None:
        raise RuntimeError("Squawk is not installed: it comes with the package squawk-cli, of the extra `dev`.")
    command = [
        squawk,
        f"--pg-version={POSTGRESQL}",
        "--reporter=json",
        f"--exclude={','.join(EXCLUDED)}",
        f"--include={','.join(INCLUDED)}",
        *files,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    # It ends with 1 for faults too; what else goes wrong writes no list.
    if not done.stdout.startswith("["):
        raise RuntimeError(f"Squawk gave no list: {done.stderr or done.stdout}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
