"""Enrich: tie a conversation to its meeting, account and deal, as they stood when it took place."""
