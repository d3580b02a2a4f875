"""Examples as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def examples(
    scores: dsl.Input[dsl.Dataset],
    examples: dsl.Output[dsl.Dataset],
    card: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    min_examples: int = 100,
    golden_share: float = 0.1,
    validation_share: float = 0.1,
    mode: str = "full",
    replay: float = 1.0,
    variation_share: float = 0.1,
) -> int:
    """Make the training, validation and golden examples of both paths, and return how many good ones can train.

    Args:
        scores: What feedback adds up to, per subject.
        examples: Prompts with their completions, weights and splits.
        card: What the set is made of.
        metrics: Examples per path and split, and what was left out, by reason.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        min_examples: Fewer good examples than this are not published, and no golden set is frozen.
        golden_share: Share of the accounts that the first run freezes as golden set.
        validation_share: Share of the accounts that is watched during training, those that began last.
        mode: full (all conversations) or incremental (new ones and a sample of those that were learnt from before).
        replay: Turns of old conversations for each new one in mode incremental.
        variation_share: Share of the training rows that get a variation beside them.
    """
    from pathlib import Path

    from talktrack.engines import reports
    from talktrack.engines.redactor import open_redactor
    from talktrack.systems.keys import tenant_key
    from talktrack.systems.repository import open_repository
    from talktrack.training.examples import assembly, layout, privacy, selection, splits, step

    key, shares = tenant_key(home, tenant), splits.Shares(golden_share, validation_share)
    private = privacy.Privacy(key, privacy.redaction(open_redactor(), key))
    choices = assembly.Choices(shares, selection.Budget(mode, replay), variation_share, min_examples, private)
    made = step.run(open_repository(home, tenant), scores.path, examples.path, choices)
    blocks: list[reports.Block] = [
        reports.Facts(layout.headline(made, min_examples)),
        reports.BarPlot("Rows by path, task and split", *layout.sides(made.card)),
        reports.BarPlot("Rows by origin", *layout.origins(made.card)),
        reports.Histograms("Weights", *layout.weights(made.card), "weight"),
        reports.Histograms("Lengths", *layout.words(made.card), "words"),
        reports.BarPlot("Left out, by reason", *layout.dropped(made)),
        reports.TableBlock(("what", "how many"), sorted(made.counts.items())),
        reports.TableBlock(("table", "version"), sorted(made.lineage.items())),
    ]
    Path(card.path).write_text(reports.page(f"Examples of {tenant}", blocks), encoding="utf-8")
    for name, value in sorted(made.counts.items()):
        metrics.log_metric(name, value)
    return made.good
