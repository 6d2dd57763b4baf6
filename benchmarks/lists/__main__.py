"""`python -m benchmarks.lists`: every work list and search at two sizes; exits 1 where one missed its goal.

It measures; it does not compare with other runs. Both sizes run at once and are asked in turn.
"""

import argparse
import asyncio
import sys

import asyncpg

from benchmarks.lists.measuring import METADATA, raise_service, verified
from benchmarks.lists.people import TODAY
from benchmarks.lists.timing import time_in_turn
from benchmarks.lists.told import missed, told
from benchmarks.report import machine, write
from benchmarks.standing import standing


def tell(line: str) -> None:
    """Progress, on the error stream."""
    print(line, file=sys.stderr, flush=True)


async def main(arguments: argparse.Namespace) -> int:
    """Run it; the exit status."""
    people = (arguments.small, arguments.large)
    with standing(TODAY) as stands:
        services = {name: await raise_service(stands, name, people, tell) for name in METADATA}
        pairs = await verified(stands, services, tell)
        timed = time_in_turn(pairs, arguments.rounds, arguments.requests, tell)
        connection = await asyncpg.connect(stands.postgres.url("postgres"))
        version = str(await connection.fetchval("SHOW server_version"))
        await connection.close()
    rows = {name: sizes.rows for name, sizes in services.items()}
    text = told(timed, people, rows, machine(version), arguments.rounds, arguments.requests)
    print(text)
    if arguments.write:
        write("lists", text)
    return int(any(missed(one) for one in timed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lists", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="people of the small database (%(default)s)")
    parser.add_argument("--large", type=int, default=250_000, help="people of the large database (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20, help="of a round, at each size (%(default)s)")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    raise SystemExit(asyncio.run(main(parser.parse_args())))
