"""Respond: from what monitoring found to a plan of actions, and the limit that keeps retraining from storming."""
