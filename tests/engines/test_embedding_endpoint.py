"""An embedding service as an encoder: real HTTP, whole texts, patience, and clear refusals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.search import collection_name
from talktrack.engines.embedding_endpoint import KEY_VARIABLE, TEXTS_PER_CALL, EndpointEncoder
from talktrack.engines.encoder import open_encoder
from talktrack.world.embedding_api import DIMENSION, EmbeddingApi
from talktrack.world.json_service import Fault


@pytest.fixture
def service() -> Iterator[EmbeddingApi]:
    """A service without a key."""
    with EmbeddingApi() as running:
        yield running


def test_a_service_is_an_encoder_like_any_other(service: EmbeddingApi) -> None:
    """Unit vectors in the order of the texts, whatever order the service answers in."""
    encoder = open_encoder(service.reference)
    vectors = encoder.encode(["the price", "a security audit", "the price"])

    assert (vectors.shape, encoder.dimension) == ((3, DIMENSION), 1536)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert vectors[0] == pytest.approx(vectors[2])
    assert float(vectors[0] @ vectors[1]) < 0.9


def test_its_collection_names_model_and_dimension(service: EmbeddingApi) -> None:
    """Vectors of two models never meet."""
    assert collection_name(open_encoder(service.reference)) == "chunks-127-0-0-1-text-embedding-3-small-1536-1536"


def test_many_texts_go_in_calls_that_the_service_takes(service: EmbeddingApi) -> None:
    """Not one by one, and not all at once."""
    open_encoder(service.reference).encode([f"text {n}" for n in range(TEXTS_PER_CALL + 4)])

    assert service.inputs == [1, TEXTS_PER_CALL, 4]


def test_the_end_of_a_long_text_counts(service: EmbeddingApi) -> None:
    """It is read in pieces instead of being cut or refused."""
    begun = "the seat " * 8_000
    one, other = open_encoder(service.reference).encode([begun + "price " * 2_000, begun + "audit " * 2_000])

    assert float(one @ other) < 0.999


def test_empty_texts_have_vectors_too(service: EmbeddingApi) -> None:
    """The service refuses an empty input, so a blank is sent."""
    assert np.isfinite(open_encoder(service.reference).encode(["", "  ", "\n"])).all()


def test_no_texts_need_no_call(service: EmbeddingApi) -> None:
    """The shape still says the dimension."""
    encoder = open_encoder(service.reference)
    before = len(service.inputs)

    assert (encoder.encode([]).shape, len(service.inputs)) == ((0, DIMENSION), before)


def test_a_busy_service_is_asked_again(service: EmbeddingApi) -> None:
    """With longer pauses each time."""
    service.plant(Fault(429), Fault(503))
    pauses = list[float]()
    EndpointEncoder(service.reference, sleep=pauses.append)

    assert pauses == [0.5, 2.0]


def test_a_service_that_stays_away_is_a_sentence(service: EmbeddingApi) -> None:
    """It names the service, never the text."""
    service.plant(Fault(503, times=4))

    with pytest.raises(StoreUnavailableError, match="does not answer \\(503\\): try again later"):
        EndpointEncoder(service.reference, sleep=lambda _: None)


def test_a_wrong_model_is_a_sentence(service: EmbeddingApi) -> None:
    """Asking again would not help."""
    with pytest.raises(ConfigurationInvalidError, match="refused model other \\(404\\)"):
        EndpointEncoder(service.reference.replace("text-embedding-3-small", "other"))


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the service refuses, and the sentence says where it belongs."""
    with EmbeddingApi(key="k-1") as service:
        with pytest.raises(ConfigurationInvalidError, match=KEY_VARIABLE):
            EndpointEncoder(service.reference)
        monkeypatch.setenv(KEY_VARIABLE, "k-1")

        assert EndpointEncoder(service.reference).dimension == DIMENSION


@pytest.mark.parametrize("reference", ["https://host/v1", "https://#model", "http:///v1#m"])
def test_a_reference_without_host_or_model_is_refused(reference: str) -> None:
    """Before anybody is called."""
    with pytest.raises(ConfigurationInvalidError, match="names no model"):
        EndpointEncoder(reference)
