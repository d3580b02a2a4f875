"""Sentences are found where a reader sees them, each character in exactly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.sentences import spans

# The sentences of the golden rules for English come from the Pragmatic Segmenter by Kevin S. Dias, by way of pySBD by
# Nipun Sadvilkar and Mark Neumann (both MIT licence); " | " stands where one sentence ends and the next begins.
GOLDEN_RULES = """
Hello World. | My name is Jonas.
What is your name? | My name is Jonas.
There it is! | I found it.
My name is Jonas E. Smith.
Please turn to p. 55.
Were Jane and co. at the party?
They closed the deal with Pitt, Briggs & Co. at noon.
Let's ask Jane and co. | They should know.
They closed the deal with Pitt, Briggs & Co. | It closed yesterday.
I can see Mt. Fuji from here.
St. Michael's Church is on 5th st. near the light.
That is JFK Jr.'s book.
I visited the U.S.A. last year.
I live in the E.U. | How about you?
I live in the U.S. | How about you?
I work for the U.S. Government in Virginia.
I have lived in the U.S. for 20 years.
At 5 a.m. Mr. Smith went to the bank. | He left the bank at 6 P.M. | Mr. Smith then went to the store.
She has $100.00 in her bag.
She has $100.00. | It is in her bag.
He teaches science (He previously worked for 5 years as an engineer.) at the local University.
Her email is Jane.Doe@example.com. | I sent her an email.
The site is: https://www.example.50.com/new-site/awesome_content.html. | Please check it out.
She turned to him, 'This is great.' she said.
She turned to him, "This is great." she said.
She turned to him, "This is great." | She held the book out to show him.
Hello!! | Long time no see.
Hello?? | Who is there?
Hello!? | Is that you?
Hello?! | Is that you?
1.) The first item | 2.) The second item
1.) The first item. | 2.) The second item.
1) The first item | 2) The second item
1) The first item. | 2) The second item.
1. The first item | 2. The second item
1. The first item. | 2. The second item.
• 9. The first item | • 10. The second item
⁃9. The first item | ⁃10. The second item
a. The first item | b. The second item | c. The third list item
You can find it at N°. 1026.253.553. | That is where the treasure is.
She works at Yahoo! in the accounting department.
We make a good team, you and I. | Did you see Albert I. Jones yesterday?
Thoreau argues that by simplifying one’s life, “the laws of the universe will appear less complex. . . .”
"Bohr [...] used the analogy of parallel stairways [...]" (Smith 55).
If words are left off at the end of a sentence, and that is all that is omitted, indicate the omission with ellipsis \
marks (preceded and followed by a space) and then indicate the end of the sentence with a period . . . . | \
Next sentence.
I never meant that.... | She left the store.
I wasn’t really ... well, what I mean...see . . . what I'm saying, the thing is . . . I didn’t mean it.
One further habit which was somewhat weakened . . . was that of combining words into self-interpreting compounds. | \
. . . The practice was not abandoned. . . .
""".strip().splitlines()
UNDECIDABLE = {"At 5 a.m. Mr. Smith"}

SPOKEN = """
It went up 3.5 percent. | That's a lot.
We use Salesforce. | 20 people log in daily.
ok. | thanks for the help. | i will wait.
He said no. | We asked again.
See no. 5 on the list.
So... we could, say, start in Jan. with ten seats.
"Really?" she asked. | "Yes." | Then they signed.
We met Dr. Okafor (our CFO). | She liked it.
The plan is e.g. cheaper. | Is that plan B? | It is plan B. | We like it.
Write to sales@acme.co.uk or call +1.415.555.0123. | Thank you!
What?! | No way… | Okay.
""".strip().splitlines()


def split(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize("rule", [rule for rule in GOLDEN_RULES if not rule.startswith(tuple(UNDECIDABLE))])
def test_the_golden_rules_hold(rule: str) -> None:
    """Every rule but one, where "a.m. Mr." and "P.M. Mr." differ by meaning alone."""
    assert split(rule.replace(" | ", " ")) == rule.split(" | ")


@pytest.mark.parametrize("rule", SPOKEN)
def test_speech_and_chat_are_split_as_read(rule: str) -> None:
    """Numbers, small letters, quotations and addresses as they come in calls, chats and mails."""
    assert split(rule.replace(" | ", " ")) == rule.split(" | ")


def test_blank_lines_and_items_begin_sentences_and_line_breaks_do_not() -> None:
    """A mail is wrapped anywhere; its paragraphs and lists are not."""
    text = "Hi Dana\n\nthis is\nwrapped. It is\n- one thing\n- another\n"

    assert split(text) == ["Hi Dana", "this is\nwrapped.", "It is", "- one thing", "- another"]


@given(st.text(alphabet=st.sampled_from("aA1.?!…\"')] \n-•b"), max_size=60) | st.text(max_size=60))
def test_every_character_is_in_one_sentence(text: str) -> None:
    """Spans are in order, do not overlap, and leave only white space out."""
    found = spans(text)
    edges = [0, *(edge for span in found for edge in span), len(text)]

    assert edges == sorted(edges)
    assert not "".join(text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True)).strip()
