"""The decisions of the directory: what a provider offers, what a division may spend, and what it buys."""
