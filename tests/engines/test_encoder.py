"""The encoder: unit vectors out of local weights, a version that says when vectors would change, clear refusals."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines.encoder import open_encoder
from tests.tiny_encoder import DIMENSION, make_encoder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one tiny encoder."""
    return make_encoder(tmp_path_factory.mktemp("encoder") / "tiny", seed=1)


def _copy(model: Path, root: Path) -> Path:
    return Path(shutil.copytree(model, root / model.name))


def test_vectors_have_unit_length(model: Path) -> None:
    """Also of an empty text, of unknown words and of more words than the model takes."""
    texts = ["the price", "", "zebra", "seat " * 500]
    vectors = open_encoder(str(model)).encode(texts)

    assert (vectors.shape, str(vectors.dtype)) == ((4, DIMENSION), "float32")
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(model: Path) -> None:
    """Batches are padded, and padding does not count."""
    encoder = open_encoder(str(model))
    alone = encoder.encode(["price"])
    beside = encoder.encode(["the audit a seat " * 5, "price"])

    assert beside[1] == pytest.approx(alone[0], abs=1e-5)


def test_vectors_are_those_of_sentence_transformers(model: Path) -> None:
    """Up to the rounding of a faster precision, for texts that the model takes whole."""
    from sentence_transformers import SentenceTransformer

    texts = ["price", "", "the audit a seat", "a seat " * 12, "zebra the price"]
    expected = SentenceTransformer(str(model), device="cpu").encode(texts, normalize_embeddings=True)
    alike = np.sum(open_encoder(str(model)).encode(texts) * expected, axis=1)

    assert alike == pytest.approx(np.ones(5), abs=1e-3)


def test_the_end_of_a_long_text_counts(model: Path) -> None:
    """What stands behind the model's greatest length is read, too."""
    begun = "the seat " * 40
    one, other = open_encoder(str(model)).encode([begun + "price " * 20, begun + "audit " * 20])

    assert float(one @ other) < 0.999


def test_a_model_that_does_not_average_runs_as_it_is(model: Path, tmp_path: Path) -> None:
    """Its first token stands for all, as sentence-transformers does it."""
    from sentence_transformers import SentenceTransformer

    other = _copy(model, tmp_path)
    pooling = next(file for file in other.rglob("config.json") if "Pooling" in str(file.parent))
    pooling.write_text(pooling.read_text().replace('"mean"', '"cls"'))
    expected = SentenceTransformer(str(other), device="cpu").encode(["the price"], normalize_embeddings=True)

    assert open_encoder(str(other)).encode(["the price"]) == pytest.approx(expected, abs=1e-5)


def test_no_texts_give_no_vectors(model: Path) -> None:
    """The shape still says the dimension."""
    assert open_encoder(str(model)).encode([]).shape == (0, DIMENSION)


def test_equal_weights_have_one_version(model: Path, tmp_path: Path) -> None:
    """A copy elsewhere makes the same vectors and says so."""
    assert open_encoder(str(_copy(model, tmp_path))).version == open_encoder(str(model)).version


def test_other_weights_have_another_version(model: Path, tmp_path: Path) -> None:
    """Their vectors must never meet in one collection, even under one directory name."""
    other = make_encoder(tmp_path / model.name, seed=2)

    assert open_encoder(str(other)).version != open_encoder(str(model)).version


def test_another_pooling_has_another_version(model: Path, tmp_path: Path) -> None:
    """The same weights give other vectors when the first token stands for all."""
    other = _copy(model, tmp_path)
    pooling = next(file for file in other.rglob("config.json") if "Pooling" in str(file.parent))
    pooling.write_text(pooling.read_text().replace('"mean"', '"cls"'))

    assert open_encoder(str(other)).version != open_encoder(str(model)).version


def test_a_name_without_a_revision_is_refused() -> None:
    """What a name points at changes; a revision does not."""
    with pytest.raises(ConfigurationInvalidError, match="as name@revision"):
        open_encoder("sentence-transformers/all-mpnet-base-v2")


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    """The sentence says what it must hold."""
    with pytest.raises(ConfigurationInvalidError, match="must hold a sentence-transformers model with safetensors"):
        open_encoder(str(tmp_path))


def test_pickled_weights_are_refused(model: Path, tmp_path: Path) -> None:
    """A pickle can run code when it is loaded."""
    import torch
    from safetensors.torch import load_file

    pickled = _copy(model, tmp_path)
    weights = next(pickled.rglob("model.safetensors"))
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()

    with pytest.raises(ConfigurationInvalidError, match="safetensors"):
        open_encoder(str(pickled))
