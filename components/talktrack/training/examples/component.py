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
) -> int:
    """Make the training, validation and golden examples of both paths, and return how many good ones can train.

    Args:
        scores: What feedback adds up to, per subject.
        examples: Prompts with their completions, weights and splits.
        card: What the set is made of.
        metrics: Examples per path and split, and what was left out.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        min_examples: Fewer good examples than this are not published, and no golden set is frozen.
        golden_share: Share of the accounts that the first run freezes as golden set.
        validation_share: Share of the accounts that is watched during training.
    """
    from pathlib import Path

    from talktrack.engines.reports import Facts, Heading, TableBlock, page
    from talktrack.systems.repository import open_repository
    from talktrack.training.examples.splits import Shares
    from talktrack.training.examples.step import run

    shares = Shares(golden=golden_share, validation=validation_share)
    made = run(open_repository(home, tenant), scores.path, examples.path, shares, min_examples)
    rows = sorted(made.counts.items())
    html = page(
        f"Examples of {tenant}",
        [
            Facts({"good training examples": made.good, "needed": min_examples}),
            Heading("Counts"),
            TableBlock(("what", "how many"), rows),
            Heading("Table versions"),
            TableBlock(("table", "version"), sorted(made.lineage.items())),
        ],
    )
    Path(card.path).write_text(html, encoding="utf-8")
    for name, value in rows:
        metrics.log_metric(name, value)
    return made.good
