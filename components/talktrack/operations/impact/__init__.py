"""Impact: whether the business does better since the first release, and with which arm of an experiment."""
