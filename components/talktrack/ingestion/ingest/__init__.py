"""Reads every bundle of a shard into conversations; what cannot be read is quarantined with a reason."""
