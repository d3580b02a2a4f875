"""Register: an evaluated candidate becomes an immutable release."""
