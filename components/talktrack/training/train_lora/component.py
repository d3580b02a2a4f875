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
    batch_size: int = 8,
    max_tokens: int = 512,
    replay_share: float = 0.3,
    preference_weight: float = 1.0,
    precision: str = "",
    recompute_activations: bool = False,
    num_nodes: int = 1,
    namespace: str = "talktrack",
    run_id: str = "",
) -> None:
    """Train the LoRA adapter of one path; with too few examples the step is green and writes the reason.

    Args:
        examples: Prompts with their completions, worse completions where known, weights and splits.
        adapter: The adapter (safetensors, configuration, card), or skipped.json with the reason.
        page: Curves of loss and learning rate, and settings.
        metrics: Rows, tokens and losses.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        path: Which adapter: roleplay or coach.
        base_model: Causal language model: a directory, or a Hugging Face id as name@revision.
        mode: full (from the base) or incremental (from the champion's adapter, if there is a champion).
        min_examples: Fewer good examples than this train nothing.
        max_examples: Most rows per epoch: a random choice in mode full, the newest and a replay in mode incremental.
        rank: Rank of the LoRA matrices; a continued adapter keeps its own.
        learning_rate: Highest learning rate, reached after the warm-up.
        epochs: How often each row is seen, unless validation stops getting better before.
        batch_size: Rows per optimiser step, over all nodes.
        max_tokens: Longest row; the prompt loses its beginning before the completion loses anything.
        replay_share: Share of older rows among those of a continued adapter.
        preference_weight: How much the preference loss counts for rows with a worse completion; 0 leaves it out.
        precision: Of the base: float32 or bfloat16; empty for bfloat16 on a GPU, float32 else.
        recompute_activations: Less memory for a third more time (gradient checkpointing).
        num_nodes: Above 1, a Kubeflow TrainJob with this image trains on so many nodes.
        namespace: Kubernetes namespace of that TrainJob.
        run_id: Pipeline run that the TrainJob belongs to.
    """
    import logging
    from pathlib import Path

    from talktrack.core import images, logs
    from talktrack.core.home import TenantHome
    from talktrack.core.ports import LoraSettings, TrainingRun
    from talktrack.core.release import unlike
    from talktrack.engines import adapter_files, reports
    from talktrack.engines.language_model import open_language_model
    from talktrack.systems.registry import open_registry
    from talktrack.systems.storage import open_store
    from talktrack.systems.trainer import ClusterTraining, Machines
    from talktrack.training.train_lora import layout, start, step

    logs.configure()
    settings = LoraSettings(
        rank=rank,
        learning_rate=learning_rate,
        epochs=epochs,
        batch_size=batch_size,
        max_tokens=max_tokens,
        preference_weight=preference_weight,
        recompute_activations=recompute_activations,
    )
    place = f"{TenantHome(home, tenant).training}/{path}"
    machines = Machines(num_nodes, images.MODEL, namespace, run_id=run_id)
    here = open_language_model(base_model, precision) if num_nodes == 1 else None
    model = here or ClusterTraining(base_model, precision, place, machines)
    with start.origin(
        open_registry(home, tenant), path, mode, adapter_files.whole_digest, lambda champion: unlike(champion, here)
    ) as start_from:
        run = TrainingRun(start_from, open_store(place), say=logging.getLogger("talktrack.train_lora").info)
        order = step.Order(path, settings, run, min_examples, max_examples, replay_share)
        result = step.run(examples.path, model, Path(adapter.path), order)
    blocks: list[reports.Block] = [reports.Facts(layout.headline(result, order))]
    if result.curve:
        blocks += [reports.LinePlot("Loss per token", layout.series(result.curve), "optimiser step", "loss")]
        blocks += [reports.LinePlot("Learning rate", layout.rates(result.curve), "optimiser step", "rate")]
    Path(page.path).write_text(reports.page(f"Training of the {path} adapter", blocks), encoding="utf-8")
    for name, value in layout.figures(result).items():
        metrics.log_metric(name, value)
