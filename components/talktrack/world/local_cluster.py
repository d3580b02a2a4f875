"""A cluster on one machine: the KServe API in memory, a true predictor process per revision, one address for users.

In Standard mode a revision is a deployment, and the address follows the weights of the HTTPRoute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_rules import Revision
from talktrack.world.loopback_process import LoopbackProcess
from talktrack.world.weighted_proxy import WeightedProxy

HEALTHY = "/v2/health/ready"
NOBODY = "http://127.0.0.1:9"  # a backend without pods: nothing listens there, so users are told 502
QUIET = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false"}

Program = Callable[[str, int], Sequence[str]]


class LocalCluster:
    """Runs one InferenceService for real. Use as a context manager: at its end all processes are gone.

    `program` makes the command line that serves a storage URI on a port; `folder` takes the logs. `server` is the
    address of the Kubernetes API, `url` where users send requests.
    """

    def __init__(
        self,
        program: Program,
        folder: Path,
        seed: int = 7,
        installation: Installation = Installation(),  # noqa: B008 - it is frozen
    ) -> None:
        """Nothing runs before the block is entered; `installation` says, among others, the default mode."""
        self.api = KServeApi(self._launch, installation)
        self._program = program
        self._folder = folder
        self._processes: dict[str, LoopbackProcess] = {}
        self._starting: list[threading.Thread] = []
        self._proxy = WeightedProxy(self._routes, seed)

    @property
    def server(self) -> str:
        """Return the address of the Kubernetes API."""
        return self.api.url

    @property
    def url(self) -> str:
        """Return the address that splits requests between the revisions."""
        return self._proxy.url

    def __enter__(self) -> Self:
        """Start the API and the proxy; predictors follow the services that are created."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.api.__enter__()
        self._proxy.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything that was started here."""
        self._proxy.__exit__()
        self.api.__exit__()
        for process in self._processes.values():
            process.stop()
        for thread in self._starting:
            thread.join()

    def settle(self) -> None:
        """Wait until every revision so far is ready or has failed."""
        for thread in list(self._starting):
            thread.join()

    def _routes(self) -> Mapping[str, int]:
        routes: dict[str, int] = {}
        for service in list(self.api.services.values()):
            addresses = {revision.name: revision.url for revision in service.revisions if revision.url}
            for target in service.targets:
                address = addresses.get(target["revisionName"], NOBODY)
                routes[address] = routes.get(address, 0) + target["percent"]
        return routes

    def _launch(self, service: str, revision: Revision) -> None:
        """Start the predictor of a new revision; the caller holds the API's lock, so the waiting happens aside."""
        self._retire(service, revision)
        process = LoopbackProcess(
            lambda port: self._program(revision.uri, port), self._folder / f"{revision.name}.log", HEALTHY, QUIET
        ).start()
        self._processes[revision.name] = process
        thread = threading.Thread(target=self._await, args=(service, revision.name, process), daemon=True)
        self._starting.append(thread)
        thread.start()

    def _await(self, service: str, revision: str, process: LoopbackProcess) -> None:
        ready = process.wait_ready()
        self.api.settle(service, revision, process.url if ready else "", failed=not ready)

    def _retire(self, service: str, launched: Revision) -> None:
        """End revisions that no traffic rule can reach any more, and a deployment that is made anew."""
        found = self.api.services[service]
        kept = {found.created, found.rolled_out, found.previous}
        if found.mode == "Standard":
            kept = {revision.name for revision in found.revisions if revision is not launched}
        for name in [name for name in self._processes if name not in kept]:
            self._processes.pop(name).stop()
