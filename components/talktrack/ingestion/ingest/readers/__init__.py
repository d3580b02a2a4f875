"""One pure reader per source: bytes in, conversations out, `SourceUnreadableError` for everything else."""
