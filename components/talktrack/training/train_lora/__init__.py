"""Train LoRA: one adapter for one path, from the base or from the champion."""
