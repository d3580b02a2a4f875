"""KServe over the official Kubernetes client: a tenant's service, its traffic, and the document kept beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from talktrack.core.ids import checked_tenant
from talktrack.systems.kserve.cluster import ConfigMapDocument, connect
from talktrack.systems.kserve.service_api import ServiceApi
from talktrack.systems.kserve.settings import check_namespace, check_new_service
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


def open_kserve(  # noqa: PLR0913 - what a new service is made of is named by the caller
    namespace: str,
    tenant: str,
    server: str = "",
    arguments: Sequence[str] = (),
    *,
    mode: str = "",
    replicas: int = 1,
    pause: Callable[[float], None] = time.sleep,
) -> KServe:
    """Connect to the cluster that holds the tenant's service: `server`, else the pod's own, else the kubeconfig's.

    The rest is for a service that has to be created. `arguments` are given to the predictor after the tenant and the
    place where KServe puts the release; what remains (base model, encoder) stands in the ServingRuntime for the format
    ``talktrack``. `mode` is Knative or Standard, empty for the cluster's default; `replicas` is of each revision.

    Raises:
        ConfigurationInvalidError: namespace, server, mode or replicas cannot work, or there is no server, no pod
            credentials and no kubeconfig.
    """
    from kubernetes import client

    check_namespace(namespace)
    check_new_service(mode, replicas)
    connection = connect(server)
    service = f"talktrack-{checked_tenant(tenant)}"
    always = (f"--tenant={tenant}", f"--release={MOUNTED}")
    api = ServiceApi(connection, namespace, service)
    traffic = KServeTraffic(api, (*always, *arguments), mode=mode, replicas=replicas, pause=pause)
    memory = ConfigMapDocument(client.CoreV1Api(connection), namespace, f"{service}-rollout", traffic.owners)
    return KServe(traffic, memory)
