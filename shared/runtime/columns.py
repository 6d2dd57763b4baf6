"""Columns as every service's tables write them: text, instants, documents, and words of a vocabulary.

Text columns are not enumerations of the database: so a new word is a constraint replaced, and no type altered.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shared.probation.described import Described


def word(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """A column for text: a code, a word of a vocabulary, a sentence."""
    return Field(default=None, sa_column=Column(Text, nullable=nullable, primary_key=primary_key))


def instant(*, nullable: bool = False) -> Any:
    """A column for an aware instant."""
    return Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=nullable))


def document(*, nullable: bool = False) -> Any:
    """A column for what is read and written whole."""
    return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=nullable))


def documents() -> Any:
    """A column for a list read and written whole; a row from before the column has an empty one."""
    return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=False, server_default=text("'[]'")))


def one_of(column: str, words: type[Described], name: str) -> CheckConstraint:
    """A constraint: the column holds a word of the vocabulary, or nothing where it may."""
    return CheckConstraint(f"{column} IN ({', '.join(f'{each.value!r}' for each in words)})", name=name)
