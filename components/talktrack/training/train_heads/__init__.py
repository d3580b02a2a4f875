"""Train heads: classifiers over sentence vectors from expert labels, kept only where they hear better."""
