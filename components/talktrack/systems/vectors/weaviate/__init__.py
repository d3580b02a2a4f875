"""Chunks in Weaviate: a multi-tenant collection an encoder, named vectors for the channels."""
