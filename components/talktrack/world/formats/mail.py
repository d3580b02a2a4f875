"""Mail threads after calls: RFC 5322 files with Message-ID, In-Reply-To and References, quoted text and a signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from talktrack.core.ids import stable_id
from talktrack.core.reference import Contact
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.grammar import Telling
from talktrack.world.organisation import Organisation
from talktrack.world.speaking import values
from talktrack.world.speech_noise import assembled

THREAD_SHARE = 0.5
REPLY_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class _Thread:
    """What the mails of one thread have in common."""

    organisation: Organisation
    engagement: Engagement
    call: PlannedCall
    telling: Telling

    def said(self, rule: str) -> str:
        """Return a part of a mail in this organisation's words."""
        return assembled(self.organisation.phrases.grammar.tell(rule, self.telling))[0]

    def headed(self, position: int, sender: Contact, receiver: Contact, subject: str) -> EmailMessage:
        """Return a mail with its headers; hours pass between the mails of a thread."""
        domain = (sender.email or "").rpartition("@")[2]
        message = EmailMessage()
        message["Message-ID"] = f"<{stable_id('mail', self.organisation.tenant, self.call.index, position)}@{domain}>"
        message["Date"] = format_datetime(self.call.started_at + timedelta(hours=17 * position - 14))
        message["From"] = formataddr((sender.name, sender.email or ""))
        message["To"] = formataddr((receiver.name, receiver.email or ""))
        message["Subject"] = subject
        return message


def threads(organisation: Organisation, engagement: Engagement) -> Iterator[tuple[str, bytes]]:
    """Yield file names and bytes of the mails that follow an engagement's calls: a recap, and mostly a reply."""
    for call in engagement.calls:
        rng = organisation.random("mail", call.index)
        if rng.random() >= THREAD_SHARE:
            continue
        guest = call.people[0]
        telling = Telling(rng, values(organisation.phrases, engagement, guest) | {"pain": call.pains[0]})
        thread = _Thread(organisation, engagement, call, telling)
        recap = _recap(thread)
        yield f"{call.started_at:%Y%m%d}-{call.index}-1.eml", recap.as_bytes(policy=SMTP)
        if rng.random() < REPLY_SHARE:
            yield f"{call.started_at:%Y%m%d}-{call.index}-2.eml", _reply(thread, recap).as_bytes(policy=SMTP)


def _recap(thread: _Thread) -> EmailMessage:
    seller = thread.engagement.seller.contact
    message = thread.headed(1, seller, thread.call.people[0].contact, thread.said("mail.subject"))
    parts = [thread.said(rule) for rule in ("mail.recap", "mail.body", "mail.next")]
    signature = f"-- \n{seller.name}\n{seller.title}\n{seller.phone}"
    message.set_content("\n\n".join([*parts, signature]) + "\n")
    return message


def _reply(thread: _Thread, recap: EmailMessage) -> EmailMessage:
    seller = thread.engagement.seller.contact
    message = thread.headed(2, thread.call.people[0].contact, seller, f"Re: {recap['Subject']}")
    message["In-Reply-To"] = recap["Message-ID"]
    message["References"] = recap["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in recap.get_content().splitlines())
    message.set_content(f"{thread.said('mail.reply')}\n\n{seller.name} wrote:\n{quoted}\n")
    return message
