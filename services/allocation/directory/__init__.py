"""The intervention directory and its rate card: what each CRC offers, to whom, at what price, and who buys it."""
