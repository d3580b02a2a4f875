"""``python -m talktrack.services.predictor``: load one tenant's release, warm it, then answer."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from talktrack.core import logs
from talktrack.core.errors import ConfigurationInvalidError, TalktrackError
from talktrack.core.ids import checked_tenant
from talktrack.core.ports import AnsweringModel, Encoder, Repository
from talktrack.core.records import PATHS
from talktrack.core.release import ReleaseManifest
from talktrack.services.predictor.answering import Retriever
from talktrack.services.predictor.release import Loaded
from talktrack.services.predictor.requests import Bounds

WRONG_USE = 2
LONGEST_S = 3600.0
SLOW_SHARE = 0.5  # of the time that an answer may take: what takes longer counts against the release
LOG = logging.getLogger("talktrack.predictor")


def main(argv: Sequence[str] | None = None, open_model: Callable[[str], AnsweringModel] | None = None) -> int:
    """Serve until told to stop; return 2 when the configuration cannot work. `open_model` opens the base model."""
    try:
        options = _options(argv)
        logs.configure()
        _serve(options, open_model or _language_model)
    except TalktrackError as broken:
        sys.stderr.write(f"{type(broken).__name__.removesuffix('Error')}: {broken}\n")
        return WRONG_USE
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return our options; what neither we nor KServe know ends the program with 2."""
    from talktrack.services.predictor.kserve_options import left_by_kserve

    parser = _parser()
    options, others = parser.parse_known_args(argv)
    checked_tenant(options.tenant)
    if not 0 < options.timeout <= LONGEST_S:
        message = f"a timeout of {options.timeout:g} s cannot work: use more than 0 and at most {LONGEST_S:g} seconds."
        raise ConfigurationInvalidError(message)
    unknown = left_by_kserve(others)
    if unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m talktrack.services.predictor", allow_abbrev=False, epilog="Other options are KServe's own."
    )
    parser.add_argument("--tenant", required=True, help="the customer whose release is served")
    parser.add_argument("--release", required=True, help="release directory, or gs:// URI of one")
    parser.add_argument("--base-model", required=True, help="base model: directory, or name@revision")
    encoder = "encoder for retrieval; default: none, the coach answers without passages"
    parser.add_argument("--encoder", default="", help=encoder)
    home = "where passages are and feedback goes; default: none, and there is neither"
    parser.add_argument("--home", default="", help=home)
    previous = "release to fall back to: directory or URI; default: the parent of the release, if home has it"
    parser.add_argument("--previous", default="", help=previous)
    host = "address to listen on; 127.0.0.1 for this machine only; default: %(default)s"
    parser.add_argument("--host", default="0.0.0.0", help=host)  # noqa: S104 - probes and callers come from outside the pod
    parser.add_argument("--port", type=int, default=8080, help="port to listen on; default: %(default)s")
    timeout = "within which an answer comes; default: %(default)s"
    parser.add_argument("--timeout", type=float, default=Bounds.seconds, metavar="SECONDS", help=timeout)
    return parser


def _serve(options: argparse.Namespace, open_model: Callable[[str], AnsweringModel]) -> None:
    from talktrack.engines.assessment_decoding import AssessmentDecoding
    from talktrack.services.predictor.batching import Batcher
    from talktrack.services.predictor.breaker import Breaker, BreakerLimits
    from talktrack.services.predictor.exchange import Serving
    from talktrack.services.predictor.feedback import FeedbackDesk
    from talktrack.services.predictor.journal import Journal
    from talktrack.services.predictor.metrics import PredictorMetrics
    from talktrack.services.predictor.release import fetched, load_release, read_manifest
    from talktrack.services.predictor.server import serve

    with fetched(options.release) as directory:
        manifest = read_manifest(directory, options.tenant, options.release)
        model = AssessmentDecoding(open_model(options.base_model))
        reference = _searched_with(options)
        encoder = _encoder(reference)
        judge = encoder if reference == options.encoder else None  # one tuned since then judged no release
        release = load_release(directory, manifest, model, judge)
    bounds = Bounds(seconds=options.timeout)
    metrics = PredictorMetrics(PATHS, manifest.id)
    journal = Journal(_repository(options), _redactor(options))
    serving = Serving(
        tenant=options.tenant,
        release=release,
        previous=_previous(options, manifest, model),
        batcher=Batcher(model, bounds),
        metrics=metrics,
        desk=FeedbackDesk(options.tenant, journal),
        bounds=bounds,
        retriever=_retriever(options, encoder, metrics.unretrieved),
        breakers={path: Breaker(BreakerLimits(slow_s=bounds.seconds * SLOW_SHARE)) for path in PATHS},
    )
    serve(serving, journal, options.host, options.port)


def _language_model(model: str) -> AnsweringModel:
    from talktrack.engines.language_model import open_language_model

    return open_language_model(model)


def _previous(options: argparse.Namespace, manifest: ReleaseManifest, model: AnsweringModel) -> Loaded | None:
    """Load the release to fall back to. One that is missing or does not fit is no reason not to serve."""
    from talktrack.services.predictor.release import PREVIOUS, fetched, load_release, read_manifest

    try:
        place = options.previous or _parent(options, manifest)
        if not place:
            return None
        with fetched(place) as directory:
            return load_release(directory, read_manifest(directory, options.tenant, place), model, None, PREVIOUS)
    except TalktrackError as unfit:
        LOG.warning("there is no release to fall back to: %s", unfit)
        return None


def _parent(options: argparse.Namespace, manifest: ReleaseManifest) -> str:
    if not options.home or not manifest.parent:
        return ""
    from talktrack.systems.registry import open_registry

    registry = open_registry(options.home, options.tenant)
    return registry.uri(registry.manifest(manifest.parent).id)


def _searched_with(options: argparse.Namespace) -> str:
    """Return the encoder that is asked for, or the one that was tuned from it where the index is of that one."""
    named: str = options.encoder
    if not named or not options.home:
        return named
    from talktrack.systems.encoders import in_service
    from talktrack.systems.vectors.chosen import open_vectors

    return in_service(options.home, options.tenant, named, open_vectors(options.home, options.tenant).live())


def _encoder(reference: str) -> Encoder | None:
    if not reference:
        return None
    from talktrack.engines.encoder import open_encoder
    from talktrack.systems.encoders import local

    return open_encoder(local(reference))


def _retriever(options: argparse.Namespace, encoder: Encoder | None, failed: Callable[[], None]) -> Retriever | None:
    if encoder is None or not options.home:
        return None
    from talktrack.systems.vectors.chosen import open_vectors

    retriever = Retriever(encoder, open_vectors(options.home, options.tenant), failed)
    retriever.passages("warm")
    return retriever


def _repository(options: argparse.Namespace) -> Repository | None:
    if not options.home:
        return None
    from talktrack.systems.repository import open_repository

    return open_repository(options.home, options.tenant)


def _redactor(options: argparse.Namespace) -> Callable[[str], str]:
    """Return what replaces personal data; nothing is stored without a home, so nothing is redacted."""
    if not options.home:
        return str
    from talktrack.engines.redactor import open_redactor
    from talktrack.services.predictor.redaction import redactor
    from talktrack.systems.keys import tenant_key

    return redactor(open_redactor(), tenant_key(options.home, options.tenant))


if __name__ == "__main__":
    sys.exit(main())
