"""From a tenant's own calls to what hears and finds better: tune encoder and heads, keep the better, make all anew."""

from kfp import dsl

from pipelines.backfill import STAGING, from_clean
from talktrack.ingestion.index.component import swap
from talktrack.ingestion.plan.component import plan_stored
from talktrack.training.feedback.component import feedback
from talktrack.training.register.component import register_encoder
from talktrack.training.train_encoder.component import train_encoder
from talktrack.training.train_heads.component import train_heads

FIRST_STEP = "analyze"


@dsl.pipeline(name="talktrack-once-more")
def once_more(tenant: str, home: str, encoder_model: str, shard_size: int) -> None:
    """Analyze and embed all stored conversations anew beside what is live, and switch.

    Args:
        tenant: Customer company whose data this is.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        encoder_model: Sentence encoder.
        shard_size: Most conversations that one loop iteration handles.
    """
    planned = plan_stored(
        tenant=tenant,
        home=home,
        staging=STAGING,
        first_step=FIRST_STEP,
        shard_size=shard_size,
        encoder_model=encoder_model,
    )
    manifest, encoder = planned.outputs["manifest"], planned.outputs["Output"]
    again = from_clean(manifest=manifest, tenant=tenant, home=home, encoder_model=encoder)
    swap(tenant=tenant, home=home, staging=STAGING, first_step=FIRST_STEP).after(again)


@dsl.pipeline(
    name="talktrack-encoder",
    description="Tune the sentence encoder on the tenant's own calls and the heads on labels; use what is better.",
)
def encoder(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    sources: list[str] = [],
    epochs: int = 8,
    learning_rate: float = 2e-5,
    min_pairs: int = 500,
    max_pairs: int = 20000,
    held_out_share: float = 0.2,
    window_tokens: int = 64,
    min_labels: int = 200,
    starter: str = "",
    shard_size: int = 200,
    encoder_model: str = "sentence-transformers/all-mpnet-base-v2@e8c3b32edf5434bc2275fc9bab85f82640a19130",
) -> None:
    """Tune an encoder, and train what hears in its vectors; both are used once all conversations went through them.

    A worse encoder and worse heads are not kept, and the run ends green.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Files, folders or gs:// URIs with feedback events, labels of experts among them; may be empty.
        epochs: How often each pair is seen.
        learning_rate: Highest learning rate; 2e-5 suits a pretrained encoder, 1e-3 one of a million parameters.
        min_pairs: Fewer questions with answers train nothing.
        max_pairs: Most questions with answers that are used.
        held_out_share: Share of the occasions, and of the labelled accounts, that is never trained on, to judge by.
        window_tokens: Window for reading conversations in one pass, learnt and used where it finds no less; 0: never.
        min_labels: A head with fewer labelled turns to learn from is not trained.
        starter: For kinds with too few labels: path or gs:// URI of another tenant's starter.json, given by its leave.
        shard_size: Most conversations that one loop iteration handles.
        encoder_model: Sentence encoder to start from, as ingestion names it: a directory, or name@revision.
    """
    heard = feedback(tenant=tenant, home=home, sources=sources)
    labels = {"tenant": tenant, "home": home, "held_out_share": held_out_share}
    labels |= {"min_labels": min_labels, "starter": starter}
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
        taught = train_heads(encoder_model=kept.output, **labels).after(heard)
        once_more(tenant=tenant, home=home, encoder_model=kept.output, shard_size=shard_size).after(taught)
    with dsl.Else(name="the encoder in service stays"):
        taught = train_heads(encoder_model=encoder_model, **labels).after(heard)
        with dsl.If(taught.outputs["Output"] == "kept", name="hears better"):
            once_more(tenant=tenant, home=home, encoder_model=encoder_model, shard_size=shard_size)
