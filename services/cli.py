"""The `throughcare` command: run a service, migrate, replay, look after dead letters, play the journey.

Only the modules of the command and `deploy` know all services; each of them knows none of the others.
"""

import asyncio
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
import uvicorn

from services import dead_letters_cli, rebuilding
from services.named import SERVICES, ServiceName, service_named, settings_from_environment
from shared.contracts.catalogue import PUBLISHERS
from shared.runtime.app import create_app
from shared.runtime.database import Query
from shared.runtime.migrations import migrate as migrate_database
from shared.runtime.settings import Settings
from shared.runtime.telemetry import configure_logging
from shared.runtime.tracing import configure_tracing

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Throughcare: probation across the split.")
app.add_typer(dead_letters_cli.app, name="dead-letters")

Every = Annotated[bool, typer.Option("--all", help="Every service.")]
UrlTemplate = Annotated[
    str | None,
    typer.Option(
        envvar="THROUGHCARE_MIGRATE_DATABASE_URL_TEMPLATE",
        help="Database URL with {service} in it; without it the one service's THROUGHCARE_DATABASE_URL is used.",
    ),
]

REPLAY_EVERYTHING = Query("INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM event ON CONFLICT DO NOTHING")
REPLAY_PERSON = Query(
    "INSERT INTO outbox (sequence, crn) SELECT sequence, crn FROM event WHERE crn = :crn ON CONFLICT DO NOTHING"
)


def settings_of(name: str, template: str | None) -> Settings:
    """The settings of this process, with the service's database from the template where one is given."""
    return Settings(database_url=template.format(service=name)) if template else settings_from_environment()


@app.command()
def serve(name: ServiceName) -> None:
    """Run one service until it is told to end (SIGTERM, SIGINT)."""
    service, settings = service_named(name), settings_from_environment()
    configure_logging(name, settings.log_format, settings.log_level)
    configure_tracing(name)
    uvicorn.run(
        create_app(service, settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


@app.command()
def migrate(
    name: Annotated[str | None, typer.Argument(help="The service.")] = None,
    every: Every = False,
    database_url_template: UrlTemplate = None,
) -> None:
    """Bring the database of one service, or of all, to the newest revision."""
    for each in _chosen(name, every, database_url_template, SERVICES):
        settings = settings_of(each, database_url_template)
        migrate_database(each, settings.database_url_with_password())
        typer.echo(f"{each}: migrated")


@app.command()
def replay(
    name: Annotated[str | None, typer.Argument(help="The service.")] = None,
    every: Every = False,
    everything: Annotated[bool, typer.Option("--everything", help="Every event that it ever told.")] = False,
    crn: Annotated[str | None, typer.Option(help="Every event about one person.")] = None,
    database_url_template: UrlTemplate = None,
) -> None:
    """Put recorded events back into the outbox: subscribers that know them pass over them, new ones catch up."""
    if everything == (crn is not None):
        raise typer.BadParameter("Say what to replay: --everything, or --crn with one person.")
    for each in _chosen(name, every, database_url_template, PUBLISHERS):
        settings = settings_of(each, database_url_template)

        async def put_back(settings: Settings = settings) -> int:
            connection = await asyncpg.connect(**settings.database_dsn())
            try:
                if crn is not None:
                    return await REPLAY_PERSON.run(connection, crn=crn)
                return await REPLAY_EVERYTHING.run(connection)
            finally:
                await connection.close()

        typer.echo(f"{each}: {asyncio.run(put_back())} event(s) put back into the outbox")


@app.command()
def rebuild(
    record_url_template: Annotated[
        str,
        typer.Option(
            envvar="THROUGHCARE_RECORD_URL_TEMPLATE",
            help="Database URL of the publishers with {service} in it; their event records are read, nothing else.",
        ),
    ],
    check: Annotated[bool, typer.Option("--check", help="Compare only, and hold nobody up.")] = False,
    accept_differences: Annotated[
        bool, typer.Option("--accept-differences", help="Swap also where rows differ: the projection is a new one.")
    ] = False,
) -> None:
    """Rebuild oversight's read model from the event records, compare it with the live one, and swap the two."""
    if "{service}" not in record_url_template:
        raise typer.BadParameter("The template needs {service} in it: each publisher has a database of its own.")
    if check and accept_differences:
        raise typer.BadParameter("--check swaps nothing, so there is nothing to accept.")
    settings = settings_from_environment()
    publishers = {each: settings_of(each, record_url_template) for each in PUBLISHERS}
    work = rebuilding.rebuild(settings, publishers, check=check, accept_differences=accept_differences)
    raise typer.Exit(not asyncio.run(work))


def _chosen(name: str | None, every: bool, template: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if every == (name is not None):
        raise typer.BadParameter("Name one service, or say --all.")
    if every and template is None:
        raise typer.BadParameter("--all needs --database-url-template, with {service} in it.")
    if name is not None:
        service_named(name)
    return known if name is None else (name,)


Folder = Annotated[Path, typer.Option(help="Where data and logs of the embedded stack are kept.")]
PortBase = Annotated[
    int | None,
    typer.Option(envvar="THROUGHCARE_PORT_BASE", help="Ports after this one (six of them); free ones if not set."),
]


@app.command()
def journey(folder: Folder = Path(".throughcare"), port_base: PortBase = None) -> None:
    """Play one case through all five services on the embedded stack; exits 0 only if every step was seen."""
    from deploy import play

    raise typer.Exit(play.journey(folder, port_base))


@app.command()
def demo(
    folder: Folder = Path(".throughcare"),
    port_base: PortBase = None,
    people: Annotated[int, typer.Option(min=1, help="How many people are sentenced.")] = 60,
) -> None:
    """Play the journey and ten weeks of mixed cases on the embedded stack, and stay up until Ctrl-C."""
    from deploy import play

    raise typer.Exit(play.demo(folder, port_base, people))


@app.command()
def issuer(
    host: Annotated[str, typer.Option(envvar="THROUGHCARE_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="THROUGHCARE_PORT")] = 8000,
    url: Annotated[
        str | None, typer.Option(envvar="THROUGHCARE_OIDC_ISSUER", help="The address in its tokens.")
    ] = None,
    key_file: Annotated[Path | None, typer.Option(help="Where its signing key is kept.")] = None,
) -> None:
    """Run the DEVELOPMENT issuer of tokens: anyone may sign in as anyone. Never in production."""
    from deploy.embedded.issuer import create_issuer

    application = create_issuer(url or f"http://{host}:{port}", key_file)
    uvicorn.run(application, host=host, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    app()
