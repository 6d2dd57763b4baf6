"""Runs the migrations of the court service."""

from services.court.tables import CourtTable
from shared.runtime.migrations import run

run(CourtTable.metadata)
