"""The pages of oversight in a real browser."""
