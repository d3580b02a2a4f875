"""The form in which people write decisions about quarantined rows, as the command line shows it."""

from __future__ import annotations

DROP = '{"id": "c-4mz7", "decision": "drop", "by": "Mia Berg", "why": "a wrong number"}'
FIX = (
    '{"id": "c-9t2k", "decision": "fix", "by": "Mia Berg", "why": "heard it", "turns": {"3": "It is [removed]."}, '
    '"speakers": {"Speaker 2": "Dana Reed <dana@acme.example>"}, "language": "en", '
    '"started_at": "2026-03-02T09:30:00Z"}'
)

HELP = f"""\
a --file holds one JSON object a line, as in
  {DROP}
  {FIX}

every line says id, decision (release, fix or drop), by (who decides) and why; a fix changes at least one of
  turns       number of a turn, as `review show` counts them from 0, to its whole new text, which may not be empty
  speakers    a speaker's id or label to the id of a CRM contact, a name, a mail address, or both as above
  language    the two letters of a language (ISO 639-1)
  started_at  when it began: a time in the past, with its zone

a row held because of what may not be kept, such as a card's code, cannot be released: fix the turns that hold it, or
drop it. Either way its old text is erased from the queue and the raw zone.
"""
