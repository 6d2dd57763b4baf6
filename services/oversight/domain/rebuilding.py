"""Whether a rebuilt read model may take the place of the live one, and what is said of the two. Pure.

Invariant: what was taken in is never lost by a rebuild. Different rows may be meant, where the projection is a new one;
an event that oversight has and no record has can only be a wrong or a restored database, and is never accepted.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checksum:
    """How many rows a table has, and the sum of their hashes."""

    rows: int
    hashes: int


@dataclass(frozen=True, slots=True)
class TableCompared:
    """One table of the read model; `examples` are primary keys of some of the rows that differ."""

    table: str
    live: Checksum
    rebuilt: Checksum
    different: int = 0
    examples: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether the two have the same rows."""
        return self.live == self.rebuilt

    def verdict(self) -> str:
        """In words, for whoever runs the rebuild."""
        if self.equal:
            return "equal"
        rows = "1 row differs" if self.different == 1 else f"{self.different:,} rows differ"
        return f"{rows}, such as {'; '.join(self.examples)}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole read model; `unrecorded` counts events that oversight has taken in and that are in no record."""

    tables: tuple[TableCompared, ...]
    unrecorded: int = 0

    @property
    def equal(self) -> bool:
        """Whether live and rebuilt are the same, made of everything that was taken in."""
        return self.unrecorded == 0 and all(table.equal for table in self.tables)

    def may_replace(self, *, accept_differences: bool) -> bool:
        """Whether the rebuilt tables may take the place of the live ones."""
        return self.equal or (accept_differences and self.unrecorded == 0)
