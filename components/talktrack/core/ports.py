"""Every Protocol that more than one room needs: what steps ask of systems and engines. Fakes keep them too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from talktrack.core.records import Chunk
from talktrack.core.release import ReleaseManifest
from talktrack.core.suppression import Suppression
from talktrack.core.tables import Table

R = TypeVar("R", bound=msgspec.Struct)
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Blob:
    """One stored object: path below the store's root, size in bytes, and a generation that changes with every write."""

    path: str
    size_bytes: int
    generation: str


class BlobStore(Protocol):
    """A folder of objects: local directory or bucket prefix. Paths are relative, with forward slashes."""

    @property
    def uri(self) -> str:
        """Return the root as given: a local path or ``gs://bucket/prefix``."""
        ...

    def list(self, prefix: str = "") -> Iterator[Blob]:
        """Yield the objects below a prefix, sorted by path."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one object; FileNotFoundError when there is none."""
        ...

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Return bytes and generation of one object, or None when there is none."""
        ...

    def write(self, path: str, data: bytes) -> str:
        """Write one object whole or not at all; return its generation."""
        ...

    def write_if(self, path: str, data: bytes, generation: str | None) -> str:
        """Compare and swap: write only if the object still has this generation (None: does not exist).

        Raises:
            ConflictError: somebody else wrote first; nothing was changed.
        """
        ...

    def delete(self, path: str) -> None:
        """Remove one object; removing a missing one is fine."""
        ...


class Repository(Protocol):
    """The versioned tables of one tenant."""

    def publish(self, table: Table[R], rows: Iterable[R]) -> int:
        """Merge rows by the table's key (last one wins); return the new version. Idempotent, safe in parallel."""
        ...

    def exchange(self, table: Table[R], rows: Iterable[R], gone: Sequence[str]) -> int:
        """Merge rows and remove those with the keys `gone`, in one commit: readers see all of it or nothing."""
        ...

    def scan(
        self, table: Table[R], *, version: int | None = None, where: Mapping[str, Sequence[str]] | None = None
    ) -> Iterator[R]:
        """Stream rows, optionally of an older version, optionally only where a column is one of the given values.

        Raises:
            VersionGoneError: the version was purged.
        """
        ...

    def keys(self, table: Table[Any]) -> Iterator[str]:
        """Stream the keys of all rows, without the rows."""
        ...

    def version(self, table: Table[Any]) -> int:
        """Return the table's newest version; 0 when nothing was ever published."""
        ...

    def count(self, table: Table[Any]) -> int:
        """Return the number of rows of the newest version."""
        ...

    def delete(self, table: Table[Any], keys: Sequence[str]) -> int:
        """Remove rows by key and return the table's new version."""
        ...

    def purge(self, table: Table[Any]) -> None:
        """Make what was deleted unreadable for ever: older versions and their files go, and nobody can go back."""
        ...

    def suppression(self) -> Suppression:
        """Return what was forgotten; `publish` already keeps such rows out."""
        ...


@dataclass(frozen=True)
class SearchHit:
    """A chunk with its relevance; higher is better, comparable only within one result list."""

    chunk: Chunk
    score: float


WORDS = "words"


@dataclass(frozen=True)
class Capabilities:
    """What a vector store can do.

    `named_vectors`: all channels of a chunk in one record. `words`: full-text ranking. `filters`: ``equals`` (one of
    some values) and ``dates`` (from and until).
    """

    named_vectors: bool = False
    words: bool = False
    filters: tuple[str, ...] = ("equals", "dates")


@dataclass(frozen=True)
class Query:
    """What is looked for in a collection.

    `vectors` are unit vectors by channel; `words` are ranked by full text where the store can. `weights` says how much
    the cosine of each channel counts, and how much the ranking by ``words`` counts beside that by vectors, which counts
    1; what has no weight is not asked. `where` names allowed values by column, `since` and `until` bound when the
    conversation began (until is excluded).
    """

    vectors: Mapping[str, Vectors]
    words: str = ""
    limit: int = 10
    weights: Mapping[str, float] = field(default_factory=lambda: {"text": 1.0, WORDS: 1.0})
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class LiveIndex:
    """The collection that searches go to, the encoder that made its vectors, and how much words count beside them."""

    collection: str
    encoder_model: str
    words_weight: float = 1.0


class VectorStore(Protocol):
    """The searchable chunks of one tenant, in collections named by the encoder that made the vectors."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this store can do."""
        ...

    def provision(self) -> None:
        """Make the tenant known to a database that many tenants share; again is fine.

        Only what writes for a tenant that exists does this, so that a misspelt name never makes a new one.
        """
        ...

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Upsert chunks (`core.chunk_rows`) by id; stale chunks of the same conversations leave in the same commit.

        Return how many chunks there were. Doing it again changes nothing.

        Raises:
            ConfigurationInvalidError: a vector is missing, not finite, or of another length than the collection's, or
                the tenant is unknown to a database that many tenants share. Nothing is written then.
            StoreUnavailableError: the database is unreachable or full; do it again later.
        """
        ...

    def remove(self, conversations: Sequence[str]) -> None:
        """Take all chunks of these conversations out of the live collection."""
        ...

    def forget(self, conversations: Sequence[str], tokens: Sequence[str]) -> int:
        """Take chunks out of every collection for ever: those of conversations, and those whose text holds a token.

        No older version keeps them. Return how many there were.
        """
        ...

    def search(self, collection: str, query: Query) -> list[SearchHit]:
        """Return the best chunks (`core.ranking.mixed`); nothing when the collection does not exist."""
        ...

    def count(self, collection: str) -> int:
        """Return the number of chunks in a collection; 0 when it does not exist."""
        ...

    def live(self) -> LiveIndex | None:
        """Return what the alias points at, or None."""
        ...

    def drop(self, collection: str) -> None:
        """Remove a collection that nobody searches any more; a missing one is fine."""
        ...

    def scan(self) -> Iterator[Chunk]:
        """Stream all chunks of the live collection; nothing when there is none."""
        ...

    def rows(self, collection: str, conversations: Sequence[str]) -> pa.Table:
        """Return all rows of some conversations as `replace` took them."""
        ...

    def switch(self, live: LiveIndex) -> None:
        """Point the alias at another collection."""
        ...

    def index(self, collection: str) -> None:
        """Make text and vectors of the collection fast to search, and fold in rows that came since."""
        ...


@dataclass(frozen=True)
class Pointer:
    """Which release is in service and which is being tried, with the generation for compare-and-swap."""

    champion: str | None = None
    candidate: str | None = None
    generation: str | None = None


class Registry(Protocol):
    """Immutable releases and the pointer that says which one serves."""

    def register(self, manifest: ReleaseManifest, files: Path) -> str:
        """Store a release directory under its id; twice is the same as once. Return its URI."""
        ...

    def manifest(self, release_id: str) -> ReleaseManifest:
        """Return one release's manifest."""
        ...

    def uri(self, release_id: str) -> str:
        """Return where a release's files lie, as a predictor is told."""
        ...

    def releases(self) -> list[str]:
        """Return the ids of all registered releases, oldest first."""
        ...

    def fetch(self, release_id: str, into: Path) -> Path:
        """Copy a release's files into a local directory and return it."""
        ...

    def pointer(self) -> Pointer:
        """Return the current pointer."""
        ...

    def move(self, pointer: Pointer, *, champion: str | None, candidate: str | None) -> Pointer:
        """Compare and swap the pointer; ConflictError when `pointer` is no longer current."""
        ...


@dataclass(frozen=True)
class Passage:
    """A long text, the places where turns begin, and the spans [start, end) that want a vector, all in characters."""

    text: str
    cuts: Sequence[int]
    spans: Sequence[tuple[int, int]]


class Encoder(Protocol):
    """Text to unit-length vectors."""

    @property
    def version(self) -> str:
        """Return a name that changes whenever the vectors would: model id, revision and pooling form."""
        ...

    @property
    def dimension(self) -> int:
        """Return the vector length."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension), float32."""
        ...


@runtime_checkable
class OnePassEncoder(Encoder, Protocol):
    """An encoder of which one pass over a conversation gives the vectors of all its levels."""

    def token_sums(self, passages: Sequence[Passage]) -> list[Vectors]:
        """Return for each passage the sums of its spans' token vectors, of shape (len(spans), dimension), float32.

        The sum of adjacent spans is the sum of theirs; a vector is a sum at unit length. Nothing is cut off.
        """
        ...


@dataclass(frozen=True)
class Weighted:
    """A prompt, its completion, a training weight, and a completion that is worse (empty: none is known)."""

    prompt: str
    completion: str
    weight: float = 1.0
    rejected: str = ""


@dataclass(frozen=True)
class LoraSettings:
    """How one LoRA adapter is trained; lengths in tokens, seed for everything random.

    A batch is worked through in packs of at most `tokens_at_once`, whose gradients are added up. Validation takes place
    every `validate_every` steps (0: after each epoch); after `plateau_patience` of them without a better loss the rate
    is multiplied by `plateau_factor`, after `stop_patience` training ends (0: never, for both). A checkpoint is written
    every `checkpoint_every` steps. `preference_weight` multiplies the preference loss, whose sharpness is `beta`.
    """

    rank: int = 8
    learning_rate: float = 2e-3
    epochs: int = 2
    batch_size: int = 8
    max_tokens: int = 512
    warmup_share: float = 0.1
    seed: int = 7
    tokens_at_once: int = 4096
    validate_every: int = 0
    plateau_patience: int = 2
    plateau_factor: float = 0.5
    stop_patience: int = 4
    checkpoint_every: int = 50
    preference_weight: float = 1.0
    preference_beta: float = 0.1
    recompute_activations: bool = False


@dataclass(frozen=True)
class TrainingCurve:
    """Loss and learning rate per optimiser step, and the validation losses with the steps they belong to."""

    steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    tokens: int = 0
    validation_steps: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class TrainingRun:
    """What surrounds a training.

    The adapter that it continues (None: a new one), where checkpoints are kept (None: nowhere), what the card adds, and
    who hears of progress.
    """

    start_from: Path | None = None
    checkpoints: BlobStore | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _: None


@dataclass(frozen=True)
class TextPair:
    """A question and an answer to it; `before` and `behind` are the turns around both, in the order they were said."""

    asks: str
    answers: str
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class EncoderSettings:
    """How an encoder is tuned; `scale` multiplies cosines before the softmax, `seed` is for everything random.

    Answers are learnt as texts alone, and in windows of `window_tokens` of their conversation too; 0 leaves those out.
    """

    steps: int = 400
    batch_pairs: int = 48
    window_tokens: int = 64
    learning_rate: float = 2e-5
    warmup_share: float = 0.05
    scale: float = 20.0
    seed: int = 7


class EncoderTraining(Protocol):
    """Tunes copies of one sentence encoder."""

    def start(self) -> Encoder:
        """Return the encoder that every training starts from."""
        ...

    def keep_start(self, into: Path) -> None:
        """Save the encoder that training starts from, as it is."""
        ...

    def train(self, pairs: Sequence[TextPair], into: Path, settings: EncoderSettings) -> TrainingCurve:
        """Tune a copy, so that a question finds its answer among all answers of its batch, and save it."""
        ...

    def trained(self, directory: Path) -> Encoder:
        """Return an encoder that was saved; it encodes each text on its own."""
        ...

    def in_one_pass(self, directory: Path, window_tokens: int) -> OnePassEncoder | None:
        """Return an encoder that was saved, reading conversations in such windows, or None when the model cannot."""
        ...


Listener = Callable[[int, str], bool]
"""Hears a text grow: gets a prompt's place and all of its answer so far; says whether anybody still waits for it."""


class AnsweringModel(Protocol):
    """A causal model that answers with named LoRA adapters; the name "" means the bare base."""

    @property
    def base_id(self) -> str:
        """Return the base model's id and revision."""
        ...

    @property
    def tokenizer_sha256(self) -> str:
        """Return the digest of the tokenizer file."""
        ...

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Return the mean completion-only negative log likelihood per token of each row."""
        ...

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Continue each prompt greedily until the end-of-turn token or the limit; return only the new text.

        What a listener hears of a prompt are beginnings of what is returned for it, unless the listener ends it early.
        """
        ...

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load a safetensors adapter; ReleaseMismatchError when it was trained for another base or tokenizer."""
        ...


class AdapterTrainer(Protocol):
    """Trains adapters: a language model here, or one on other machines."""

    def train_adapter(
        self,
        train: Sequence[Weighted],
        validation: Sequence[Weighted],
        into: Path,
        settings: LoraSettings,
        run: TrainingRun | None = None,
    ) -> TrainingCurve:
        """Train one LoRA adapter and save it as safetensors with its card.

        The loss is that of completions alone, by weight, and for rows with a rejected completion a preference loss too.
        A training that was killed goes on from its newest checkpoint, and ends with the same bytes on a CPU.
        """
        ...


class LanguageModel(AnsweringModel, AdapterTrainer, Protocol):
    """A causal model that answers with adapters and trains them."""


@dataclass(frozen=True)
class PersonalData:
    """One span of personal data in a text: [start, end), type such as PERSON or EMAIL_ADDRESS, score in [0, 1]."""

    start: int
    end: int
    kind: str
    score: float


class Redactor(Protocol):
    """Finds personal data."""

    def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
        """Return non-overlapping spans per text, ordered by start. `names` are known people who must be found."""
        ...


@dataclass(frozen=True)
class Expectation:
    """A declarative check on one column. `kind` is the Great Expectations class, `reason` our own code."""

    kind: str
    column: str
    reason: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class GateVerdict:
    """Row id to the reasons it failed for, and the validation result as plain data (row ids, never values)."""

    failures: Mapping[str, list[str]]
    result: Mapping[str, object]


class Expectations(Protocol):
    """Runs one validation over a whole shard."""

    def validate(self, columns: Mapping[str, Sequence[object]], suite: Sequence[Expectation]) -> GateVerdict:
        """Validate columns that include ``row_id``; every expectation is judged row by row."""
        ...


@dataclass(frozen=True)
class SpokenSegment:
    """Recognised speech: times in seconds, confidence in [0, 1], word times where the model gives them."""

    start_s: float
    end_s: float
    text: str
    confidence: float
    words: list[tuple[str, float, float, float]] = field(default_factory=list)


Waveform = npt.NDArray[np.float32]


class Transcriber(Protocol):
    """Speech to text."""

    def transcribe(self, waveform: Waveform, clips: Sequence[tuple[float, float]]) -> list[SpokenSegment]:
        """Recognise 16 kHz mono float32 speech in each clip (start_s, end_s)."""
        ...


class VoiceAnalyzer(Protocol):
    """Finds speech and describes voices."""

    def speech(self, waveform: Waveform) -> list[tuple[float, float]]:
        """Return the intervals (start_s, end_s) of 16 kHz mono float32 audio that hold speech."""
        ...

    def embed(self, waveform: Waveform, clips: Sequence[tuple[float, float]]) -> Vectors:
        """Return one unit voice vector per clip, shape (len(clips), dimension)."""
        ...
