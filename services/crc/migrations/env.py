"""Runs the migrations of the CRC supervision service."""

from services.crc.tables import CrcTable
from shared.runtime.migrations import run

run(CrcTable.metadata)
