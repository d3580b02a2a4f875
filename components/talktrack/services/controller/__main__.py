"""``python -m talktrack.services.controller``: follow the rollouts of one or more tenants until told to stop."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from talktrack.core import logs
from talktrack.core.errors import ConfigurationInvalidError, TalktrackError
from talktrack.core.ids import checked_tenant
from talktrack.operations.rollout.ports import Ports

WRONG_USE = 2


class Ending:
    """SIGTERM and SIGINT as something to wait for; a simple queue is safe to fill in a signal's handler."""

    def __init__(self) -> None:
        """Listen to both signals from now on."""
        self._signals: SimpleQueue[int] = SimpleQueue()
        self._over = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _: self._signals.put(received))

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; return whether it is over."""
        try:
            self._over = self._over or bool(self._signals.get(timeout=max(seconds, 0.0)))
        except Empty:
            return False
        return self._over


def main(argv: Sequence[str] | None = None) -> int:
    """Run until told to stop; return 2 when the configuration cannot work."""
    options = _parser().parse_args(argv)
    try:
        _check(options)
        logs.configure()
        _run(options, Ending().wait)
    except TalktrackError as broken:
        sys.stderr.write(f"{type(broken).__name__.removesuffix('Error')}: {broken}\n")
        return WRONG_USE
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m talktrack.services.controller", allow_abbrev=False)
    parser.add_argument("--home", required=True, help="root of everything that outlives a run, a path or gs:// prefix")
    parser.add_argument("--namespace", required=True, help="Kubernetes namespace of the InferenceServices")
    parser.add_argument("--tenant", required=True, action="append", help="once per customer")
    parser.add_argument("--server", default="", help="Kubernetes API; empty: the pod's own cluster or the kubeconfig's")
    parser.add_argument("--prometheus", default="", help="Prometheus server to read; empty: the predictors' own pages")
    parser.add_argument("--mode", default="", help="of a new service: Knative or Standard; empty: the cluster's")
    replicas = "of a new service's revisions; more than one need --prometheus; default: %(default)s"
    parser.add_argument("--replicas", type=int, default=1, metavar="N", help=replicas)
    more = "one more argument for the predictor of a new service, as --predictor-argument=--timeout=20; may be repeated"
    parser.add_argument("--predictor-argument", action="append", default=[], metavar="ARGUMENT", help=more)
    parser.add_argument(
        "--goal", default="", help="guard that has to be proven better before the last weight is promoted"
    )
    parser.add_argument("--sticky", action="store_true", help="a gateway keeps users on the arms that /arm tells")
    every = "from one round to the next; default: %(default)s"
    parser.add_argument("--every", type=_seconds, default=5.0, metavar="SECONDS", help=every)
    host = "to listen on; 127.0.0.1 for this machine only; default: %(default)s"
    parser.add_argument("--host", default="0.0.0.0", help=host)  # noqa: S104 - probes and Prometheus come from outside the pod, and nothing here can be changed
    parser.add_argument("--port", type=int, default=8080, help="port to listen on; default: %(default)s")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - a longer beat would be a schedule
        raise argparse.ArgumentTypeError(f"use more than 0 and at most 3600 seconds, not {text}")
    return seconds


def _run(options: argparse.Namespace, wait: Callable[[float], bool]) -> None:
    from talktrack.operations.rollout.limits import Limits
    from talktrack.services.controller.loop import Loop
    from talktrack.services.controller.metrics import ControllerMetrics
    from talktrack.services.controller.server import Listener, application

    loop = Loop(
        tenants=tuple(dict.fromkeys(options.tenant)),
        connect=lambda tenant: _ports(options, tenant),
        metrics=ControllerMetrics(options.tenant),
        monotonic=time.monotonic,
        clock=time.time,
        wait=wait,
        every_s=options.every,
        limits=Limits(goal=options.goal, sticky=options.sticky),
    )
    with Listener(application(loop), options.host, options.port):
        loop.run()


def _check(options: argparse.Namespace) -> None:
    """Fail before any work when nothing could ever succeed."""
    from talktrack.systems.kserve import open_kserve
    from talktrack.systems.kserve.settings import check_counted
    from talktrack.systems.prometheus import open_metrics

    for tenant in options.tenant:
        checked_tenant(tenant)
    if "://" not in options.home and not Path(options.home).is_dir():
        raise ConfigurationInvalidError(f"there is no folder {options.home}: check --home.")
    check_counted(options.replicas, options.prometheus)
    open_kserve(options.namespace, options.tenant[0], options.server, mode=options.mode, replicas=options.replicas)
    open_metrics(options.namespace, options.tenant[0], options.prometheus)


def _ports(options: argparse.Namespace, tenant: str) -> Ports:
    from talktrack.core.home import TenantHome
    from talktrack.operations.rollout.outcomes import StoredOutcomes
    from talktrack.systems.kserve import open_kserve
    from talktrack.systems.prometheus import open_metrics
    from talktrack.systems.registry import open_registry
    from talktrack.systems.storage import open_store

    arguments = [f"--home={options.home}", *options.predictor_argument]
    cluster = open_kserve(
        options.namespace, tenant, options.server, arguments, mode=options.mode, replicas=options.replicas
    )
    return Ports(
        cluster.traffic,
        open_metrics(options.namespace, tenant, options.prometheus),
        cluster.store,
        open_registry(options.home, tenant),
        time.time,
        StoredOutcomes(open_store(TenantHome(options.home, tenant).monitoring)),
    )


if __name__ == "__main__":
    sys.exit(main())
