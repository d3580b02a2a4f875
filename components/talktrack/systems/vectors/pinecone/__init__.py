"""Chunks in Pinecone: a namespace per tenant, collection and channel."""
