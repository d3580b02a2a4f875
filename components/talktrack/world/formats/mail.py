"""Mail threads after calls: RFC 5322 files with Message-ID, In-Reply-To and References, quoted text and a signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from talktrack.core.ids import stable_id
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.grammar import Telling
from talktrack.world.organisation import Organisation
from talktrack.world.people import Prospect
from talktrack.world.speaking import values
from talktrack.world.speech_noise import assembled

THREAD_SHARE = 0.5


def threads(organisation: Organisation, engagement: Engagement) -> Iterator[tuple[str, bytes]]:
    """Yield file names and bytes of the mails that follow an engagement's calls: a recap, and mostly a reply."""
    for call in engagement.calls:
        rng = organisation.random("mail", call.index)
        if rng.random() >= THREAD_SHARE:
            continue
        guest = call.people[0]
        telling = Telling(rng, values(organisation.phrases, engagement, guest) | {"pain": call.pains[0]})
        recap = _recap(organisation, engagement, call, guest, telling)
        yield f"{call.started_at:%Y%m%d}-{call.index}-1.eml", recap.as_bytes(policy=SMTP)
        if rng.random() < 0.7:
            reply = _reply(organisation, engagement, guest, recap, telling, call)
            yield f"{call.started_at:%Y%m%d}-{call.index}-2.eml", reply.as_bytes(policy=SMTP)


def _recap(
    organisation: Organisation, engagement: Engagement, call: PlannedCall, guest: Prospect, telling: Telling
) -> EmailMessage:
    seller = engagement.seller.contact
    message = EmailMessage()
    message["Message-ID"] = f"<{stable_id('mail', organisation.tenant, call.index, 1)}@{organisation.tenant}.example>"
    message["Date"] = format_datetime(call.started_at + timedelta(hours=3))
    message["From"] = formataddr((seller.name, seller.email or ""))
    message["To"] = formataddr((guest.contact.name, guest.contact.email or ""))
    message["Subject"] = _said(organisation, "mail.subject", telling)
    parts = [_said(organisation, rule, telling) for rule in ("mail.recap", "mail.body", "mail.next")]
    signature = f"-- \n{seller.name}\n{seller.title}\n{seller.phone}"
    message.set_content("\n\n".join([*parts, signature]) + "\n")
    return message


def _reply(  # noqa: PLR0913 - a mail's parts
    organisation: Organisation,
    engagement: Engagement,
    guest: Prospect,
    recap: EmailMessage,
    telling: Telling,
    call: PlannedCall,
) -> EmailMessage:
    seller = engagement.seller.contact
    message = EmailMessage()
    message["Message-ID"] = f"<{stable_id('mail', organisation.tenant, call.index, 2)}@{engagement.account.domain}>"
    message["In-Reply-To"] = recap["Message-ID"]
    message["References"] = recap["Message-ID"]
    message["Date"] = format_datetime(call.started_at + timedelta(hours=20))
    message["From"] = formataddr((guest.contact.name, guest.contact.email or ""))
    message["To"] = formataddr((seller.name, seller.email or ""))
    message["Subject"] = f"Re: {recap['Subject']}"
    quoted = "\n".join(f"> {line}" for line in recap.get_content().splitlines())
    message.set_content(f"{_said(organisation, 'mail.reply', telling)}\n\n{seller.name} wrote:\n{quoted}\n")
    return message


def _said(organisation: Organisation, rule: str, telling: Telling) -> str:
    return assembled(organisation.phrases.grammar.tell(rule, telling))[0]
