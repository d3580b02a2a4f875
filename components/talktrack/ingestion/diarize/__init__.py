"""Decides who speaks when in a recording, by voice alone, and publishes the conversation in the raw zone."""
