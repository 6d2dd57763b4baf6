"""The routes of the directory."""
