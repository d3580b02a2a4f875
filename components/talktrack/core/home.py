"""The layout of a home: one root (path or gs:// prefix) for all that outlives a run, tenant by tenant."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.ids import checked_tenant

STAGED_COLLECTION = "collection.json"
MARKER = "tenant.json"  # whose folder this is, and by which key it was written


@dataclass(frozen=True)
class TenantHome:
    """Where one tenant's things lie under the home; joins with forward slashes, works for paths and gs:// alike."""

    home: str
    tenant: str

    def __post_init__(self) -> None:
        """Refuse a tenant name that could leave its own folder."""
        checked_tenant(self.tenant)

    @property
    def root(self) -> str:
        """Everything of this tenant."""
        return f"{self.home.rstrip('/')}/{self.tenant}"

    @property
    def repository(self) -> str:
        """Lance tables of the raw, clean and reference zones."""
        return f"{self.root}/repository"

    def staging(self, name: str) -> str:
        """What a backfill makes before it takes the place of what is there."""
        return f"{self.stagings}/{name}"

    @property
    def vectors(self) -> str:
        """LanceDB collections of chunks."""
        return f"{self.root}/vectors"

    @property
    def encoders(self) -> str:
        """Sentence encoders that were tuned for this tenant."""
        return f"{self.root}/encoders"

    @property
    def heads(self) -> str:
        """Classifiers over sentence vectors that were trained for this tenant."""
        return f"{self.root}/heads"

    @property
    def registry(self) -> str:
        """Releases and the champion pointer."""
        return f"{self.root}/registry"

    @property
    def training(self) -> str:
        """Checkpoints of trainings that go on, by path."""
        return f"{self.root}/training"

    @property
    def golden(self) -> str:
        """Versions of the golden set."""
        return f"{self.root}/golden"

    @property
    def monitoring(self) -> str:
        """Reference sketches and reports."""
        return f"{self.root}/monitoring"

    @property
    def erasures(self) -> str:
        """Receipts of erasure requests."""
        return f"{self.root}/erasures"

    @property
    def stagings(self) -> str:
        """What backfills left that were not finished."""
        return f"{self.root}/staging"

    @property
    def reports(self) -> str:
        """HTML reports of finished runs."""
        return f"{self.root}/reports"
