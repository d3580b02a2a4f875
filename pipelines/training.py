"""From conversations and feedback to a registered release: feedback, examples, two adapters, evaluation, roll-out."""

from kfp import dsl

from pipelines.resources import on_gpu
from talktrack.operations.rollout.component import rollout_start
from talktrack.operations.tidy.component import tidy
from talktrack.training.evaluate.component import evaluate
from talktrack.training.examples.component import examples
from talktrack.training.feedback.component import feedback
from talktrack.training.register.component import register
from talktrack.training.train_lora.component import train_lora


@dsl.pipeline(
    name="talktrack-training",
    description="Train both LoRA adapters, compare them with the champion, register and roll out what is better.",
)
def training(
    tenant: str = "demo",
    home: str = "gs://talktrack/home",
    sources: list[str] = [],
    mode: str = "incremental",
    min_examples: int = 100,
    max_examples: int = 2000,
    epochs: int = 2,
    learning_rate: float = 2e-3,
    golden_share: float = 0.1,
    max_golden: int = 160,
    judge: str = "",
    start_rollout: str = "yes",
    namespace: str = "talktrack",
    gpu_type: str = "nvidia.com/gpu",
    gpu_count: str = "0",
    num_nodes: int = 1,
    base_model: str = "Qwen/Qwen2.5-0.5B-Instruct@7ae557604adf67be50417f59c2c2f167def9a775",
    encoder_model: str = "sentence-transformers/all-mpnet-base-v2@e8c3b32edf5434bc2275fc9bab85f82640a19130",
) -> None:
    """Train, evaluate, register and begin the roll-out of a release; too few examples end the run green.

    Args:
        tenant: Customer company whose data this is; lower-case letters, digits and hyphens.
        home: Local path or gs:// prefix that holds everything that outlives a run.
        sources: Files, folders or gs:// URIs with feedback events; may be empty.
        mode: incremental (weekly, from the champion) or full (monthly, from the base).
        min_examples: Fewer good training examples than this train nothing.
        max_examples: Most rows per path and epoch.
        epochs: How often each row is seen.
        learning_rate: Highest learning rate, reached after the warm-up.
        golden_share: Share of the accounts that the first run freezes as golden set.
        max_golden: Most golden rows per path in the evaluation.
        judge: A language model that gives its opinion beside, as https://host/v1#model; empty asks none.
        start_rollout: yes to begin the canary of a better release at once, no to leave that to a person.
        namespace: Kubernetes namespace of the tenant's InferenceService, and of TrainJobs.
        gpu_type: Accelerator that training and evaluation use, as the cluster's nodes offer it.
        gpu_count: How many of them a pod gets; 0 trains on CPUs.
        num_nodes: Above 1, each adapter is trained by a TrainJob on so many nodes.
        base_model: Causal language model: a directory, or a Hugging Face id as name@revision.
        encoder_model: Pinned sentence encoder that judges relevance: a directory, or name@revision.
    """
    finished = tidy(run_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER, namespace=namespace, num_nodes=num_nodes)
    with dsl.ExitHandler(finished):
        heard = feedback(tenant=tenant, home=home, sources=sources)
        made = examples(
            scores=heard.outputs["scores"],
            tenant=tenant,
            home=home,
            mode=mode,
            min_examples=min_examples,
            golden_share=golden_share,
        )
        rows = made.outputs["examples"]
        with dsl.If(made.outputs["Output"] >= min_examples, name="enough examples"):
            settings = {
                "examples": rows,
                "tenant": tenant,
                "home": home,
                "base_model": base_model,
                "mode": mode,
                "min_examples": min_examples,
                "max_examples": max_examples,
                "epochs": epochs,
                "learning_rate": learning_rate,
                "num_nodes": num_nodes,
                "namespace": namespace,
                "run_id": dsl.PIPELINE_JOB_ID_PLACEHOLDER,
            }
            roleplay = on_gpu(train_lora(path="roleplay", **settings), gpu_type, gpu_count)
            roleplay.set_display_name("train roleplay adapter")
            coach = on_gpu(train_lora(path="coach", **settings), gpu_type, gpu_count)
            coach.set_display_name("train coach adapter")
            judged = evaluate(
                examples=rows,
                roleplay=roleplay.outputs["adapter"],
                coach=coach.outputs["adapter"],
                tenant=tenant,
                home=home,
                base_model=base_model,
                encoder_model=encoder_model,
                max_golden=max_golden,
                judge=judge,
            )
            on_gpu(judged, gpu_type, gpu_count)
            with dsl.If(judged.outputs["Output"] == "better", name="better than the champion"):
                release = register(
                    roleplay=roleplay.outputs["adapter"],
                    coach=coach.outputs["adapter"],
                    evaluation=judged.outputs["evaluation"],
                    tenant=tenant,
                    home=home,
                    mode=mode,
                    base_model=base_model,
                    encoder_model=encoder_model,
                )
                with dsl.If(start_rollout == "yes", name="roll out at once"):
                    rollout_start(tenant=tenant, home=home, release_id=release.outputs["Output"], namespace=namespace)
