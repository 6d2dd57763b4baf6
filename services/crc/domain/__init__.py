"""Decisions of CRC supervision: pure, one module a noun."""
