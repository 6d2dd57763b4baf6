"""The routes of the court service."""
