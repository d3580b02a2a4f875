"""The predictors' own counters: read from their pages, or from a Prometheus server that scrapes them."""

from __future__ import annotations

from talktrack.core.ids import checked_tenant
from talktrack.systems.prometheus.pages import ScrapedMetrics
from talktrack.systems.prometheus.server import PrometheusMetrics

__all__ = ["PrometheusMetrics", "ScrapedMetrics", "open_metrics"]


def open_metrics(namespace: str, tenant: str, server: str = "") -> ScrapedMetrics | PrometheusMetrics:
    """Return a reader of the tenant's predictors: through the Prometheus server, or of their pages where none is named.

    The server's scrape job must keep the pod's namespace and name as `namespace` and `pod`, and its label
    ``serving.kserve.io/inferenceservice`` under the name that `podTargetLabels` of a PodMonitor gives it.

    Raises:
        ConfigurationInvalidError: the address is none, or the token cannot be read.
    """
    if not server:
        return ScrapedMetrics()
    service = f"talktrack-{checked_tenant(tenant)}"
    return PrometheusMetrics(server, {"namespace": namespace, "serving_kserve_io_inferenceservice": service})
