"""Register as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def register(
    roleplay: dsl.Input[dsl.Model],
    coach: dsl.Input[dsl.Model],
    evaluation: dsl.Input[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    mode: str,
    base_model: str,
    encoder_model: str,
) -> str:
    """Store the evaluated adapters as an immutable release and return the id of the release to roll out next.

    Args:
        roleplay: The candidate's roleplay adapter, or skipped.json: then the champion's is kept.
        coach: The candidate's coach adapter, or skipped.json: then the champion's is kept.
        evaluation: JSON file of the evaluation that let the candidate pass.
        metrics: Those of the evaluation.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        mode: How the adapters were trained: full or incremental.
        base_model: Causal language model that the adapters were trained for.
        encoder_model: Sentence encoder that judged them.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from talktrack.engines.adapter_files import read_digest
    from talktrack.systems.registry import open_registry
    from talktrack.training.register.assembly import Circumstances
    from talktrack.training.register.step import run, trained_paths

    adapters = trained_paths({"roleplay": Path(roleplay.path), "coach": Path(coach.path)})
    digests = {path: read_digest(directory) for path, directory in adapters.items()}
    made = Circumstances(tenant, mode, base_model, encoder_model, datetime.now(UTC).isoformat(timespec="seconds"))
    registered = run(adapters, digests, Path(evaluation.path), open_registry(home, tenant), made)
    for name, value in registered.release.metrics.items():
        metrics.log_metric(name, value)
    return registered.next_id


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def register_encoder(encoder: dsl.Input[dsl.Model], tenant: str, home: str, encoder_model: str) -> str:
    """Keep a tuned sentence encoder in the tenant's home and return where.

    Args:
        encoder: Directory of the encoder with its card.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        encoder_model: Sentence encoder that it was tuned from; runs that name this one use the tuned one.
    """
    from pathlib import Path

    from talktrack.core.tables import CONVERSATIONS
    from talktrack.systems.encoders import Origin, keep
    from talktrack.systems.repository import open_repository

    version = str(open_repository(home, tenant).version(CONVERSATIONS))
    return keep(home, tenant, Path(encoder.path), Origin(encoder_model, version))
