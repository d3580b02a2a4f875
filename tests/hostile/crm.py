"""CRM exports that want to run in a spreadsheet, hang or fill memory: Salesforce's and HubSpot's."""

from __future__ import annotations

import json
from typing import Any

from tests.hostile.case import Cases

MB = 1_000_000
ACCOUNTS = b"Id,Name,Industry\n"
DEALS = b"Id,AccountId,Name,StageName,Amount,CloseDate,CreatedDate\n"


def deal(amount: bytes = b"5", day: bytes = b"2026-01-15") -> bytes:
    """Return a table of one deal."""
    return DEALS + b"6,1,Big,Won," + amount + b"," + day + b"," + day + b"\n"


def page(**account: Any) -> bytes:
    """Return a page with one account."""
    record = {"attributes": {"type": "Account"}, "Id": "1", "Name": "Acme"} | account
    return json.dumps({"totalSize": 1, "records": [record]}).encode()


def hubspot(**properties: Any) -> bytes:
    """Return a page with one deal of HubSpot."""
    told = {"dealname": "Big", "dealstage": "9"} | properties
    return json.dumps({"results": [{"id": "7", "properties": told, "createdAt": "2026-01-15"}]}).encode()


_TABLES: Cases = {
    "formulas": (lambda: ACCOUNTS + b"1,\"=cmd|' /C calc'!A0\",@SUM(A1)\n2,+1+1,-1\n", 2),
    "ragged rows": (lambda: ACCOUNTS + b"1\n1,2\n1,Acme,Retail\n1,2,3,4\n" + b",\n" * 1_000, 1),
    "ragged rows alone": (lambda: ACCOUNTS + b"1,2,3,4,5\n" * 50_000, "row_ragged"),
    "a thousand columns": (
        lambda: ACCOUNTS[:-1] + b",x" * 1_000 + b"\n" + b"1,Acme,Retail" + b"," * 1_000 + b"\n",
        1,
    ),
    "a hundred thousand columns": (lambda: ACCOUNTS[:-1] + b",x" * 100_000 + b"\n1,Acme,Retail" + b"," * 100_000, 1),
    "a million columns": (lambda: ACCOUNTS[:-1] + b",x" * MB + b"\n", "crm_columns_unknown"),
    "a row of 60 MB": (lambda: ACCOUNTS + b"," * (60 * MB) + b"\n1,Acme,Retail\n", 1),
    "rows that a quote joins": (lambda: ACCOUNTS + b'"\n",' * (2 * MB) + b"\n1,Acme,Retail\n", 1),
    "columns that repeat": (lambda: b"Id,Id,Name,Name,Industry\n1,2,Acme,Bcme,Retail\n", 1),
    "mixed encodings": (lambda: ACCOUNTS + "1,Café,x\n".encode() + "2,Café,x\n".encode("cp1252"), 2),
    "bytes of no encoding": (lambda: ACCOUNTS + b"1,\xff\xfe\x81,x\n", 1),
    "a NUL": (lambda: ACCOUNTS + b"1,A\0cme,x\n", "format_binary"),
    "a NUL behind the head": (lambda: ACCOUNTS + b"1,Acme,x\n" * 10_000 + b"\0", "text_has_nul"),
    "a day in the year 0": (lambda: deal(day=b"0000-01-01"), 1),
    "a day in the year 9999": (lambda: deal(day=b"9999-12-31T23:59:59-14:00"), 1),
    "a 30th of February": (lambda: deal(day=b"30.02.2026"), 1),
    "a day of 1 MB": (lambda: deal(day=b"1" * MB), "row_ragged"),
    "days of both kinds": (lambda: DEALS + b"6,1,A,Won,5,13/1/2026,1/13/2026\n7,1,B,Won,5,1/1/2026,1/2/26\n", 2),
    "milliseconds beyond time": (lambda: deal(day=b"99999999999999"), 1),
    "an amount of 1e308": (lambda: deal(b"1e308"), 1),
    "an amount that overflows": (lambda: deal(b"1e999"), 1),
    "an amount that is none": (lambda: deal(b"NaN"), 1),
    "an amount of 100 000 digits": (lambda: deal(b"9" * 100_000), 1),
    "an amount of separators": (lambda: deal(b'"' + b",." * 50_000 + b'"'), 1),
    "a cell of 10 MB": (lambda: ACCOUNTS + b"1,Acme," + b"a" * (10 * MB) + b"\n2,Bcme,x\n", 1),
    "a quote that never closes": (lambda: ACCOUNTS + b'1,Acme,"' + b"x\n" * 400_000, "row_unreadable"),
    "quotes": (lambda: ACCOUNTS + b'1,"' + b'"' * (2 * MB) + b'",x\n', "row_ragged"),
    "a million quotes that open": (lambda: ACCOUNTS + b'1,"A\n' * 300_000, "row_ragged"),
    "carriage returns": (lambda: ACCOUNTS.replace(b"\n", b"\r") + b"1,Acme,x\r" * 2, 2),
    "empty rows": (lambda: ACCOUNTS + b"\n" * (2 * MB) + b"1,Acme,x\n", 1),
    "rows of commas": (lambda: ACCOUNTS + b",,\n" * 100_000, "id_missing"),
    "one id for all": (lambda: ACCOUNTS + b"1,Acme,x\n" * 30_000, 30_000),
    "ids of a list": (lambda: b"Id,Name,StageName,ContactIds\n6,Big,Won," + b"3;" * 50_000 + b"\n", 1),
    "an id of 100 000 letters": (lambda: ACCOUNTS + b"a" * 100_000 + b",Acme,x\n", 1),
    "parents in a circle": (lambda: b"Id,Name,Industry,ParentId\n1,A,x,2\n2,B,x,1\n", 2),
    "other separators": (lambda: b"Id;Name;Industry\n1;Acme, Inc.;Retail\n", 1),
    "a header alone": (lambda: ACCOUNTS, 0),
}
_DOCUMENTS: Cases = {
    "a name that is deep": (lambda: page(Name="@").replace(b'"@"', b"[" * 100_000 + b"]" * 100_000), "json_broken"),
    "a page that is deep": (lambda: b'{"totalSize": 1, "records": ' * 100_000, "json_broken"),
    "cut off": (lambda: page()[:-5], "json_broken"),
    "a name that is a number": (lambda: page(Name=7), 1),
    "a name that is a list": (lambda: page(Name=["Acme"]), "name_missing"),
    "a number of 5 MB": (lambda: page(NumberOfEmployees="@").replace(b'"@"', b"9" * (5 * MB)), "record_shape_wrong"),
    "employees of 1e308": (lambda: page(NumberOfEmployees=1e308), 1),
    "NaN": (lambda: page(NumberOfEmployees="@").replace(b'"@"', b"NaN"), "json_broken"),
    "a lone surrogate": (lambda: page(Name="Acme \ud800"), 1),
    "types that are objects": (lambda: page(attributes={"type": {"a": 1}}), "crm_object_unknown"),
    "types of nobody": (lambda: page(attributes={"type": "__class__"}), "crm_object_unknown"),
    "records that are null": (lambda: b'{"totalSize": 1, "records": [null, 5, "a", []]}', "record_shape_wrong"),
    "records without end": (
        lambda: b'{"totalSize": 1, "records": [' + b'{"attributes":{}},' * 100_001 + b"{}]}",
        "json_too_many_records",
    ),
    "a million fields": (
        lambda: b'{"attributes": {"type": "Account"}, "Id": "1"' + b"".join(b',"f%d":0' % n for n in range(MB)) + b"}",
        "json_too_dense",
    ),
    "pages in pages": (lambda: b'{"result": ' * 50 + page() + b"}" * 50, "crm_object_unknown"),
    "a hubspot deal with a day beyond time": (lambda: hubspot(closedate="99999999999999999999"), 1),
    "a hubspot deal with properties that are lists": (lambda: hubspot(amount=[1]), "record_shape_wrong"),
    "a hubspot deal of 10 MB": (lambda: hubspot(description="a" * (10 * MB)), 1),
    "hubspot owners who are nobody": (
        lambda: b'{"results": [{"id": null, "email": "a@x", "firstName": "A", "userId": 1}]}',
        "record_shape_wrong",
    ),
}
_PRACTICE: Cases = {
    "YAML that runs": (lambda: b"persona_id: !!python/object/apply:os.system [id]\ntraits: []\n", "record_shape_wrong"),
    "YAML that laughs": (
        lambda: b"persona_id: p\ntraits: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "yaml_has_references",
    ),
    "YAML that is deep": (lambda: b"persona_id: p\ntraits: " + b"[" * 100_000, "yaml_too_deep"),
    "YAML that is long": (lambda: b"persona_id: p\ntraits: [" + b"a," * (3 * MB), "yaml_too_large"),
    "YAML that is broken": (lambda: b"persona_id: p\ntraits: [\n", "yaml_broken"),
    "YAML that is true": (lambda: b"persona_id: no\ntraits: yes\nname: 007\n", 1),
    "a persona without an id": (lambda: b'{"persona_id": null, "traits": []}', "persona_id_missing"),
    "a persona that is a list": (lambda: b'[{"persona_id": ["p"], "traits": {}}]', "record_shape_wrong"),
    "a scenario without a goal": (lambda: b'{"scenario_id": "s", "goal": null}', "goal_missing"),
}
FILES: Cases = {
    **{f"table: {name}": case for name, case in _TABLES.items()},
    **{f"document: {name}": case for name, case in _DOCUMENTS.items()},
    **{f"practice: {name}": case for name, case in _PRACTICE.items()},
}
