"""The story of respond: read the findings, decide, reserve a retraining, keep the plan."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import msgspec

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.findings import Findings
from talktrack.core.ports import BlobStore
from talktrack.operations.respond.history import History, Limits, Retrain
from talktrack.operations.respond.plan import Plan
from talktrack.operations.respond.policy import decide

HISTORY = "respond/retrains.json"
ATTEMPTS = 10

_log = logging.getLogger(__name__)


def read_findings(path: str | Path, tenant: str) -> Findings:
    """Read what monitoring found.

    Raises:
        ConfigurationInvalidError: the document is something else, or another tenant's.
    """
    try:
        findings = msgspec.json.decode(Path(path).read_bytes(), type=Findings)
    except msgspec.DecodeError as wrong:
        message = f"{path} holds no findings: give respond the findings output of drift."
        raise ConfigurationInvalidError(message) from wrong
    if findings.tenant != tenant:
        raise ConfigurationInvalidError(f"the findings are of tenant {findings.tenant}, not of {tenant}.")
    return findings


def run(findings: Findings, monitoring: BlobStore, limits: Limits, now: datetime, *, dry_run: bool) -> Plan:
    """Return the plan; unless `dry_run`, keep it in the monitoring folder. Twice is the same as once.

    Raises:
        ConflictError: the history of retrainings was written by others every time.
    """
    for _ in range(ATTEMPTS):
        history, generation = _history(monitoring)
        plan = decide(findings, history, limits, now)
        if dry_run:
            return plan
        after = _after(history, plan, limits, now)
        try:
            # Entered before anybody acts on the plan, so that two runs cannot both take the last retraining.
            if after != history:
                monitoring.write_if(HISTORY, msgspec.json.encode(after), generation)
        except ConflictError:
            continue
        monitoring.write(f"respond/plans/{plan.id}.json", msgspec.json.format(msgspec.json.encode(plan)))
        _log.info("respond severity=%s first=%s plan=%s", plan.severity, plan.first, plan.id)
        return plan
    raise ConflictError(f"{HISTORY} is being written by too many others: run respond again.")


def _after(history: History, plan: Plan, limits: Limits, now: datetime) -> History:
    if plan.retrain is None:
        return history
    return history.with_retrain(Retrain(plan=plan.id, kind=plan.retrain, at=now), limits)


def _history(monitoring: BlobStore) -> tuple[History, str | None]:
    found = monitoring.read_with_generation(HISTORY)
    if found is None:
        return History(), None
    try:
        return msgspec.json.decode(found[0], type=History), found[1]
    except msgspec.DecodeError as damaged:
        message = f"{monitoring.uri}/{HISTORY} cannot be read: mend or remove it; until then nothing is retrained."
        raise ConfigurationInvalidError(message) from damaged
