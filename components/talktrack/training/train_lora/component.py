"""Train LoRA as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def train_lora(
    examples: dsl.Input[dsl.Dataset],
    adapter: dsl.Output[dsl.Model],
    page: dsl.Output[dsl.HTML],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    path: str,
    base_model: str,
    mode: str = "full",
    min_examples: int = 100,
    max_examples: int = 2000,
    rank: int = 8,
    learning_rate: float = 2e-3,
    epochs: int = 2,
) -> None:
    """Train the LoRA adapter of one path; with too few examples the step is green and writes the reason.

    Args:
        examples: Prompts with their completions, weights and splits.
        adapter: The adapter (safetensors, configuration, card), or skipped.json with the reason.
        page: Loss curve and settings.
        metrics: Rows, tokens and losses.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        path: Which adapter: roleplay or coach.
        base_model: Causal language model: a directory, or a Hugging Face id as name@revision.
        mode: full (from the base) or incremental (from the champion's adapter, if there is a champion).
        min_examples: Fewer good examples than this train nothing.
        max_examples: Most rows per epoch: a random choice in mode full, the newest in mode incremental.
        rank: Rank of the LoRA matrices; a continued adapter keeps its own.
        learning_rate: Highest learning rate, reached after the warm-up.
        epochs: How often each row is seen.
    """
    from pathlib import Path

    from talktrack.core.ports import LoraSettings
    from talktrack.engines import reports
    from talktrack.engines.language_model import open_language_model
    from talktrack.systems.registry import open_registry
    from talktrack.training.train_lora import layout, start, step

    settings = LoraSettings(rank=rank, learning_rate=learning_rate, epochs=epochs)
    with start.origin(open_registry(home, tenant), path, mode) as start_from:
        order = step.Order(path, settings, start_from, min_examples, max_examples)
        result = step.run(examples.path, open_language_model(base_model), Path(adapter.path), order)
    blocks: list[reports.Block] = [reports.Facts(layout.headline(result, order))]
    if result.curve:
        blocks += [reports.LinePlot("Loss per token", layout.series(result.curve), "optimiser step", "loss")]
    Path(page.path).write_text(reports.page(f"Training of the {path} adapter", blocks), encoding="utf-8")
    for name, value in layout.figures(result).items():
        metrics.log_metric(name, value)
