"""Rows of one kind within a case: finding one, and putting one in its place."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from services.crc.domain.parts import Piece
from shared.decisions import NotFound

P = TypeVar("P", bound=Piece)


def find(rows: Iterable[P], key: str, value: UUID) -> P:
    """The row with that key; `NotFound` where there is none."""
    for row in rows:
        if getattr(row, key) == value:
            return row
    raise NotFound


def replaced(rows: Iterable[P], key: str, row: P) -> tuple[P, ...]:
    """The rows with this one in place of the one of its key, or as a new one; by key, so that order leaves no trace."""
    others = [one for one in rows if getattr(one, key) != getattr(row, key)]
    return tuple(sorted((*others, row), key=lambda one: str(getattr(one, key))))
