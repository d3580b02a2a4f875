"""Small valid files of the formats that reference reads: CRM tables, CRM documents, calendars."""

from __future__ import annotations

import json
from typing import Any

TABLES: tuple[bytes, ...] = (
    (
        b"Id,Name,Industry,Website,NumberOfEmployees,IsDeleted,LastModifiedDate\n"
        b"0011N00000abcDE,Acme,Retail,https://www.acme.example/x,250,false,2026-01-01T10:00:00.000Z\n"
    ),
    b'"Id","AccountId","FirstName","LastName","Email","Phone"\r\n"3","1","Jane","Doe","jane@x.example","+1 303"\r\n',
    b"Id;Username;Name;Email;UserType\n5;sam;Sam Poe;sam@us.example;Standard\n",
    (
        b"Id,AccountId,Name,StageName,Amount,IsClosed,IsWon,CloseDate,CreatedDate\n"
        b'6,1,Big,Won,"1,200.5",true,true,2026-03-01,2026-01-01\n'
    ),
    b"Id\tOpportunityId\tStageName\tCreatedDate\n8\t6\tDemo\t2026-01-15T10:00:00.000+0200\n",
    b"Id,OpportunityId,CompetitorName\n9,6,Globex\n",
    b"Id,OpportunityId,ContactId,Role,IsPrimary\n9,6,3,Decider,true\n",
    (
        b"Id,Subject,WhoId,WhatId,OwnerId,StartDateTime,EndDateTime,Location\n"
        b"00U1,Intro,0031N00000abcDE,0061N00000abcDE,5,2026-01-15T14:00:00Z,,https://x.zoom.us/j/1\n"
    ),
    b"Id,TaskSubtype,CallDurationInSeconds,CompletedDateTime,Status\n00T1,Call,60,2026-01-15T14:00:00Z,Completed\n",
    b"Id,FirstName,LastName,Company,IsConverted\n7,Li,Wu,Globex,false\n",
    (
        b'"Opportunity Name","Account Name","Stage","Amount","Close Date"\n'
        b'"Big","Acme","Demo","USD 1,200.50","1/15/2026"\n'
        b'"Small","Acme","Demo","5","15.1.2026"\n\n"Copyright (c) 2026 salesforce.com"\n'
    ),
    "\ufeffRecord ID,Deal Name,Deal Stage,Associated Company IDs\n77,Größe,Demo,5;6\n".encode(),
    "Id,Name,Industry\n1,Café,Retail\n".encode("utf-16"),
    "Id,Name,Industry\n1,Café,Retail\n".encode("cp1252"),
)

_ACCOUNT = {"attributes": {"type": "Account", "url": "/x"}, "Id": "0011N00000abcDE", "Name": "Acme", "Industry": None}
_OPPORTUNITY = {
    "attributes": {"type": "Opportunity"}, "Id": "6", "Name": "Big", "StageName": "Won", "Amount": 1200.5,
    "IsClosed": True, "Account": {"Name": "Acme"}, "CreatedDate": "2026-01-01T00:00:00.000+0000",
}  # fmt: skip
_DEAL: dict[str, Any] = {
    "id": "77",
    "properties": {"dealname": "Big", "dealstage": "9001", "amount": "900", "hubspot_owner_id": "41"},
    "propertiesWithHistory": {"dealstage": [{"value": "9001", "timestamp": "2026-01-15T14:00:00Z"}]},
    "associations": {"companies": {"results": [{"id": "5"}]}, "contacts": {"results": [{"toObjectId": 8}]}},
    "updatedAt": "2026-01-15T14:00:00Z",
    "archived": False,
}
_MEETING = {
    "id": "1",
    "properties": {"hs_meeting_title": "Intro", "hs_meeting_start_time": "1768485600000", "hs_timestamp": "2026-01-15"},
}
_CALL = {
    "id": "2",
    "properties": {"hs_call_title": "Call", "hs_timestamp": "2026-01-15T14:00:00Z", "hs_call_duration": "60000"},
}
_STAGE = {"id": "9001", "label": "Demo", "metadata": {"isClosed": "false", "probability": "0.2"}}


def _written(*documents: Any) -> bytes:
    return "\n".join(json.dumps(document) for document in documents).encode()


DOCUMENTS: tuple[bytes, ...] = (
    _written({"totalSize": 2, "done": True, "records": [_ACCOUNT, _OPPORTUNITY]}),
    _written({"status": 0, "result": {"totalSize": 1, "done": True, "records": [_OPPORTUNITY]}}),
    _written([_ACCOUNT, _OPPORTUNITY]),
    _written(_ACCOUNT, _OPPORTUNITY),
    _written({"totalSize": 1, "records": [_ACCOUNT]}, {"totalSize": 1, "records": [_OPPORTUNITY]}),
    _written([{"Id": "8", "OpportunityId": "6", "StageName": "Demo", "CreatedDate": "2026-01-15"}]),
    _written({"results": [_DEAL], "paging": {"next": {"after": "1"}}}),
    _written(_DEAL, _MEETING, _CALL),
    _written({"results": [_MEETING, _CALL]}),
    _written(
        {"results": [{"id": "8", "properties": {"firstname": "Jane", "lastname": "Doe", "email": "j@x.example"}}]}
    ),
    _written({"results": [{"id": "5", "properties": {"name": "Acme", "domain": "acme.example"}}]}),
    _written({"results": [{"id": "p", "label": "Sales", "stages": [_STAGE]}]}),
    _written({"results": [{"id": "41", "email": "s@us.example", "firstName": "Sam", "lastName": "Poe", "userId": 3}]}),
)

_EVENT = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%(method)s\r\n%(zone)sBEGIN:VEVENT\r\nUID:1@x\r\nSEQUENCE:2\r
SUMMARY:Acme\\, in\r\n tro\r\n%(lines)s\r\nORGANIZER;CN="Poe, Sam":mailto:sam@us.example\r
ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Jane Doe;PARTSTAT=ACCEPTED:mailto:jane@x.example\r
ATTENDEE;CUTYPE=ROOM;CN=Blue:mailto:blue@us.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""
_ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:16011028T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
    b"BEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
    b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def _calendar(lines: bytes, method: bytes = b"PUBLISH", zone: bytes = b"") -> bytes:
    return _EVENT % {b"lines": lines, b"method": method, b"zone": zone}


CALENDARS: tuple[bytes, ...] = (
    _calendar(b"DTSTART:20260115T140000Z\r\nDTEND:20260115T143000Z\r\nLOCATION:https://x.zoom.us/j/1"),
    _calendar(b"DTSTART;TZID=Europe/Berlin:20260115T140000\r\nDURATION:PT1H30M"),
    _calendar(b"DTSTART;TZID=Office:20260715T140000\r\nRRULE:FREQ=WEEKLY;COUNT=9", zone=_ZONE),
    _calendar(b"DTSTART;TZID=W. Europe Standard Time:20260115T140000\r\nRRULE:FREQ=DAILY;UNTIL=20260301T000000Z"),
    _calendar(b"DTSTART;VALUE=DATE:20260115\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;INTERVAL=2"),
    _calendar(b"DTSTART:20260115T140000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=-1,15\r\nEXDATE:20260131T140000Z"),
    _calendar(b"DTSTART:20260115T140000Z\r\nRDATE;VALUE=PERIOD:20260120T140000Z/PT1H,20260121T140000Z/PT1H"),
    _calendar(b"RECURRENCE-ID;TZID=Europe/Berlin:20260115T140000\r\nDTSTART;TZID=Europe/Berlin:20260116T090000"),
    _calendar(b"DTSTART:20260115T140000Z\r\nSTATUS:CANCELLED"),
    _calendar(
        b"DTSTART:20260115T140000Z\r\nDESCRIPTION:Join\\n<https://teams.microsoft.com/l/meetup-join/1>", b"CANCEL"
    ),
    _calendar(b"DTSTART:20260115T140000\r\nBEGIN:VALARM\r\nATTENDEE:mailto:a@x\r\nEND:VALARM", b"REPLY"),
    _calendar(b"DTSTART:20260115T140000Z\r\nX-GOOGLE-CONFERENCE:https://meet.google.com/abc") * 2,
    _calendar(b"DTSTART:20260115T140000Z").decode().encode("utf-16"),
)
