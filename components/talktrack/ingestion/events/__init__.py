"""One call that arrived from several sources becomes one conversation, its best record."""
