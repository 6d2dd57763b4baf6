"""Benchmarks: what is measured is also verified, and a ratio is of times taken in one run on one machine."""
