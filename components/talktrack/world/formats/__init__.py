"""Source files as the vendors write them. Readers are tested against these; nothing here knows a reader."""
