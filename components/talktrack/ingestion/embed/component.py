"""Embed as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.MODEL, install_kfp_package=False)
def embed(
    conversations: dsl.Input[dsl.Dataset],
    chunks: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
    encoder_model: str,
    topic_words: int = 120,
    context_turns: int = 1,
    channels: list[str] = ["temporal", "contextual"],  # noqa: B006 - part of the compiled document, never changed
) -> None:
    """Turn redacted conversations into searchable chunks of four levels.

    Args:
        conversations: Redacted conversations.
        chunks: Chunks with unit vectors.
        metrics: Conversations read and chunks written.
        encoder_model: Sentence encoder: a directory, name@revision at Hugging Face, or https://host/v1#model.
        topic_words: Usual length of a topic, in words; its own length is found.
        context_turns: Turns before and after that a turn chunk carries.
        channels: Vectors beside the text's: semantic, temporal, contextual; empty for none.
    """
    from talktrack.core.artifacts import count_rows, write_counts, write_table
    from talktrack.core.tables import CHUNKS

    if count_rows(conversations.path) == 0:
        write_table(chunks.path, CHUNKS, [])
        return
    from talktrack.core.search import collection_name
    from talktrack.engines.encoder import open_encoder
    from talktrack.ingestion.embed.channels import check_channels
    from talktrack.ingestion.embed.levels import LevelSettings
    from talktrack.ingestion.embed.step import run
    from talktrack.systems.encoders import local

    settings = LevelSettings(topic_words=topic_words, context_turns=context_turns)
    names = list(channels)
    check_channels(names)
    encoder = open_encoder(local(encoder_model))
    counts = run(conversations.path, chunks.path, encoder, settings, names)
    chunks.metadata["collection"] = collection_name(encoder)
    chunks.metadata["encoder_model"] = encoder_model
    chunks.metadata["words_weight"] = str(encoder.card.words_weight)
    write_counts(chunks.path, "embed", counts)
    for name, value in counts.items():
        metrics.log_metric(name, value)
