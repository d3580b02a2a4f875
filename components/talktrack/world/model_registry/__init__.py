"""A stand-in for Kubeflow Model Registry: its REST interface as its document states it, in memory."""
