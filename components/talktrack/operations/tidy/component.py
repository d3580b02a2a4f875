"""Tidy as a KFP component."""

from kfp import dsl

from talktrack.core import images


@dsl.component(base_image=images.CONTROL, install_kfp_package=False)
def tidy(
    metrics: dsl.Output[dsl.Metrics],
    run_id: str,
    namespace: str,
    num_nodes: int = 1,
    server: str = "",
) -> str:
    """Delete the TrainJobs that a run left behind when it was killed, whatever became of the run.

    Args:
        metrics: How many there were.
        run_id: The pipeline run.
        namespace: Kubernetes namespace of its TrainJobs.
        num_nodes: On how many nodes the run trained; with one there are no TrainJobs, and no cluster is asked.
        server: Address of the Kubernetes API; empty means the pod's own cluster or the kubeconfig's.
    """
    from functools import partial

    from talktrack.operations.tidy.step import run
    from talktrack.systems.trainer import remove_of_run

    removed = run(num_nodes, partial(remove_of_run, run_id, namespace, server))
    metrics.log_metric("removed", len(removed))
    return ", ".join(removed) or "nothing was left"
