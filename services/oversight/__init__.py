"""Oversight: the read side across the split."""
