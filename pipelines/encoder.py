"""From the tenant's own calls to an encoder that finds better: tune, keep the better, make all vectors anew, switch."""

from kfp import dsl

from pipelines.backfill import STAGING, from_clean
from talktrack.ingestion.index.component import swap
from talktrack.ingestion.plan.component import plan_stored
from talktrack.training.register.component import register_encoder
from talktrack.training.train_encoder.component import train_encoder

FIRST_STEP = "embed"


@dsl.pipeline(
    name="talktrack-encoder",
    description="Tune the sentence encoder on the tenant's own questions and answers; use it if it finds better.",
)
def encoder(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    epochs: int = 8,
    learning_rate: float = 2e-5,
    min_pairs: int = 500,
    max_pairs: int = 20000,
    held_out_share: float = 0.2,
    window_tokens: int = 64,
    shard_size: int = 200,
    encoder_model: str = "sentence-transformers/all-mpnet-base-v2@e8c3b32edf5434bc2275fc9bab85f82640a19130",
) -> None:
    """Tune an encoder, and let searches use it once all chunks have its vectors; a worse one ends the run green.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        epochs: How often each pair is seen.
        learning_rate: Highest learning rate; 2e-5 suits a pretrained encoder, 1e-3 one of a million parameters.
        min_pairs: Fewer questions with answers train nothing.
        max_pairs: Most questions with answers that are used.
        held_out_share: Share of the occasions that is never trained on, to judge encoders.
        window_tokens: Window for reading conversations in one pass, learnt and used where it finds no less; 0: never.
        shard_size: Most conversations that one loop iteration handles.
        encoder_model: Sentence encoder to start from, as ingestion names it: a directory, or name@revision.
    """
    tuned = train_encoder(
        tenant=tenant,
        home=home,
        encoder_model=encoder_model,
        epochs=epochs,
        learning_rate=learning_rate,
        min_pairs=min_pairs,
        max_pairs=max_pairs,
        held_out_share=held_out_share,
        window_tokens=window_tokens,
    )
    with dsl.If(tuned.outputs["Output"] == "kept", name="finds better"):
        kept = register_encoder(encoder=tuned.outputs["encoder"], tenant=tenant, home=home, encoder_model=encoder_model)
        planned = plan_stored(
            tenant=tenant,
            home=home,
            staging=STAGING,
            first_step=FIRST_STEP,
            shard_size=shard_size,
            encoder_model=kept.output,
        )
        again = from_clean(manifest=planned.outputs["manifest"], tenant=tenant, home=home, encoder_model=kept.output)
        swap(tenant=tenant, home=home, staging=STAGING, first_step=FIRST_STEP).after(again)
