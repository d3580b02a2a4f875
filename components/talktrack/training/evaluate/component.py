"""Evaluate as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def evaluate(
    examples: dsl.Input[dsl.Dataset],
    roleplay: dsl.Input[dsl.Model],
    coach: dsl.Input[dsl.Model],
    evaluation: dsl.Output[dsl.Artifact],
    page: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    base_model: str,
    encoder_model: str,
    resamples: int = 2000,
    max_golden: int = 64,
) -> str:
    """Compare the candidate's adapters with the champion's, or with the base, and return better, worse or inconclusive.

    Args:
        examples: Prompts with their completions; the golden ones are compared on.
        roleplay: The candidate's roleplay adapter, or skipped.json.
        coach: The candidate's coach adapter, or skipped.json.
        evaluation: JSON file with the verdict, its reasons and all figures.
        page: The comparison, with intervals.
        metrics: Mean loss and relevance of both sides.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        base_model: Causal language model that the adapters were trained for.
        encoder_model: Sentence encoder that judges relevance; it is pinned and never trained on this data.
        resamples: Bootstrap resamples.
        max_golden: Most golden rows per path.
    """
    from pathlib import Path

    from talktrack.engines import adapter_files, reports
    from talktrack.engines.encoder import open_encoder
    from talktrack.engines.language_model import open_language_model
    from talktrack.systems.registry import open_registry
    from talktrack.training.evaluate import layout, record, sides, step

    trained = {"roleplay": Path(roleplay.path), "coach": Path(coach.path)}
    with sides.drawn_up(open_registry(home, tenant), trained, adapter_files.read_digest) as match:
        model, encoder = open_language_model(base_model), open_encoder(encoder_model)
        found = step.run(examples.path, model, encoder, match, step.Settings(resamples, max_golden))
    record.save(found, Path(evaluation.path))
    blocks = (
        reports.Facts(layout.headline(found)),
        reports.Text(f"Because {'; '.join(found.reasons)}."),
        reports.Intervals("Gains of the candidate", *layout.columns(found)),
        reports.TableBlock(("path", "measure", "candidate", "champion"), layout.comparison(found)),
    )
    Path(page.path).write_text(reports.page(f"Evaluation for {tenant}", blocks), encoding="utf-8")
    for name, value in found.metrics.items():
        metrics.log_metric(name, value)
    return found.verdict
