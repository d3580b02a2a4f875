"""The labels of the world: what truth files say and what steps and models are scored on."""

from __future__ import annotations

STAGES = ("opening", "discovery", "presentation", "objections", "closing")

QUESTIONS = (
    "connection",
    "situation",
    "problem_awareness",
    "solution_awareness",
    "consequence",
    "transition",
    "commitment",
    "presentation",
    "none",
)

OBJECTIONS = ("price", "timing", "authority", "need", "competitor", "trust", "effort", "none")

GOOD_TECHNIQUES = ("agenda", "mirroring", "labeling", "summary", "clarify", "reframe", "social_proof", "next_step")
POOR_TECHNIQUES = ("early_pitch", "feature_dump", "argue", "discount", "ignore", "vague_close")
TECHNIQUES = (*GOOD_TECHNIQUES, *POOR_TECHNIQUES, "small_talk", "question", "demonstration", "none")

INDUSTRIES = ("logistics", "healthcare", "retail", "finance", "manufacturing")

PERSONA_ROLES = ("executive", "finance", "operations", "technical", "user")

TRAITS = ("skeptical", "friendly", "terse", "chatty", "analytical", "impatient")

PERSONAL_DATA = ("PERSON", "PHONE", "EMAIL", "CARD", "ADDRESS", "ACCOUNT_NUMBER", "ORGANIZATION")
