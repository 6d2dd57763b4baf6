"""`throughcare journey` and `throughcare demo`: the embedded stack, and the simulator on its public interfaces."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.embedded.errors import StackError
from deploy.embedded.people import PEOPLE
from deploy.embedded.stack import Stack
from simulator import journey as journey_of_one_case
from simulator import show
from simulator.calendar import at
from simulator.caseload import Caseload
from simulator.journey.story import FIRST_DAY, Story
from simulator.staff import Staff
from simulator.topics import Subscriber
from simulator.world import World


def world_of(stack: Stack) -> World:
    """What the simulator may know of a stack."""
    return World(stack.urls, stack.issuer_url, stack.bootstrap_servers, stack.clock)


def set_clock_to_the_story(stack: Stack) -> None:
    """Put a stack without history at the morning of the story's first day."""
    stack.clock.set_now(at(FIRST_DAY, 9))


def terminal() -> Console:
    """The terminal; where output goes to a file or a pipe, lines as long as a table needs."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def journey(folder: Path, port_base: int | None) -> int:
    """Play the journey on a fresh stack and print its timeline; 0 only if every step was seen."""
    console = terminal()

    async def play(stack: Stack) -> dict[str, Any]:
        return await _play_journey(stack, lambda sentence: console.print(f"  [green]·[/] {sentence}"))

    def work(stack: Stack) -> None:
        console.print("[bold]The journey of one case across the split[/]")
        told = asyncio.run(play(stack))
        show.timeline(console, told)
        console.print("[bold green]Every step was seen[/] through the public APIs and on the topics.")

    return _on_stack(console, folder, port_base, work)


def demo(folder: Path, port_base: int | None, people: int) -> int:
    """Play the journey and ten weeks of mixed cases, print where to look, and stay up until Ctrl-C."""
    console = terminal()

    async def play(stack: Stack) -> dict[str, Any]:
        columns = (TextColumn("{task.description:<46.46}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("One case across the split", total=journey_of_one_case.STEPS)
            told = await _play_journey(stack, lambda sentence: progress.update(bar, advance=1, description=sentence))
            progress.update(bar, completed=journey_of_one_case.STEPS, description="One case across the split: played")
            async with simulator_on(stack) as (world, staff, topics):
                first_day = FIRST_DAY + timedelta(days=70)
                caseload = Caseload(world, staff, topics, first_day, people)
                bar = progress.add_task(f"{people} mixed cases, ten weeks", total=caseload.steps)
                caseload.done = lambda: progress.advance(bar)
                await caseload.play()
        return told

    def work(stack: Stack) -> None:
        told = asyncio.run(play(stack))
        show.timeline(console, told)
        _say_where_to_look(console, stack, told["crn"])
        _wait_for_the_end()
        console.print("Ending everything that was started ...")

    return _on_stack(console, folder, port_base, work)


@asynccontextmanager
async def simulator_on(stack: Stack) -> AsyncIterator[tuple[World, Staff, Subscriber]]:
    """The simulator's staff and subscriber on a stack, for as long as the block lasts."""
    world = world_of(stack)
    async with Staff(world) as staff, Subscriber(stack.bootstrap_servers) as topics:
        yield world, staff, topics


async def _play_journey(stack: Stack, say: Callable[[str], None]) -> dict[str, Any]:
    async def step(sentence: str) -> None:
        say(sentence)

    async with simulator_on(stack) as (world, staff, topics):
        return await journey_of_one_case.play(Story(world, staff, topics, step))


def _on_stack(console: Console, folder: Path, port_base: int | None, work: Callable[[Stack], None]) -> int:
    # A signal to end is an exception here, so that everything that was started is ended on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Also where a shell has started this in the background, with interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with console.status("Starting PostgreSQL, the broker and five services ..."):
            stack = Stack(folder, fresh=True, port_base=port_base)
            stack.start()
        try:
            set_clock_to_the_story(stack)
            work(stack)
        finally:
            stack.stop()
    except StackError as error:
        console.print(f"[bold red]It could not run.[/] {error}", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _say_where_to_look(console: Console, stack: Stack, crn: str) -> None:
    console.print()
    console.print(f"[bold]The timeline page[/]   {stack.urls['oversight']}/timeline/{crn}")
    inspector = next(person for person in PEOPLE if person.organisation == "HMIP")
    console.print(f"  sign in as {inspector.officer} ({inspector.description}), who sees both sides of the split")
    for name, url in stack.urls.items():
        console.print(f"[bold]{name:<12}[/] API docs {url}/docs   readiness {url}/health/readiness")
    console.print(f"[bold]{'issuer':<12}[/] {stack.issuer_url}   (development only)")
    console.print(f"[bold]{'topics':<12}[/] {stack.bootstrap_servers}   (Kafka protocol)")
    console.print("Everything stays up until Ctrl-C.")


def _wait_for_the_end() -> None:
    try:
        signal.pause()
    except KeyboardInterrupt:
        return
