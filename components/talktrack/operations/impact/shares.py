"""How sure the difference of two shares is."""

from __future__ import annotations

import math

from talktrack.operations.impact.samples import Sample

Z95 = 1.959963984540054


def wilson(hits: float, of: float) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927)."""
    share = hits / of
    middle = share + Z95 * Z95 / (2 * of)
    spread = Z95 * math.sqrt(share * (1 - share) / of + Z95 * Z95 / (4 * of * of))
    scale = 1 + Z95 * Z95 / of
    return (middle - spread) / scale, (middle + spread) / scale


def share_difference(before: Sample, after: Sample) -> tuple[float, float]:
    """Return the 95 % interval of share after minus share before.

    The hybrid score interval: method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
    proportions" (Statistics in Medicine 17, 1998). Observations of one cluster resemble each other, so both sides count
    as their effective size: J. N. K. Rao and A. J. Scott, "A simple method for the analysis of clustered binary data"
    (Biometrics 48, 1992). Sides that share clusters are taken as independent, which makes the interval too wide
    rather than too narrow.
    """
    shares = [side.total / side.size for side in (before, after)]
    (low_b, high_b), (low_a, high_a) = (_scored(side) for side in (before, after))
    difference = shares[1] - shares[0]
    low = difference - math.hypot(shares[1] - low_a, high_b - shares[0])
    high = difference + math.hypot(high_a - shares[1], shares[0] - low_b)
    return low, high


def design_effect(sample: Sample) -> float:
    """Return by how much clusters inflate the variance of a share; 1 where every cluster has one observation."""
    size, clusters, share = sample.size, sample.clusters, sample.total / sample.size
    plain = share * (1 - share) / size
    if size == clusters or clusters < 2 or plain == 0:  # noqa: PLR2004 - one cluster has no spread
        return 1.0
    residuals = sum((sample.totals[name] - share * count) ** 2 for name, count in sample.counts.items())
    return max(1.0, residuals * clusters / (clusters - 1) / size**2 / plain)


def _scored(sample: Sample) -> tuple[float, float]:
    effect = design_effect(sample)
    return wilson(sample.total / effect, sample.size / effect)
