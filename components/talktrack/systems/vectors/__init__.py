"""Vector databases behind the `VectorStore` port, and which of them a tenant uses."""
