"""The labels of the world: what truth files say and what steps and models are scored on."""

from __future__ import annotations

from talktrack.core import sales_labels

STAGES = ("opening", "discovery", "presentation", "objections", "closing")

QUESTIONS = tuple(sales_labels.QUESTIONS)
OBJECTIONS = tuple(sales_labels.OBJECTIONS)
GOOD_TECHNIQUES = tuple(sales_labels.GOOD_TECHNIQUES)
TECHNIQUES = tuple(sales_labels.TECHNIQUES)
TRAITS = sales_labels.TRAITS

INDUSTRIES = ("logistics", "healthcare", "retail", "finance", "manufacturing")

PERSONA_ROLES = ("executive", "finance", "operations", "technical", "user")

PERSONAL_DATA = ("PERSON", "PHONE", "EMAIL", "CARD", "ADDRESS", "ACCOUNT_NUMBER", "ORGANIZATION")
