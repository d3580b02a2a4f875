"""Vector databases, one file each, behind the `VectorStore` port."""
