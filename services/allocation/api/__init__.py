"""The routes of the allocation service."""
