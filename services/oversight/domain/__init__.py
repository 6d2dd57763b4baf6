"""What oversight concludes from what it was told: pure."""
