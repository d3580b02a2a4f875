"""Every outside system, one file each: the only place where its client is imported."""
