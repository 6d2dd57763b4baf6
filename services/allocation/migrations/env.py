"""Runs the migrations of the allocation service."""

from services.allocation.tables import AllocationTable
from shared.runtime.migrations import run

run(AllocationTable.metadata)
