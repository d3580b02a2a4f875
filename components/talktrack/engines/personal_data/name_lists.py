"""Word lists that tell a person's name from a company, a place, a month or a verb; all lower-case."""

from __future__ import annotations

from talktrack.engines.personal_data.spans import words

ORGANISATION = words(
    "inc llc ltd gmbh ag corp corporation company group holdings systems software labs logistics foods bank health "
    "healthcare hospital clinic clinics industries manufacturing retail finance financial partners solutions "
    "technologies technology services freight supply stores university street avenue road insurance capital media "
    "energy motors steel works brothers sons"
)
NOT_NAMES = words(
    "i i'm i'll i've i'd monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august "
    "september october november december english spanish german french american european christmas easter "
    "google microsoft "
    "mr mrs ms dr prof sir madam ceo cfo cto cio coo vp crm erp api sso it hr ok okay mm uh um hm"
)
PLACES = words(
    "austin charlotte savannah sydney jackson madison dallas houston lincoln carson brooklyn florence sienna chelsea "
    "israel jordan georgia virginia carolina dakota montana phoenix victoria adelaide alexandria orlando trenton "
    "aurora santiago london paris milan valencia lourdes asia america india china kenya chad cuba ireland holland "
    "england salem lima geneva regina kingston denver troy clayton augusta eugene raleigh columbus arlington vienna"
)
FOLLOWS_VERB = words(
    "you your we i it that the this my our there be not have to in on of access these those a an any all us me "
    "them they he she him her his how what when if as for"
)
