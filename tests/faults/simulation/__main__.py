"""`python -m tests.faults.simulation`: tell the stories of some seeds, and print what happened in them.

Exits 1 where anything does not hold, with the smallest story that still fails and the command that tells it again.
"""

import sys
import time
from typing import Annotated

import typer
from rich.console import Console

from tests.faults.simulation.seeds import alone, failure, shared
from tests.faults.simulation.table import table


def main(
    seeds: Annotated[int, typer.Option(help="How many seeds.")] = 1000,
    first: Annotated[int, typer.Option(help="The first of them.")] = 1,
    seed: Annotated[int | None, typer.Option(help="One seed alone; its story is printed.")] = None,
    workers: Annotated[int, typer.Option(help="Processes that share the seeds.")] = 2,
) -> None:
    """Tell the stories of some seeds."""
    # Where output goes to a file or a pipe, lines as long as the table needs.
    console, began = Console() if sys.stdout.isatty() else Console(width=160), time.monotonic()
    if seed is not None:
        ended = alone(seed, 1, seed + 1)
        console.print("\n".join(ended[0].sentences), highlight=False, markup=False)
    else:
        ended = shared(first, seeds, workers)
    console.print(table(ended, time.monotonic() - began))
    failed = [story for story in ended if story.violations]
    for story in failed:
        console.print(failure(story), highlight=False, markup=False)
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
