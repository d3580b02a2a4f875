"""A stand-in for Pinecone: its data interface as its documents state it, in memory."""
