"""What can be heard in a sales call, by name: classes that experts label, classifiers learn and the coach speaks of.

The question classes follow the idea of NEPQ (neuro-emotional persuasion questions): sellers who let a prospect find out
what a problem costs need not push. Definitions and names of the other kinds are our own.
"""

from __future__ import annotations

QUESTION, OBJECTION, TECHNIQUE = "question", "objection", "technique"
NONE = "none"

QUESTIONS = {
    "connection": "Opens the call and asks how the prospect is, or why they took the time.",
    "situation": "Asks for facts: how it is done today, with what, by whom.",
    "problem_awareness": "Lets the prospect say what does not work and whom it hurts.",
    "solution_awareness": "Lets the prospect picture how it would be if it were solved.",
    "consequence": "Lets the prospect say what happens if nothing changes.",
    "transition": "Asks for leave to go on to what the seller can offer.",
    "commitment": "Asks for the next step, a date or a decision.",
    "presentation": "Shows or explains the product, asked for or not.",
    NONE: "Anything else a seller says.",
}
OBJECTIONS = {
    "price": "It costs too much, or no budget is left.",
    "timing": "Not now.",
    "authority": "Somebody else decides.",
    "need": "What they have is good enough.",
    "competitor": "They use or prefer another vendor.",
    "trust": "They doubt the vendor, the product or what it does with their data.",
    "effort": "Switching is too much work.",
    NONE: "No objection.",
}
GOOD_TECHNIQUES = {
    "agenda": "Says what the call is about and for how long, and asks whether that suits.",
    "mirroring": "Repeats the prospect's last words as a question.",
    "labeling": "Names what the prospect seems to feel.",
    "summary": "Sums up what was said and asks whether it is right.",
    "clarify": "Meets an objection with a question about it.",
    "reframe": "Answers an objection with another way to look at it.",
    "social_proof": "Tells how somebody like the prospect fared.",
    "next_step": "Ends on a step with a date.",
}
POOR_TECHNIQUES = {
    "early_pitch": "Answers a problem with the product at once.",
    "feature_dump": "Lists what the product can do.",
    "argue": "Contradicts an objection.",
    "discount": "Meets an objection with a lower price.",
    "ignore": "Goes on as if there had been no objection.",
    "vague_close": "Ends without a date.",
}
OTHER_TECHNIQUES = {
    "small_talk": "Talks about something else than business.",
    "question": "Asks.",
    "demonstration": "Shows what fits to what was said.",
    NONE: "None of these.",
}
TECHNIQUES = GOOD_TECHNIQUES | POOR_TECHNIQUES | OTHER_TECHNIQUES

TRAITS = ("skeptical", "friendly", "terse", "chatty", "analytical", "impatient")

LABELS = {QUESTION: tuple(QUESTIONS), OBJECTION: tuple(OBJECTIONS), TECHNIQUE: tuple(TECHNIQUES)}
