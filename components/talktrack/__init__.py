"""Talktrack: continuous training for a sales-enablement platform, as Kubeflow Pipelines components."""

__version__ = "0.1.0"
