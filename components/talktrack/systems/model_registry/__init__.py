"""The registry of releases, mirrored in Kubeflow Model Registry through its own client."""
