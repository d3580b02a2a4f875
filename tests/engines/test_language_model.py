"""The causal model: loading, losses, generation and adapters on a tiny Llama made from configuration."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.ports import LanguageModel, LoraSettings, TrainingRun, Weighted
from talktrack.core.prompts import END
from talktrack.engines.adapter_files import read_card
from talktrack.engines.completions import begun
from talktrack.engines.language_model import open_language_model
from talktrack.engines.lora_training import TrainingDivergedError
from tests.tiny_causal import make_tiny

ROWS = [
    Weighted(prompt=f"<|seller|> How is quarter {n}?\n<|prospect|>", completion=f"Too slow.{END}") for n in range(12)
]
SETTINGS = LoraSettings(rank=4, learning_rate=1e-2, epochs=2, batch_size=4, max_tokens=64)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a tiny causal model."""
    return make_tiny(tmp_path_factory.mktemp("models") / "tiny", steps=40)


@pytest.fixture(scope="module")
def model(base: Path) -> LanguageModel:
    """Return the tiny model, opened."""
    return open_language_model(str(base))


@pytest.fixture(scope="module")
def adapter(model: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of an adapter trained on the rows."""
    directory = tmp_path_factory.mktemp("adapters") / "roleplay"
    model.train_adapter(ROWS, ROWS[:2], directory, SETTINGS)
    return directory


def test_a_local_base_is_named_by_its_directory_and_weights(model: LanguageModel) -> None:
    """The base id carries the directory's name and a digest of the weights."""
    name, _, digest = model.base_id.partition("@")

    assert (name, len(digest)) == ("local:tiny", 16)


def test_a_listener_hears_beginnings_of_what_is_returned(model: LanguageModel) -> None:
    """Every row of every batch grows in place, and listening changes nothing."""
    prompts = [row.prompt + " x" * n for n, row in enumerate([*ROWS, *ROWS])]
    heard: dict[int, list[str]] = {}

    def listen(place: int, text: str) -> bool:
        heard.setdefault(place, []).append(text)
        return True

    said = model.generate(prompts, max_new_tokens=12, listener=listen)

    assert said == model.generate(prompts, max_new_tokens=12)
    assert sorted(heard) == list(range(len(prompts)))
    assert all(said[place].startswith(text) for place, texts in heard.items() for text in texts)
    assert all(texts == sorted(texts, key=len) for texts in heard.values())


def test_a_row_that_nobody_waits_for_ends_early(model: LanguageModel) -> None:
    """The others of its batch are answered as if it had never been there."""
    prompts = [ROWS[0].prompt, ROWS[1].prompt]
    counts = [0, 0]

    def listen(place: int, _text: str) -> bool:
        counts[place] += 1
        return place == 1 or counts[0] < 3

    said = model.generate(prompts, max_new_tokens=12, listener=listen)

    assert said[1] == model.generate(prompts, max_new_tokens=12)[1]
    assert len(said[0]) < len(model.generate(prompts, max_new_tokens=12)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Yes", "Yes"), ("Yes <|en", "Yes"), ("Yes <", "Yes"), ("Caf\ufffd", "Caf"), ("a <b", "a <b")],
)
def test_what_may_yet_change_is_held_back(text: str, expected: str) -> None:
    """Half an end token and half a character are not shown."""
    assert begun(text) == expected


def test_a_batch_gives_the_losses_of_its_rows_alone(model: LanguageModel) -> None:
    """Padding does not change a row's loss."""
    rows = [ROWS[0], Weighted(prompt="<|prospect|>", completion="A much longer answer about pipelines."), ROWS[1]]
    alone = [model.losses([row])[0] for row in rows]

    assert alone == pytest.approx(model.losses(rows), abs=1e-5)


def test_generation_in_a_batch_equals_generation_alone(model: LanguageModel) -> None:
    """Prompts of different lengths in one batch continue as they would alone."""
    prompts = ["<|prospect|>", ROWS[3].prompt, ROWS[0].prompt * 3]
    alone = [model.generate([prompt], max_new_tokens=8)[0] for prompt in prompts]

    assert alone == model.generate(prompts, max_new_tokens=8)


def test_training_lowers_the_loss_and_generation_stops_at_the_end_token(model: LanguageModel, adapter: Path) -> None:
    """An adapter that learned one answer gives that answer, without the end token."""
    directory = adapter.with_name("longer")
    settings = LoraSettings(rank=8, learning_rate=1e-2, epochs=60, batch_size=4, max_tokens=64)
    curve = model.train_adapter(ROWS, ROWS[:2], directory, settings)
    model.load_adapter("longer", directory)

    assert curve.validation_losses[-1] < curve.losses[0] / 2
    assert model.generate([ROWS[0].prompt], "longer", max_new_tokens=20) == ["Too slow."]


def test_the_base_stays_bit_equal_beside_its_adapters(base: Path, model: LanguageModel, adapter: Path) -> None:
    """The name "" answers as a base that never saw an adapter."""
    model.load_adapter("roleplay", adapter)
    untouched = open_language_model(str(base)).losses(ROWS)

    assert untouched == model.losses(ROWS)
    assert untouched != model.losses(ROWS, "roleplay")


def test_training_twice_writes_equal_bytes(model: LanguageModel, adapter: Path) -> None:
    """Two runs with one seed write the same files."""
    again = adapter.with_name("again")
    model.train_adapter(ROWS, ROWS[:2], again, SETTINGS)
    files = sorted(path.name for path in adapter.iterdir())

    assert files == ["adapter_config.json", "adapter_model.safetensors", "talktrack.json"]
    assert [(adapter / name).read_bytes() for name in files] == [(again / name).read_bytes() for name in files]


@pytest.mark.slow
def test_another_process_writes_equal_bytes(base: Path, adapter: Path, tmp_path: Path) -> None:
    """Neither the hash seed nor what the process did before changes an adapter."""
    program = (
        "import sys; from pathlib import Path; from talktrack.core.ports import *;"
        "from talktrack.engines.language_model import open_language_model;"
        f"rows = {ROWS!r}; settings = {SETTINGS!r};"
        "open_language_model(sys.argv[1]).train_adapter(rows, rows[:2], Path(sys.argv[2]), settings)"
    )
    subprocess.run([sys.executable, "-c", program, str(base), str(tmp_path / "other")], check=True)

    assert [file.read_bytes() for file in sorted(adapter.iterdir())] == [
        file.read_bytes() for file in sorted((tmp_path / "other").iterdir())
    ]


def test_training_continues_an_adapter(model: LanguageModel, adapter: Path) -> None:
    """The first loss of a continued training is that of the adapter it starts from."""
    model.load_adapter("start", adapter)
    settings = LoraSettings(epochs=1, batch_size=len(ROWS), max_tokens=64)
    curve = model.train_adapter(ROWS, [], adapter.with_name("next"), settings, TrainingRun(start_from=adapter))
    expected = sum(model.losses(ROWS, "start")) / len(ROWS)

    assert expected == pytest.approx(curve.losses[0], abs=1e-4)
    assert curve.validation_losses == []


def test_rows_of_weight_zero_do_not_train(model: LanguageModel, adapter: Path) -> None:
    """An adapter trained with extra rows of no weight equals the one trained without them."""
    ignored = [Weighted(prompt="a", completion="b", weight=0.0)] * 5
    model.train_adapter([*ROWS, *ignored], ROWS[:2], adapter.with_name("weightless"), SETTINGS)

    assert read_card(adapter).tensors_sha256 == read_card(adapter.with_name("weightless")).tensors_sha256


def test_nothing_to_train_on_is_refused(model: LanguageModel, tmp_path: Path) -> None:
    """Rows without weight alone are a configuration error."""
    with pytest.raises(ConfigurationInvalidError, match="positive weight"):
        model.train_adapter([Weighted(prompt="a", completion="b", weight=0.0)], [], tmp_path / "a", SETTINGS)


def test_a_loss_that_is_no_number_stops_and_saves_nothing(model: LanguageModel, tmp_path: Path) -> None:
    """A weight of infinity makes the loss infinite: an error, no adapter, and the base unharmed."""
    before = model.losses(ROWS[:1])
    with pytest.raises(TrainingDivergedError, match="lower learning_rate"):
        model.train_adapter([Weighted("a", "b", math.inf)], [], tmp_path / "a", SETTINGS)

    assert list(tmp_path.iterdir()) == []
    assert before == model.losses(ROWS[:1])


@pytest.mark.parametrize("name", ["base_id", "tokenizer_sha256", "prompt_version"])
def test_an_adapter_for_something_else_is_refused(
    model: LanguageModel, adapter: Path, tmp_path: Path, name: str
) -> None:
    """A card with another base, tokenizer or prompt version stops the load."""
    other = Path(shutil.copytree(adapter, tmp_path / "other"))
    card = json.loads((other / "talktrack.json").read_text()) | {name: "another"}
    (other / "talktrack.json").write_text(json.dumps(card))

    with pytest.raises(ReleaseMismatchError, match=f"{name} another"):
        model.load_adapter("other", other)


def test_a_truncated_adapter_is_refused(model: LanguageModel, adapter: Path, tmp_path: Path) -> None:
    """Half a tensor file is not what the card describes."""
    other = Path(shutil.copytree(adapter, tmp_path / "other"))
    tensors = other / "adapter_model.safetensors"
    tensors.write_bytes(tensors.read_bytes()[:-100])

    with pytest.raises(ReleaseMismatchError, match="is not the file its card describes"):
        model.load_adapter("other", other)


def test_a_pickled_adapter_is_refused_by_name(model: LanguageModel, adapter: Path, tmp_path: Path) -> None:
    """A pickle beside good tensors is reason enough."""
    other = Path(shutil.copytree(adapter, tmp_path / "other"))
    (other / "adapter_model.bin").write_bytes(b"")

    with pytest.raises(ConfigurationInvalidError, match=r"adapter_model\.bin is a pickle"):
        model.load_adapter("other", other)


def test_a_pickled_base_is_refused_by_name(tmp_path: Path) -> None:
    """A base directory with pickled weights is not opened."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"")

    with pytest.raises(ConfigurationInvalidError, match="convert it to safetensors"):
        open_language_model(str(tmp_path))


@pytest.mark.parametrize("reference", ["gs://bucket/model", "some-org/some-model", "/nowhere/model"])
def test_a_reference_without_directory_or_revision_is_refused(reference: str) -> None:
    """Neither a bucket nor an unpinned name is opened."""
    with pytest.raises(ConfigurationInvalidError, match="pin a revision"):
        open_language_model(reference)


def test_an_adapter_that_was_never_loaded_is_refused(model: LanguageModel) -> None:
    """Asking with an unknown adapter does not fall back to the base."""
    with pytest.raises(ConfigurationInvalidError, match="'missing' is not loaded"):
        model.losses(ROWS[:1], "missing")


@pytest.mark.slow
def test_a_base_without_our_end_token_learns_to_spell_it(base: Path, tmp_path: Path) -> None:
    """A tokenizer that lacks the token still ends the turn, and the answer does not show it."""
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    other = Path(shutil.copytree(base, tmp_path / "other"))
    plain = json.loads((other / "tokenizer.json").read_text().replace(END, "<|eos|>"))
    (other / "tokenizer.json").write_text(json.dumps(plain))
    PreTrainedTokenizerFast(
        tokenizer_file=str(other / "tokenizer.json"), pad_token="<|pad|>", eos_token="<|eos|>"
    ).save_pretrained(other)
    model = open_language_model(str(other))
    model.train_adapter(
        ROWS, [], tmp_path / "a", LoraSettings(rank=8, learning_rate=1e-2, epochs=80, batch_size=4, max_tokens=64)
    )
    model.load_adapter("a", tmp_path / "a")

    assert len(AutoTokenizer.from_pretrained(other)(END)["input_ids"]) > 1
    assert model.generate([ROWS[0].prompt], "a", max_new_tokens=40) == ["Too slow."]
