"""Rollout: bring a registered release to all traffic step by step, or back, one idempotent action per tick."""
