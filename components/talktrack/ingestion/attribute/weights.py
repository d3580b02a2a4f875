"""How much each kind of evidence is worth, in natural logarithms of odds.

The model is a conditional logit (McFadden 1974): a speaker is person p with odds exp(sum of weights) against being
nobody we know of. `PRIOR` is what we believed before any data, and the centre of the normal prior of the fit; `WEIGHTS`
are the values that `tests/benchmarks/fit_attribute.py` fitted. A weight of 2.3 multiplies the odds by ten.
"""

from __future__ import annotations

from talktrack.ingestion.attribute.people import ACCOUNT, DEAL, ELSEWHERE, INVITED, LOOSE, PRESENT, SELLER, STRANGER
from talktrack.ingestion.attribute.remembered import ADDRESS, HERE, LABEL

# Kinds that may occur several times count by the logarithm of one plus their amount, the others once at most.
REPEATED = frozenset({"addressed", "addresses"})
# Agreement of a mail address, number or label with a person, the strongest first.
LABELS = (
    "platform_email",
    "crm_contact",
    "phone",
    "full_name",
    "nickname",
    "initials",
    "name_in_email",
    "user_name",
    "first_name",
)
REVIEWED = frozenset({HERE, ADDRESS, LABEL})
LABELLED = frozenset({*LABELS, *REVIEWED})
UNINVITED, ACCOUNT_VOTES = "uninvited", "account_votes"
OTHER_NAME, OTHER_WORD, OTHER_EMAIL, OTHER_SIDE = "other_name", "other_word", "other_email", "other_side"

PRIOR: dict[str, float] = {
    # Why somebody may be here at all, when nothing on the platform means them.
    INVITED: 1.0,
    PRESENT: 0.0,
    DEAL: -1.0,
    ACCOUNT: -2.0,
    SELLER: -3.0,
    ELSEWHERE: -3.0,
    STRANGER: 0.0,
    LOOSE: -3.0,
    # The same when something does.
    "labelled_invited": 0.5,
    "labelled_present": 0.0,
    "labelled_deal": 0.0,
    "labelled_account": -0.5,
    "labelled_seller": -0.5,
    "labelled_loose": -0.5,
    "labelled_elsewhere": -2.0,
    UNINVITED: -1.0,
    ACCOUNT_VOTES: 1.0,
    # What the platform says.
    "platform_email": 6.0,
    "crm_contact": 6.0,
    "phone": 5.5,
    "full_name": 5.0,
    "nickname": 4.5,
    "name_in_email": 4.0,
    "user_name": 3.5,
    "initials": 3.5,
    "first_name": 3.0,
    "unknown_name": 1.5,
    "shared_mailbox": 2.0,
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
    "introduction_company": 1.5,
    "addressed": 1.2,
    "addresses": -2.0,
    "talks_like_side": 1.0,
    # What a reviewer decided.
    HERE: 9.0,
    ADDRESS: 6.0,
    LABEL: 4.5,
}
WEIGHTS: dict[str, float] = {
    INVITED: 3.15,
    PRESENT: 0.00,
    DEAL: -0.01,
    ACCOUNT: -0.19,
    SELLER: -3.01,
    ELSEWHERE: -2.97,
    STRANGER: 0.36,
    LOOSE: -3.00,
    "labelled_invited": 1.56,
    "labelled_present": 0.06,
    "labelled_deal": 0.19,
    "labelled_account": 0.03,
    "labelled_seller": -1.51,
    "labelled_loose": -0.50,
    "labelled_elsewhere": -3.34,
    UNINVITED: -2.90,
    ACCOUNT_VOTES: 1.02,
    "platform_email": 6.10,
    "crm_contact": 6.00,
    "phone": 5.52,
    "full_name": 3.61,
    "nickname": 4.50,
    "name_in_email": 4.00,
    "user_name": 3.82,
    "initials": 4.18,
    "first_name": 2.74,
    "unknown_name": 1.86,
    "shared_mailbox": 2.00,
    OTHER_NAME: -1.90,
    OTHER_WORD: -1.64,
    OTHER_EMAIL: -3.00,
    OTHER_SIDE: -3.00,
    "signature_name": 4.00,
    "signature_phone": 4.00,
    "introduction": 3.70,
    "introduction_first_name": 3.38,
    "introduction_company": 1.50,
    "addressed": 2.85,
    "addresses": -1.85,
    "talks_like_side": 1.67,
    HERE: 9.00,
    ADDRESS: 6.00,
    LABEL: 4.50,
}
