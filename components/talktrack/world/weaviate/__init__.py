"""A stand-in for Weaviate: its REST and gRPC interfaces as its documents state them, in memory."""
