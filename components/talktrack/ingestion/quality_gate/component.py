"""The quality gate as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.DATA, install_kfp_package=False)
def quality_gate(
    conversations: dsl.Input[dsl.Dataset],
    passed: dsl.Output[dsl.Dataset],
    quarantined: dsl.Output[dsl.Dataset],
    page: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    min_turns: int = 3,
    min_words: int = 10,
    min_speakers: int = 2,
    min_confidence: float = 0.5,
    relevance_min: float = 0.1,
    languages: list[str] = ["en"],  # noqa: B006 - kfp needs a literal default and never changes it
    required: list[str] = ["source", "channel", "provenance"],  # noqa: B006 - as above
    limits: dict[str, float] = {},  # noqa: B006 - as above
) -> None:
    """Let conversations pass that can teach; quarantine the others with reasons and a suggestion.

    Args:
        conversations: Conversations as read.
        passed: Those that meet every expectation, and those that a person reviewed.
        quarantined: The others, each with reasons, severity, a suggestion and itself for the reviewer.
        page: What was expected, how many rows failed and which, by row id only.
        metrics: Counts of conversations passed and quarantined, by reason.
        min_turns: Least number of turns; 0 switches it off.
        min_words: Least number of words; 0 switches it off.
        min_speakers: Least number of different speakers; 0 switches it off.
        min_confidence: Least mean recognition confidence, judged only where the source gives one; 0 switches it off.
        relevance_min: Least probability that it is business, in [0, 1], judged in English; 0 switches it off.
        languages: Two-letter codes of accepted languages; empty accepts all. An unknown language passes.
        required: Fields of a conversation that must say something, such as started_at; empty requires none.
        limits: Other thresholds by name, such as min_snr_db or max_identifiers; the README lists them. 0 switches off.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.engines.expectations import open_expectations
    from talktrack.engines.reports import BarPlot, Block, Facts, Heading, Histograms, TableBlock
    from talktrack.engines.reports import page as html_page
    from talktrack.ingestion.quality_gate.step import Tables, run
    from talktrack.ingestion.quality_gate.thresholds import Thresholds

    thresholds = Thresholds(
        min_turns=min_turns, min_words=min_words, min_speakers=min_speakers, min_confidence=min_confidence,
        relevance_min=relevance_min, languages=tuple(languages), required=tuple(required),
    ).changed(limits)  # fmt: skip
    tables = Tables(conversations.path, passed.path, quarantined.path)
    report = run(tables, open_expectations, thresholds, datetime.now(UTC))
    blocks: list[Block] = [Facts(report.facts())]
    if report.reasons:
        blocks.append(BarPlot("Conversations held back, by reason", *report.bars(), "conversations"))
    blocks += [
        Heading("Why conversations were held back"),
        TableBlock(*report.why()),
        Heading("How measures are spread"),
    ]
    blocks += [Histograms(spread.title, spread.edges, spread.counts, spread.x_label) for spread in report.spreads]
    for title, headers, rows in report.tables():
        blocks += [Heading(title), TableBlock(headers, rows)]
    Path(page.path).parent.mkdir(parents=True, exist_ok=True)
    Path(page.path).write_text(html_page("Quality gate", blocks), encoding="utf-8")
    for name, value in report.counts.items():
        metrics.log_metric(name, value)
