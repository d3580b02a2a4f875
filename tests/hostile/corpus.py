"""The whole corpus: every family's cases under names of their own."""

from __future__ import annotations

from tests.hostile import attachments, audio, calendar, captions, crm, dialogues, mail, recorder_json, text
from tests.hostile.case import Cases

FAMILIES: dict[str, Cases] = {
    "captions": captions.FILES,
    "mail": mail.FILES,
    "attachments": attachments.FILES,
    "recorder JSON": recorder_json.FILES,
    "dialogues": dialogues.FILES,
    "text and other files": text.FILES,
    "CRM and practice": crm.FILES,
    "calendars": calendar.FILES,
    "audio": audio.FILES,
}
CASES: Cases = {name: case for family in FAMILIES.values() for name, case in family.items()}
