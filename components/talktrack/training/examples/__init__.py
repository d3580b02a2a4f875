"""Examples: what the two adapters learn from, split so that no account is on two sides."""
