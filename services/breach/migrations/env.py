"""Runs the migrations of the breach service."""

from services.breach.tables import BreachTable
from shared.runtime.migrations import run

run(BreachTable.metadata)
