"""What can go wrong, and how it is made to."""

from typing import TYPE_CHECKING

import asyncpg
from aiokafka.errors import KafkaConnectionError, RequestTimedOutError

from tests.faults.simulation.gates import Actor, Crash, Strike

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

OF_THE_DATABASE = (
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.DeadlockDetectedError,
    asyncpg.AdminShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
)

NAMES = {
    "crash": "process crashes",
    "crash before": "relay crashes before a send",
    "crash after": "relay crashes after a send",
    "error": "database fault of the moment",
    "cut": "session ended by the server",
    "answer lost": "answer to COMMIT lost",
    "rebalance": "rebalance in the middle of a batch",
    "given up": "member given up by its group",
    "offsets refused": "offset commit refused",
    "refused": "send refused",
    "unacknowledged": "acknowledgement lost",
    "late": "send arrives after it was given up",
}
"""The faults at gates, as the table has them."""


async def strike(world: "World", one: Strike, actor: Actor, backend: int | None) -> None:
    """Make it happen; raises where it is an error or the end of a process."""
    name = NAMES[one.kind]
    if one.kind == "crash":
        where = {"commit": " before COMMIT", "committed": " after COMMIT", "offsets": " before the offset commit"}
        name += where.get(one.gate, " elsewhere")
    world.done[name] += 1
    match one.kind:
        case "crash" | "crash before" | "crash after":
            actor.crashed = True
            raise Crash
        case "error":
            raise actor.rng.choice(OF_THE_DATABASE)("made to fail")
        case "answer lost":
            raise asyncpg.ConnectionDoesNotExistError("made to fail")
        case "cut":
            if actor.connection is not None and not actor.connection.is_closed():
                await world.cut(actor.connection)
        case "rebalance":
            actor.process.member.group.rebalance()
        case "given up":
            actor.process.member.group.leave(actor.process.member)
        case "offsets refused":
            raise KafkaConnectionError("made to fail")
        case "refused" | "unacknowledged" | "late":
            if one.kind != "refused":
                world.may_come_again(actor.sent[-1:])
            raise RequestTimedOutError("made to fail")
