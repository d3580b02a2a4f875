"""Every heavy computing library, one file each: the only place where it is imported."""
