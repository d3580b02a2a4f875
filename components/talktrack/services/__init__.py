"""Long-running programs: the predictor."""
