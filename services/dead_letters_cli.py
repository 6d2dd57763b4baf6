"""`throughcare dead-letters`: list, show, redrive and discard the letters of one service, at its database.

They work while the service runs, and while it does not. There is no command that edits a letter.
"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from services.named import ServiceName, service_named, settings_from_environment
from shared.decisions import NotAllowed, NotFound
from shared.runtime import dead_letters
from shared.runtime.dead_letter_views import Letter, letter_view
from shared.runtime.faults import of_the_moment
from shared.runtime.runtime import Runtime
from shared.runtime.telemetry import configure_logging
from shared.runtime.tracing import Causes

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Messages that could not be applied.")
LetterId = Annotated[int, typer.Argument(min=1, max=2**63 - 1)]
State = Annotated[str, typer.Option(help=f"One of {', '.join(dead_letters.STATES)}.")]
By = Annotated[str | None, typer.Option(help="Who does it, for the record; the user of this machine if not said.")]


@app.command("list")
def list_letters(
    name: ServiceName,
    state: State = "parked",
    key: Annotated[str | None, typer.Option(help="One person's letters only.")] = None,
    after: Annotated[int, typer.Option(min=0, help="The last id of the page before.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
) -> None:
    """List letters, one a line: id, key, event type, whether behind another, reason."""
    if state not in dead_letters.STATES:
        raise typer.BadParameter(f"There is no state {state!r}: choose one of {', '.join(dead_letters.STATES)}.")

    async def work(runtime: Runtime) -> None:
        for row in await dead_letters.list_letters(runtime.inbox, state, after, limit, key=key):
            place = "behind" if row["behind"] else "poison"
            typer.echo(f"{row['letter_id']}\t{row['key']}\t{row['event_type']}\t{place}\t{row['reason']}")

    _with_runtime(name, work)


@app.command()
def show(name: ServiceName, letter_id: LetterId) -> None:
    """Show one letter whole: the message as it came, why it is here, what stands around it, what became of it."""

    async def work(runtime: Runtime) -> None:
        try:
            letter = letter_view(await dead_letters.show(runtime.inbox, letter_id))
        except NotFound:
            raise typer.BadParameter(f"There is no letter {letter_id}.") from None
        for label, value in _lines(letter):
            typer.echo(f"{label:<14} {value}")
        typer.echo(f"\n{letter.body.text}")

    _with_runtime(name, work)


@app.command()
def redrive(
    name: ServiceName, key: Annotated[str | None, typer.Option(help="One person's letters only.")] = None, by: By = None
) -> None:
    """Apply parked letters again, each key in order; stops at a letter that still fails and says why."""

    async def work(runtime: Runtime) -> None:
        for each in [key] if key else await dead_letters.parked_keys(runtime.inbox):
            [one] = await dead_letters.redrive(runtime.inbox, [each], by or _user())
            more = f"; {one.parked} parked still, the next fails: {one.fails_because}" if one.fails_because else ""
            typer.echo(f"{each}: {one.applied} applied{more}")

    _with_runtime(name, work)


@app.command()
def discard(
    name: ServiceName,
    letter_id: LetterId,
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    by: By = None,
) -> None:
    """Give one letter up for good. What is parked behind it stays there until it is redriven."""
    try:
        because = TypeAdapter(dead_letters.Because).validate_python(reason)
    except ValidationError as error:
        raise typer.BadParameter(f"Say why, in 1 to 2,000 characters: {error.errors()[0]['msg']}.") from None

    async def work(runtime: Runtime) -> None:
        try:
            async with runtime.inbox.work.transaction(Causes.fresh()) as transaction:
                done = await dead_letters.discard(transaction, letter_id, by=by or _user(), because=because)
        except NotFound:
            raise typer.BadParameter(f"There is no letter {letter_id}.") from None
        except NotAllowed as error:
            raise typer.BadParameter(f"Letter {letter_id} is {error.state} already.") from None
        behind = f"; {done.parked_behind} of {done.key} parked behind it, until redriven" if done.parked_behind else ""
        typer.echo(f"{letter_id}: discarded{behind}")

    _with_runtime(name, work)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


def _lines(letter: Letter) -> list[tuple[str, str]]:
    before, after = letter.stands_behind, letter.holds_back
    settled = [("settled", f"{letter.settled_at} by {letter.settled_by or 'whom was not recorded'}")]
    because = [("because", letter.settled_because)] if letter.settled_because else []
    return [
        ("letter", f"{letter.letter_id}, {letter.state}"),
        ("key", letter.key),
        ("type", letter.event_type or "cannot be read"),
        ("place", f"{letter.topic}, partition {letter.partition}, offset {letter.position}"),
        ("parked", str(letter.parked_at)),
        ("reason", letter.reason),
        ("stands behind", f"{before.letters}: {', '.join(map(str, before.letter_ids))}" if before.letters else "none"),
        ("holds back", f"{after.letters}: {', '.join(map(str, after.letter_ids))}" if after.letters else "none"),
        *(settled if letter.settled_at else []),
        *because,
        *(("header", f"{header.name}: {header.value}") for header in letter.headers),
    ]


def _with_runtime(name: str, work: Callable[[Runtime], Awaitable[T]]) -> T:
    async def run() -> T:
        service, settings = service_named(name), settings_from_environment()
        configure_logging(name, settings.log_format, settings.log_level)
        runtime = await Runtime.open(service, settings)
        try:
            return await work(runtime)
        finally:
            await runtime.stop()

    try:
        return asyncio.run(run())
    except Exception as error:
        if not of_the_moment(error):
            raise
        typer.echo(f"The database does not answer ({type(error).__name__}). What was done until now is done.", err=True)
        raise typer.Exit(1) from None
