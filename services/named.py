"""The services by their names, and the settings of a process: what every `throughcare` command begins with."""

import importlib
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from shared.contracts.catalogue import PUBLISHERS
from shared.runtime.service import Service
from shared.runtime.settings import Settings

SERVICES = (*PUBLISHERS, "oversight")
ServiceName = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]


def service_named(name: str) -> Service:
    """The definition of a service; a plain sentence where there is none of this name."""
    if name not in SERVICES:
        raise typer.BadParameter(f"There is no service {name!r}: choose one of {', '.join(SERVICES)}.")
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return service


def settings_from_environment() -> Settings:
    """The settings of this process; a plain sentence for each that is missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors():
            typer.echo(f"THROUGHCARE_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}.", err=True)
    except SettingsError as error:  # one that should be JSON and is not
        typer.echo(f"{error}.", err=True)
    raise typer.Exit(2)
