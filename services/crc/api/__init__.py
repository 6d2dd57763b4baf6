"""The routes of the CRC supervision service."""
