"""Steps that watch and act: rollout, drift, respond."""
