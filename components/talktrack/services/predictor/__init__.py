"""The predictor: one tenant's release behind KServe's model server, `roleplay` and `coach` over one base model."""
