"""Runs the migrations of the oversight service."""

from services.oversight.tables import OversightTable
from shared.runtime.migrations import run

run(OversightTable.metadata)
