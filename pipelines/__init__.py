"""The three pipelines and their command line: wiring only."""
