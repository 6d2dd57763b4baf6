"""Until all is at rest: what is parked is driven again, what waits is delivered, what is due is told.

Invariant: after a bounded number of rounds nothing moves any more; what moves for ever is a failure.
"""

from datetime import timedelta

from shared.contracts.catalogue import PUBLISHERS
from tests.faults.simulation.gates import Actor
from tests.faults.simulation.world import World

MOST_ROUNDS = 40


async def deliver_everything(world: World, name: str) -> bool:
    """Publish, consume and tick until nothing moves; whether it came to rest."""
    still = 0
    for number in range(MOST_ROUNDS):
        before = _marks(world)
        for service, processes in world.processes.items():
            for process in sorted(processes, key=lambda one: not one.relay.leading):
                actor = Actor(f"{name}, {number}, {process.name}", world, process=process, everything=True)
                if service in world.unpublished:
                    await world.act(actor, process.publish)
                if process.member is not None and process.member.group.behind():
                    await world.act(actor, process.consume)
            if service in PUBLISHERS:
                actor = Actor(f"{name}, {number}, tick of {service}", world, process=processes[0])
                await world.act(actor, processes[0].tick)
        world.time.move_on(11)  # longer than the relay ever holds anybody back
        still = still + 1 if _marks(world) == before else 0
        if still == (1 if not world.unpublished else 2):  # twice, where a relay may have held somebody back
            return True
    return False


async def come_to_rest(world: World, name: str) -> bool:
    """Bring back everybody and deliver; then mend what cannot be taken, drive it again, and deliver what follows."""
    world.broker.away = 0
    for arrives in world.late:
        world.broker.append(*arrives)
    world.late.clear()
    for processes in world.processes.values():
        for process in processes:
            if process.stopped is not None:
                await process.crash()
    await deliver_everything(world, f"{name}, first")
    world.clock.advance(timedelta(seconds=1))
    for service, processes in world.processes.items():
        world.poison[service].mend()
        actor = Actor(f"{name}, redrive, {service}", world, process=processes[0], everything=True)
        await world.act(actor, processes[0].redrive)
    for group in world.broker.groups.values():
        group.rebalance()  # what could not be committed is read again now, and must be known
    return await deliver_everything(world, f"{name}, then")


def _marks(world: World) -> tuple[int, ...]:
    logs = sum(len(log) for log in world.broker.logs.values())
    behind = sum(group.behind() for group in world.broker.groups.values())
    return (logs, behind, len(world.commits))
