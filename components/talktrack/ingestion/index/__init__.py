"""Index: publish what one shard made, idempotently, and mark its bundles as done."""
