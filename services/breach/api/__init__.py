"""The routes of the breach service."""
