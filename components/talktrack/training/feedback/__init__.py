"""Feedback: what users, experts and outcomes say about answers and conversations, added up per subject."""
