"""Train heads as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def train_heads(
    heads: dsl.Output[dsl.Model],
    page: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    encoder_model: str,
    min_labels: int = 200,
    max_labels: int = 20000,
    held_out_share: float = 0.2,
    starter: str = "",
) -> str:
    """Train the classifiers of analyze on labels of experts, put better ones into service, and return kept or refused.

    Args:
        heads: heads.json when at least one is kept, and starter.json for tenants without labels where there are enough.
        page: What each head hears of held-out accounts, beside what judges today.
        metrics: Labels, macro-F1, calibration error and weighted kappa by head.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        encoder_model: Sentence encoder: a directory, a Hugging Face id as name@revision, or https://host/v1#model.
        min_labels: A head with fewer labelled turns to learn from is not trained.
        max_labels: Most labels of turns that are used.
        held_out_share: Share of the accounts that is never learnt from, to judge heads.
        starter: For kinds with too few labels: path or gs:// URI of another tenant's starter.json, given by its leave.
    """
    from pathlib import Path

    from talktrack.core import logs
    from talktrack.core import starter as starters
    from talktrack.core.heads import written
    from talktrack.engines import reports
    from talktrack.engines.encoder import open_encoder
    from talktrack.engines.linear_heads import OF_CALLS, LogisticFitter
    from talktrack.engines.word_heads import LogisticWordReader
    from talktrack.systems import encoders
    from talktrack.systems import heads as kept_heads
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.systems.vectors.chosen import open_vectors
    from talktrack.training.train_heads import layout, step
    from talktrack.training.train_heads.material import Shares
    from talktrack.training.train_heads.transfer import Start

    logs.configure()
    order = step.Order(Shares(exam=held_out_share), min_labels, max_labels)
    serving = encoders.in_service(home, tenant, encoder_model, open_vectors(home, tenant).live())
    encoder = open_encoder(encoders.local(serving))
    before = kept_heads.in_service(home, tenant, encoder.version)
    start = None
    if starter:
        folder, _, name = starter.rpartition("/")
        kept = open_store(folder or ".").read_with_generation(name)
        start = Start(starters.read(kept[0] if kept else b""), LogisticWordReader())
    fitters = step.Fitters(LogisticFitter(), LogisticFitter(OF_CALLS), start)
    found = step.run(open_repository(home, tenant), encoder, fitters, before, order)
    Path(heads.path).mkdir(parents=True, exist_ok=True)
    if found.starter:
        (Path(heads.path) / "starter.json").write_bytes(starters.written(found.starter))
    if found.heads:
        (Path(heads.path) / "heads.json").write_bytes(written(found.heads))
        heads.metadata["version"] = kept_heads.keep(home, tenant, found.heads)
    blocks: list[reports.Block] = [
        reports.Text(layout.reasons(found)),
        reports.TableBlock(layout.HEADERS, layout.rows(found)),
    ]
    Path(page.path).write_text(reports.page(f"Heads of {tenant}", blocks), encoding="utf-8")
    for name, value in found.figures.items():
        metrics.log_metric(name, value)
    return found.verdict
