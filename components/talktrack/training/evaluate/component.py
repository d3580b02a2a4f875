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
    max_golden: int = 160,
    judge: str = "",
) -> str:
    """Compare the candidate's adapters with the champion's, or with the base, and return better, worse or inconclusive.

    Args:
        examples: Prompts with their completions; the golden ones are compared on.
        roleplay: The candidate's roleplay adapter, or skipped.json.
        coach: The candidate's coach adapter, or skipped.json.
        evaluation: JSON file with the verdict, its reasons and all figures.
        page: The comparison, with intervals.
        metrics: The mean of every measure of every side, and leaks.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        base_model: Causal language model that the adapters were trained for.
        encoder_model: Sentence encoder that judges; it is pinned, and never the one that is trained on this data.
        resamples: Bootstrap resamples.
        max_golden: Most golden rows per path.
        judge: A language model that gives its opinion, as https://host/v1#model; empty asks none.
    """
    from pathlib import Path

    from talktrack.core.home import TenantHome
    from talktrack.core.tables import FEEDBACK
    from talktrack.engines import adapter_files, reports
    from talktrack.engines.assessment_decoding import AssessmentDecoding
    from talktrack.engines.encoder import open_encoder
    from talktrack.engines.judge_endpoint import open_judge
    from talktrack.engines.language_model import open_language_model
    from talktrack.systems.registry import open_registry
    from talktrack.systems.repository import open_repository
    from talktrack.systems.storage import open_store
    from talktrack.training.evaluate import golden, layout, panel, record, sides, step
    from talktrack.training.evaluate.liked import liked

    trained = {"roleplay": Path(roleplay.path), "coach": Path(coach.path)}
    heard = list(liked(open_repository(home, tenant).scan(FEEDBACK)))
    judges = panel.Judges(open_encoder(encoder_model), heard, open_judge(judge) if judge else None)
    settings = step.Settings(resamples, max_golden, golden=golden.newest(open_store(TenantHome(home, tenant).golden)))
    model = AssessmentDecoding(open_language_model(base_model))
    with sides.drawn_up(open_registry(home, tenant), trained, adapter_files.whole_digest, model) as match:
        found = step.run(examples.path, model, judges, match, settings)
    record.save(found, Path(evaluation.path))
    blocks: list[reports.Block] = [reports.Facts(layout.headline(found)), reports.Text(layout.because(found))]
    blocks += [reports.Intervals(*layout.gains(found)), reports.TableBlock(layout.COMPARISON, layout.comparison(found))]
    blocks.append(reports.BarPlot(*layout.relevances(found), limit=0.5))
    for title, headers, rows in layout.tables(found):
        blocks += [reports.Heading(title), reports.TableBlock(headers, rows)]
    Path(page.path).write_text(reports.page(f"Evaluation for {tenant}", blocks), encoding="utf-8")
    for name, value in found.metrics.items():
        metrics.log_metric(name, value)
    return found.verdict
