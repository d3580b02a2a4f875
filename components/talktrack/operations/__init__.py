"""Steps that watch and act: rollout, drift, respond, impact, forget, tidy."""
