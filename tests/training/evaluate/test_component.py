"""Train, evaluate and register through their components: what is trained is what is compared and released."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from kfp import dsl

from talktrack.core.artifacts import write_table
from talktrack.core.errors import ReleaseMismatchError
from talktrack.core.tables import EXAMPLES
from talktrack.engines.adapter_files import read_digest
from talktrack.engines.language_model import open_language_model
from talktrack.systems.registry import open_registry
from talktrack.training.evaluate.component import evaluate
from talktrack.training.evaluate.record import Evaluation
from talktrack.training.register.component import register
from talktrack.training.train_lora.component import train_lora
from tests.training.samples import TENANT, artifact, make_example, metrics


def _examples(directory: Path) -> None:
    rows = [make_example(n) for n in range(40)] + [make_example(n, split="golden") for n in range(40, 72)]
    write_table(directory / "examples", EXAMPLES, rows)
    (directory / "examples" / "lineage.json").write_text('{"conversations": 3}')


def _train(directory: Path, home: str, base_model: str, name: str, learning_rate: float = 1e-2) -> None:
    train_lora.python_func(
        examples=artifact(dsl.Dataset, directory / "examples"),
        adapter=artifact(dsl.Model, directory / name),
        page=artifact(dsl.HTML, directory / "page"),
        metrics=metrics(directory),
        tenant=TENANT,
        home=home,
        path="coach" if name == "coach" else "roleplay",
        base_model=base_model,
        min_examples=10,
        learning_rate=learning_rate,
        epochs=4,
    )


def _evaluate(directory: Path, home: str, base_model: str, encoder_model: str) -> tuple[str, Evaluation]:
    verdict: str = evaluate.python_func(
        examples=artifact(dsl.Dataset, directory / "examples"),
        roleplay=artifact(dsl.Model, directory / "roleplay"),
        coach=artifact(dsl.Model, directory / "coach"),
        evaluation=artifact(dsl.Artifact, directory / "evaluation"),
        page=artifact(dsl.HTML, directory / "comparison"),
        metrics=metrics(directory),
        tenant=TENANT,
        home=home,
        base_model=base_model,
        encoder_model=encoder_model,
        resamples=500,
    )
    return verdict, msgspec.json.decode((directory / "evaluation").read_bytes(), type=Evaluation)


def _register(directory: Path, home: str) -> str:
    release: str = register.python_func(
        roleplay=artifact(dsl.Model, directory / "roleplay"),
        coach=artifact(dsl.Model, directory / "coach"),
        evaluation=artifact(dsl.Artifact, directory / "evaluation"),
        metrics=metrics(directory),
        tenant=TENANT,
        home=home,
        mode="full",
        base_model="base",
        encoder_model="encoder",
    )
    return release


@pytest.fixture
def trained(tmp_path: Path, home: str, base_model: str) -> Path:
    """Return a directory with examples, a trained roleplay adapter and a skipped coach adapter."""
    _examples(tmp_path)
    for name in ("roleplay", "coach"):
        _train(tmp_path, home, base_model, name)
    return tmp_path


def test_a_trained_adapter_beats_the_base_and_becomes_the_candidate(
    trained: Path, home: str, base_model: str, encoder_model: str
) -> None:
    """Evaluate reads the adapter that train wrote; register releases the adapter that evaluate read."""
    verdict, found = _evaluate(trained, home, base_model, encoder_model)
    release = _register(trained, home)
    registry = open_registry(home, TENANT)
    digest = read_digest(trained / "roleplay")
    manifest = registry.manifest(release)
    served = registry.fetch(release, trained / "served") / "roleplay"
    model = open_language_model(base_model)
    model.load_adapter("served", served)

    assert (verdict, found.verdict) == ("better", "better")
    assert found.metrics["roleplay_loss"] < found.metrics["roleplay_champion_loss"]
    assert found.adapters == manifest.adapters == {"roleplay": digest} == {"roleplay": read_digest(served)}
    assert (registry.pointer().champion, registry.pointer().candidate) == (None, release)
    assert (manifest.lineage["conversations"], manifest.base_id) == ("3", model.base_id)
    assert "better" in (trained / "comparison").read_text(encoding="utf-8")


def test_the_champion_itself_is_no_better(trained: Path, home: str, base_model: str, encoder_model: str) -> None:
    """Compared with itself an adapter is inconclusive, and registering it again moves nothing."""
    _evaluate(trained, home, base_model, encoder_model)
    release = _register(trained, home)
    registry = open_registry(home, TENANT)
    registry.move(registry.pointer(), champion=release, candidate=None)
    verdict, found = _evaluate(trained, home, base_model, encoder_model)

    assert (verdict, found.champion) == ("inconclusive", release)
    assert found.intervals["roleplay_loss_gain"] == (0.0, 0.0, 0.0)
    assert _register(trained, home) == release
    assert registry.pointer().candidate is None


def test_after_an_upgrade_the_base_stands_in_for_the_champion(
    trained: Path, home: str, base_model: str, encoder_model: str
) -> None:
    """A champion of other prompts cannot answer; the run goes on and says so."""
    _evaluate(trained, home, base_model, encoder_model)
    registry = open_registry(home, TENANT)
    old = msgspec.structs.replace(registry.manifest(_register(trained, home)), id="r-old", prompt_version="p0")
    registry.register(old, trained)
    registry.move(registry.pointer(), champion="r-old", candidate=None)
    verdict, found = _evaluate(trained, home, base_model, encoder_model)

    assert (verdict, found.champion) == ("better", None)
    assert "the champion r-old was made with prompt version p0" in found.reasons[-1]


def test_another_adapter_than_the_evaluated_one_is_refused(
    trained: Path, home: str, base_model: str, encoder_model: str
) -> None:
    """Nothing reaches the registry that was not compared."""
    _evaluate(trained, home, base_model, encoder_model)
    _train(trained, home, base_model, "roleplay", learning_rate=1e-3)

    with pytest.raises(ReleaseMismatchError, match="not those that were evaluated"):
        _register(trained, home)
    assert open_registry(home, TENANT).releases() == []


def test_the_page_shows_every_side_and_loads_nothing(
    trained: Path, home: str, base_model: str, encoder_model: str
) -> None:
    """Base, base with examples, champion and candidate, with gains over each, and what leaked."""
    _, found = _evaluate(trained, home, base_model, encoder_model)
    html = (trained / "comparison").read_text(encoding="utf-8")

    assert {"roleplay_base_loss", "roleplay_few_shot_loss", "roleplay_relevance"} <= found.metrics.keys()
    assert found.metrics["roleplay_base_loss"] == found.metrics["roleplay_champion_loss"]
    assert {one.against for one in found.compared} == {"base", "few_shot", "champion"}
    assert {one.group for one in found.compared if one.group} == {"industry: retail"}
    assert ("base with examples" in html, "Leaks" in html, "src=" in html) == (True, True, False)


def test_an_adapter_for_another_base_is_refused(trained: Path, home: str, base_model: str, encoder_model: str) -> None:
    """Nothing is compared, so nothing can be promoted."""
    card = trained / "roleplay" / "talktrack.json"
    told = msgspec.json.decode(card.read_bytes())
    card.write_bytes(msgspec.json.encode(told | {"base_id": "local:other@0000"}))

    with pytest.raises(ReleaseMismatchError, match="was trained for base_id local:other@0000"):
        _evaluate(trained, home, base_model, encoder_model)
    assert not (trained / "evaluation").exists()


def test_tensors_that_train_did_not_write_are_refused(
    trained: Path, home: str, base_model: str, encoder_model: str
) -> None:
    """The digest on the card is that of the file, or nothing is read."""
    from safetensors.torch import load_file, save_file

    file = trained / "roleplay" / "adapter_model.safetensors"
    save_file({name: tensor * 2 for name, tensor in load_file(file).items()}, file)

    with pytest.raises(ReleaseMismatchError, match="not the file its card describes"):
        _evaluate(trained, home, base_model, encoder_model)
