"""Whether work lists and searches answer as fast at the size of the nation as in a small office."""
