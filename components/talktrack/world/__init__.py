"""A synthetic sales organisation with ground truth, tiny models and in-memory fakes; no step imports it."""
