"""Tidy: what a run of the training pipeline leaves on the cluster when it is killed."""
