"""How much each kind of evidence is worth, in natural logarithms of odds.

The model is a conditional logit (McFadden 1974): a speaker is person p with odds exp(sum of weights) against being
nobody we know of. `PRIOR` is what we believed before any data, and the centre of the normal prior of the fit; `WEIGHTS`
are the values that `tests/benchmarks/fit_attribute.py` fitted. A weight of 2.3 multiplies the odds by ten.
"""

from __future__ import annotations

from talktrack.ingestion.attribute.people import ACCOUNT, DEAL, ELSEWHERE, INVITED, PRESENT, SELLER, STRANGER

# Kinds that may occur several times count by the logarithm of one plus their amount, the others once at most.
REPEATED = frozenset({"addressed", "addresses"})
LABELLED = (
    "platform_email",
    "crm_contact",
    "phone",
    "full_name",
    "nickname",
    "initials",
    "name_in_email",
    "first_name",
)
UNINVITED, ACCOUNT_VOTES = "uninvited", "account_votes"
OTHER_NAME, OTHER_WORD, OTHER_EMAIL, OTHER_SIDE = "other_name", "other_word", "other_email", "other_side"

PRIOR: dict[str, float] = {
    # Why somebody may be here at all.
    INVITED: 1.0,
    PRESENT: 0.0,
    DEAL: -1.0,
    ACCOUNT: -2.0,
    SELLER: -3.0,
    ELSEWHERE: -3.0,
    STRANGER: 0.0,
    UNINVITED: -1.5,
    ACCOUNT_VOTES: 1.0,
    # What the platform says.
    "platform_email": 6.0,
    "crm_contact": 6.0,
    "phone": 5.5,
    "full_name": 5.0,
    "nickname": 4.5,
    "name_in_email": 4.0,
    "initials": 3.5,
    "first_name": 3.0,
    "unknown_name": 1.5,
    OTHER_NAME: -4.0,
    OTHER_WORD: -1.5,
    OTHER_EMAIL: -3.0,
    OTHER_SIDE: -3.0,
    # What a mail's signature says.
    "signature_name": 4.0,
    "signature_phone": 4.0,
    # What is said.
    "introduction": 4.5,
    "introduction_first_name": 3.0,
    "addressed": 1.2,
    "addresses": -2.0,
    "talks_like_side": 1.0,
    # What a reviewer decided.
    "reviewed_here": 9.0,
    "reviewed_address": 6.0,
    "reviewed_label": 4.5,
}
WEIGHTS: dict[str, float] = {
    INVITED: 3.07,
    PRESENT: 0.06,
    DEAL: 0.11,
    ACCOUNT: -0.11,
    SELLER: -2.50,
    ELSEWHERE: -4.15,
    STRANGER: 0.36,
    UNINVITED: -2.72,
    ACCOUNT_VOTES: 1.01,
    "platform_email": 6.07,
    "crm_contact": 6.00,
    "phone": 5.50,
    "full_name": 3.71,
    "nickname": 4.50,
    "name_in_email": 4.21,
    "initials": 4.34,
    "first_name": 2.84,
    "unknown_name": 1.86,
    OTHER_NAME: -1.72,
    OTHER_WORD: -1.50,
    OTHER_EMAIL: -3.00,
    OTHER_SIDE: -3.00,
    "signature_name": 4.00,
    "signature_phone": 4.00,
    "introduction": 3.72,
    "introduction_first_name": 3.29,
    "addressed": 2.87,
    "addresses": -1.79,
    "talks_like_side": 1.60,
    "reviewed_here": 9.00,
    "reviewed_address": 6.00,
    "reviewed_label": 4.50,
}
