"""What a rollout is told about the business: shares of releases that were served together, kept beside the reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talktrack.core.outcomes import KEPT, PATH, REPLIED, WON, Comparison, Outcomes, Share, decode, encode
from talktrack.core.ports import BlobStore
from talktrack.operations.impact.arms import Pair
from talktrack.operations.impact.comparison import FEWEST_CLUSTERS
from talktrack.operations.impact.measures import CORRECTIONS, REPLIES, WIN_RATE, Measure
from talktrack.operations.impact.samples import Sample
from talktrack.operations.impact.shares import design_effect

NAMES: Mapping[Measure, str] = {WIN_RATE: WON, REPLIES: REPLIED, CORRECTIONS: KEPT}

Finished = Iterable[tuple[Measure, Sample, Sample]]


def compared(pair: Pair, found: Finished) -> Comparison:
    """Return the shares of two arms; a measure with too few accounts or users on a side is left out."""
    measures = {
        NAMES[measure]: (_share(measure, before), _share(measure, after))
        for measure, before, after in found
        if measure in NAMES and min(before.clusters, after.clusters) >= FEWEST_CLUSTERS
    }
    return Comparison(baseline=pair.baseline, other=pair.other, measures=measures)


def keep(store: BlobStore, outcomes: Outcomes) -> None:
    """Write what is newest; a look at an earlier time replaces nothing."""
    before = store.read_with_generation(PATH)
    known = decode(before[0]) if before else None
    if known is None or known.as_of_s <= outcomes.as_of_s:
        store.write(PATH, encode(outcomes))


def _share(measure: Measure, sample: Sample) -> Share:
    good = sample.total if measure.is_more_better else sample.size - sample.total
    return Share(good=good, of=sample.size, design_effect=design_effect(sample))
