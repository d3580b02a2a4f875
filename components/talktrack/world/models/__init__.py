"""Small real models of the synthetic world, made from configuration and trained here to a plateau.

`encoder` (sentence-transformers layout), `causal` (Llama layout) and `whisper` (CTranslate2 layout) each know how to
make one model; `build` makes the ones that are missing or out of date. Beside the weights lies `training.json` with the
loss curve. They pass through the same loading code as published weights: they prove the plumbing, never accuracy on
real calls.
"""
