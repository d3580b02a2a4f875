"""A language model without weights that answers at once: a real `LanguageModel` for tests of what stands around one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.ids import sha256
from talktrack.core.ports import Listener, LoraSettings, TrainingCurve, TrainingRun, Weighted

CARD = "adapter.txt"


class TemplateModel:
    """Answers with the adapter's own phrase and a digest of the prompt; an adapter is a folder with `adapter.txt`."""

    def __init__(self, base_id: str = "template") -> None:
        """Start without adapters."""
        self.base_id = base_id
        self.tokenizer_sha256 = sha256(b"template")
        self._phrases = {"": "The base answers."}

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Return one nat per word of each completion, fewer with an adapter."""
        gain = 0.5 if adapter else 1.0
        return [gain * len(row.completion.split()) for row in rows]

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Return the phrase and the prompt's digest, cut to the limit in words; a listener hears word by word."""
        if adapter not in self._phrases:
            raise ConfigurationInvalidError(f"adapter {adapter!r} is not loaded: call load_adapter first.")
        texts = (f"{self._phrases[adapter]} {sha256(prompt.encode())[:8]}" for prompt in prompts)
        said = [" ".join(text.split()[:max_new_tokens]) for text in texts]
        if listener is not None:
            for place, text in enumerate(said):
                words = text.split()
                any(not listener(place, " ".join(words[:count])) for count in range(1, len(words) + 1))
        return said

    def load_adapter(self, name: str, directory: Path) -> None:
        """Read the phrase; an adapter of another base is refused."""
        base_id, _, phrase = (directory / CARD).read_text().partition("\n")
        if base_id != self.base_id:
            raise ReleaseMismatchError(f"{directory} was made for {base_id}, not for {self.base_id}.")
        self._phrases[name] = phrase.strip()

    def train_adapter(
        self,
        train: Sequence[Weighted],
        validation: Sequence[Weighted],
        into: Path,
        settings: LoraSettings,
        run: TrainingRun | None = None,
    ) -> TrainingCurve:
        """Write the most weighted completion as the phrase, after that of the adapter to start from."""
        start_from = run.start_from if run else None
        before = (start_from / CARD).read_text().partition("\n")[2].strip() if start_from else ""
        best = max(train, key=lambda row: row.weight)
        into.mkdir(parents=True, exist_ok=True)
        (into / CARD).write_text(f"{self.base_id}\n{before} {best.completion}\n")
        losses = self.losses([*train, *validation])
        return TrainingCurve(steps=[settings.epochs], losses=losses[:1], validation_losses=losses[-1:])
