"""``forget``: the erasure of a person on request, from the plan to the receipt."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from pipelines import run_folder
from talktrack.core.errors import ConflictError
from talktrack.core.home import TenantHome
from talktrack.operations.forget import step
from talktrack.operations.forget.receipt import Receipt
from talktrack.operations.forget.request import Request
from talktrack.systems import encoders, heads
from talktrack.systems.keys import tenant_key
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.source_apis import forget_mirrors
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.chosen import open_vectors

LEFT = 1
NOTHING = (
    "Nothing in the tables is about this address, or about what they link to it. "
    "If the person goes by other names or numbers, add --name and --phone."
)


def run(asked: argparse.Namespace) -> int:
    """Print the plan; unless it is a dry run, carry it out, keep its receipt and say what it broke."""
    request = Request(
        tenant=asked.tenant,
        subject=asked.subject,
        by=asked.by,
        why=asked.why,
        at=datetime.now(UTC),
        users=asked.user,
        names=asked.name,
        phones=asked.phone,
        artifacts=asked.artifacts,
    )
    place = _place(asked, request)
    plan = step.plan(request, place)
    console = Console()
    _show(plan, console)
    if asked.dry_run:
        console.print("Nothing was changed: this was a dry run.")
        return 0
    receipt = step.run(request, plan, replace(place, discarded=_discarded(asked)))
    _tell(receipt, asked, console)
    return LEFT if receipt.left else 0


def _place(asked: argparse.Namespace, request: Request) -> step.Place:
    home = TenantHome(asked.home, asked.tenant)
    return step.Place(
        key=tenant_key(asked.home, asked.tenant),
        repository=open_repository(asked.home, asked.tenant),
        vectors=open_vectors(asked.home, asked.tenant),
        registry=open_registry(asked.home, asked.tenant),
        receipts=open_store(home.erasures),
        folders=[open_store(uri) for uri in (home.stagings, *request.artifacts)],
        encoders=encoders.kept(asked.home, asked.tenant),
        heads=heads.kept(asked.home, asked.tenant),
    )


def _discarded(asked: argparse.Namespace) -> int:
    """Remove runs that are over and caches; a run that goes on would write again what is erased now."""
    removed, alive = run_folder.discard(asked.home, asked.tenant)
    if alive:
        message = f"run {', '.join(alive)} is in progress and may write what is erased: wait for it, and forget again."
        raise ConflictError(message)
    return removed + forget_mirrors()


def _show(plan: step.Plan, console: Console) -> None:
    """Print what will leave, as counts: neither names nor what was said."""
    table = Table("what", "how many")
    for name, count in plan.found.counts().items():
        table.add_row(name, str(count))
    console.print(table if table.rows else NOTHING)
    if plan.found.sources:
        console.print("Read from these files, which are yours to delete:", *plan.found.sources, sep="\n  ")


def _tell(receipt: Receipt, asked: argparse.Namespace, console: Console) -> None:
    console.print(
        f"Erased: {sum(receipt.removed.values())} rows, {receipt.chunks} chunks, {receipt.artifacts} artifacts."
    )
    if receipt.golden_rows:
        console.print(f"{receipt.golden_rows} golden rows left: scores before and after are not comparable.")
    for release, pins in receipt.training_sets.items():
        console.print(f"The training set of {release} can be read no more: {pins}.")
    if receipt.releases:
        console.print(f"Trained on what was erased: {', '.join(receipt.releases)}. Train in full, then roll out:")
        console.print(
            f"  python -m pipelines local training --tenant {asked.tenant} --home {asked.home} --param mode=full"
        )
    if tuned := [*receipt.encoders, *receipt.heads]:
        console.print(f"Tuned on what was erased: {', '.join(tuned)}. Tune again:")
        console.print(f"  python -m pipelines local encoder --tenant {asked.tenant} --home {asked.home}")
    if receipt.left:
        console.print(f"Still found: {receipt.left}. Run forget again when no pipeline runs.")
    console.print(f"Receipt: {TenantHome(asked.home, asked.tenant).erasures}/{receipt.id}.json")
