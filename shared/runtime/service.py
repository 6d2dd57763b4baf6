"""What makes a service: its name, its routes, its reactions, its clocks. The app factory does the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData

from shared.contracts.model import Obligation, Overdue
from shared.runtime.reactions import Reactions
from shared.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `overdue` names the event that tells that a clock of this service has run out."""

    name: str
    title: str
    description: str
    routers: Sequence[APIRouter]
    metadata: MetaData
    reactions: Reactions = field(default_factory=Reactions)
    overdue: Mapping[Obligation, type[Overdue]] = field(default_factory=dict)

    extend: Callable[[FastAPI, Settings], None] | None = None
    """What only this service's app has besides routes, such as the pages of oversight."""

    @property
    def publishes(self) -> bool:
        """Whether it has facts of its own to tell; oversight has none."""
        return bool(self.overdue)
