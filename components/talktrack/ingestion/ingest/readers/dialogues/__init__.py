"""Dialogue sets: one file holds many dialogues, in their set's own form or in DialogStudio's; one module per form."""
