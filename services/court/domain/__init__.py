"""What the court service decides: pure functions, no clock, no database, no network."""
