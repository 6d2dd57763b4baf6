"""Runs the migrations of the allocation service."""

from services.allocation import decision_tables, passing_tables  # noqa: F401 - their tables are in the same metadata
from services.allocation.directory import tables  # noqa: F401 - the directory's tables are in the same metadata
from services.allocation.tables import AllocationTable
from shared.runtime.migrations import run

run(AllocationTable.metadata)
