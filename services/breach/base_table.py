"""The metadata that the tables of the breach service share."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class BreachTable(SQLModel, registry=registry()):
    """Keeps these tables in metadata of their own."""
