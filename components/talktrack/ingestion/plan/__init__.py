"""Decides what this run works on: new files in bundles, reviewed rows, all packed into shards."""
