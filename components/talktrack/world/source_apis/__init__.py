"""Stand-ins for services that hold transcripts: real HTTP on loopback, answers and refusals as their documents say."""
