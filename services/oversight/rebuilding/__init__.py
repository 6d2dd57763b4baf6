"""Rebuilding the read model from the event records while live traffic goes on."""
