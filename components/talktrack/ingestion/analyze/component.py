"""Analyze as a pipeline task."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def analyze(
    conversations: dsl.Input[dsl.Dataset],
    analyses: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    tenant: str,
    home: str,
    encoder_model: str,
) -> None:
    """Hear question classes, techniques, objections and listening in each conversation, and compute its statistics.

    Args:
        conversations: Prepared conversations, with roles.
        analyses: One row per conversation: statistics, labels of its turns, traits, effectiveness.
        metrics: Count of conversations, and of labels by kind.
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run, the trained heads too.
        encoder_model: Sentence encoder in service: a directory, name@revision, or https://host/v1#model.
    """
    from talktrack.core.artifacts import count_rows, write_counts, write_table
    from talktrack.core.tables import ANALYSES

    if count_rows(conversations.path) == 0:
        write_table(analyses.path, ANALYSES, [])
        return
    from talktrack.core.hearing import Hearing
    from talktrack.engines.encoder import open_encoder
    from talktrack.ingestion.analyze.step import run
    from talktrack.systems.encoders import local
    from talktrack.systems.heads import in_service

    encoder = open_encoder(local(encoder_model))
    hearing = Hearing(in_service(home, tenant, encoder.version))
    analyses.metadata["classified_by"] = hearing.name
    counts = run(conversations.path, analyses.path, encoder, hearing)
    write_counts(analyses.path, "analyze", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)
