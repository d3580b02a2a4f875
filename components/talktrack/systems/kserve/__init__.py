"""KServe over the official Kubernetes client: a tenant's service, its traffic, and the document kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.core.ids import checked_tenant
from talktrack.systems.kserve.cluster import ConfigMapDocument, connect
from talktrack.systems.kserve.traffic import KServeTraffic

MOUNTED = "/mnt/models"


@dataclass(frozen=True)
class KServe:
    """What a rollout needs of one cluster: the traffic of a tenant's service and a memory beside it.

    The memory is never an annotation of the service: KServe copies annotations into the revision template, which makes
    a new revision.
    """

    traffic: KServeTraffic
    store: ConfigMapDocument


def open_kserve(namespace: str, tenant: str, server: str = "", arguments: Sequence[str] = ()) -> KServe:
    """Connect to the cluster that holds the tenant's service: `server`, else the pod's own, else the kubeconfig's.

    `arguments` are given to the predictor when the service has to be created, after the tenant and the place where
    KServe puts the release; the rest (base model, encoder) stands in the ServingRuntime for the format ``talktrack``.

    Raises:
        ConfigurationInvalidError: there is no server, no pod credentials and no kubeconfig.
    """
    from kubernetes import client

    api = connect(server)
    service = f"talktrack-{checked_tenant(tenant)}"
    always = (f"--tenant={tenant}", f"--release={MOUNTED}")
    traffic = KServeTraffic(client.CustomObjectsApi(api), namespace, service, (*always, *arguments))
    memory = ConfigMapDocument(client.CoreV1Api(api), namespace, f"{service}-rollout", traffic.owners)
    return KServe(traffic, memory)
