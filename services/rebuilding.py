"""What `throughcare rebuild` does: opens the records and oversight's database, rebuilds, and says what came of it.

Beside `cli.py` because it knows both sides: the databases of the publishers, and oversight that is made of them.
"""

import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

import typer

from services.oversight.rebuilding.rebuild import Rebuild, RebuildFailed, Rebuilt
from services.oversight.service import SERVICE
from shared.runtime.event_record import EventRecord
from shared.runtime.runtime import Runtime
from shared.runtime.settings import Settings


async def rebuild(
    settings: Settings, publishers: Mapping[str, Settings], *, check: bool, accept_differences: bool
) -> bool:
    """Rebuild oversight from the records of its publishers and print what came of it; whether all was well."""
    begun = time.monotonic()
    runtime = await Runtime.open(SERVICE, settings)
    try:
        async with AsyncExitStack() as stack:
            records = [
                await stack.enter_async_context(EventRecord.open(name, **each.database_dsn()))
                for name, each in publishers.items()
            ]
            opened = Rebuild.open(runtime.inbox, records, **settings.database_dsn())
            run = await stack.enter_async_context(opened)
            rebuilt = await run.run(check=check, accept_differences=accept_differences)
    except RebuildFailed as failure:
        typer.echo(str(failure), err=True)
        return False
    finally:
        await runtime.stop()
    _say(rebuilt, time.monotonic() - begun)
    typer.echo(_conclusion(rebuilt, check), err=not _well(rebuilt, check))
    return _well(rebuilt, check)


def _say(rebuilt: Rebuilt, seconds: float) -> None:
    typer.echo(f"{'table':<20}{'live':>12}{'rebuilt':>12}")
    for table in rebuilt.comparison.tables:
        typer.echo(f"{table.table:<20}{table.live.rows:>12,}{table.rebuilt.rows:>12,}  {table.verdict()}")
    counts = rebuilt.counts
    typer.echo(f"{counts.read:,} events read, {counts.applied:,} applied, in {seconds:.1f} s")


def _well(rebuilt: Rebuilt, check: bool) -> bool:
    return rebuilt.comparison.equal if check else rebuilt.swapped


def _conclusion(rebuilt: Rebuilt, check: bool) -> str:
    comparison = rebuilt.comparison
    if comparison.unrecorded:
        return (
            f"{comparison.unrecorded:,} event(s) that oversight has taken in are in no record: is it the right "
            "database, and whole? Nothing was swapped."
        )
    if rebuilt.swapped:
        return "The rebuilt tables are in use." if comparison.equal else "The rebuilt tables are in use; they differ."
    if comparison.equal:
        return "The live tables are what the records tell."
    return "The live tables are not what the records tell. Nothing was swapped."
