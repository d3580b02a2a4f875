"""Steps from raw sources to searchable, private conversations."""
