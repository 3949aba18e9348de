"""Dimensions: what kind of thing a number counts, as base units with exponents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

__all__ = ["NO_DIMENSION", "Dimension"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Base units with their exponents, sorted by name; none for a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Dimension) -> Dimension:
        """The dimension of a product."""
        return self._joined(other, 1)

    def per(self, other: Dimension) -> Dimension:
        """The dimension of a quotient."""
        return self._joined(other, -1)

    def _joined(self, other: Dimension, sign: int) -> Dimension:
        powers = Counter(dict(self.powers))
        for name, power in other.powers:
            powers[name] += sign * power
        return Dimension(tuple(sorted((n, p) for n, p in powers.items() if p)))

    def __str__(self) -> str:
        over = "·".join(n if p == 1 else f"{n}^{p}" for n, p in self.powers if p > 0)
        under = "·".join(n if p == -1 else f"{n}^{-p}" for n, p in self.powers if p < 0)
        return f"{over or 1}/{under}" if under else over


NO_DIMENSION = Dimension()
