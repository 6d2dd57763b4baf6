"""The decisions of the breach service."""
