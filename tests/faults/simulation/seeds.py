"""Many seeds, shared among processes: each with a world of its own."""

import asyncio
import logging
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import structlog
import uvloop

from tests.faults.simulation.server import a_world
from tests.faults.simulation.story import Ended, shortest, tell

SHORTEN_SECONDS = 90.0
MOST_SHORTENED = 3


async def _told(first: int, step: int, last: int) -> list[Ended]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    ended: list[Ended] = []
    shortened = 0
    async with a_world() as world:
        for seed in range(first, last, step):
            story = await tell(world, seed)
            if story.violations and shortened < MOST_SHORTENED:
                shortened += 1
                story = await shortest(world, story, SHORTEN_SECONDS)
            ended.append(story)
    return ended


def alone(first: int, step: int, last: int) -> list[Ended]:
    """The stories of every `step`-th seed from `first` to before `last`, told in this process."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_told(first, step, last))


def shared(first: int, count: int, workers: int) -> list[Ended]:
    """The stories of so many seeds, told by so many processes."""
    shares = [(first + number, workers, first + count) for number in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        parts = [pool.submit(alone, *share) for share in shares]
        return sorted((story for part in parts for story in part.result()), key=lambda one: one.seed)


def failure(story: Ended) -> str:
    """What failed, in which story, and how to tell it again."""
    broken = "\n".join(f"  {one.invariant}: {one.sentence}" for one in story.violations)
    again = f"python -m tests.faults.simulation --seed {story.seed}"
    return "\n".join([f"Seed {story.seed} fails:", broken, "The story:", *story.sentences, f"Again: {again}"])
