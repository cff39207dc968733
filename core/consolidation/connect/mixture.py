"""Which similarities mean something: a mixture of two normal distributions, the usual ones and the high ones.

After MemGAS (multi-granularity association and adaptive selection), which decides so which memories are associated. It
needs no threshold that would have to be set anew for each model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_ROUNDS = 200
_STILL = 1e-7
_NARROWEST = 1e-3
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class Mixture:
    """Two normal distributions, the lower first: their means, deviations, and shares (which add up to 1)."""

    means: tuple[float, float]
    deviations: tuple[float, float]
    shares: tuple[float, float]

    def belongs_high(self, values: Numbers) -> Numbers:
        """Return the probability that each value is of the higher distribution, in 0..1, never falling with the value.

        A wide lower distribution would claim the highest values again; from the point of its lowest claim on it has
        none.
        """
        order = np.argsort(values, kind="stable")
        found = _responsibility(values[order], self)
        rising = np.maximum.accumulate(found)
        result = np.empty(len(values))
        result[order] = np.where(values[order] < self.means[0], 0.0, rising)
        return result


def fit_mixture(values: Numbers) -> Mixture | None:
    """Fit two normal distributions to `values` by expectation and maximisation; None for too few, or all alike."""
    if len(values) < _FEWEST or float(values.std()) < _NARROWEST:
        return None
    low, high = np.quantile(values, [0.3, 0.9])
    spread = float(values.std())
    mixture = Mixture((float(low), float(high)), (spread, spread), (0.7, 0.3))
    last = -np.inf
    for _ in range(_ROUNDS):
        upper = _responsibility(values, mixture)
        mixture = _maximise(values, upper)
        likelihood = float(np.log(np.maximum(sum(_densities(values, mixture)), 1e-300)).mean())
        if abs(likelihood - last) < _STILL:
            break
        last = likelihood
    if mixture.means[0] > mixture.means[1]:
        (a, b), (c, d), (e, f) = mixture.means, mixture.deviations, mixture.shares
        mixture = Mixture((b, a), (d, c), (f, e))
    return mixture


def _densities(values: Numbers, mixture: Mixture) -> tuple[Numbers, Numbers]:
    low, high = (
        share * np.exp(-0.5 * ((values - mean) / deviation) ** 2) / deviation
        for mean, deviation, share in zip(mixture.means, mixture.deviations, mixture.shares, strict=True)
    )
    return low, high


def _responsibility(values: Numbers, mixture: Mixture) -> Numbers:
    low, high = _densities(values, mixture)
    total = low + high
    # Where both vanish, whichever mean is nearer claims the value.
    nearer = (np.abs(values - mixture.means[1]) < np.abs(values - mixture.means[0])).astype(np.float64)
    return np.asarray(np.where(total > 0, high / np.where(total > 0, total, 1.0), nearer), np.float64)


def _maximise(values: Numbers, upper: Numbers) -> Mixture:
    means, deviations, shares = [], [], []
    for weights in (1.0 - upper, upper):
        total = max(float(weights.sum()), 1e-9)
        mean = float((weights * values).sum() / total)
        means.append(mean)
        deviations.append(max(_NARROWEST, float(np.sqrt((weights * (values - mean) ** 2).sum() / total))))
        shares.append(min(0.999, max(0.001, total / len(values))))
    return Mixture((means[0], means[1]), (deviations[0], deviations[1]), (shares[0], shares[1]))
