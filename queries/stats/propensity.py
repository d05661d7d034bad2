"""How likely people with certain traits were to be chosen: logistic regression on counts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_RIDGE = 0.01  # keeps the coefficients finite where a trait decides alone; otherwise too small to be seen
_STEPS = 50


def chance_to_be_chosen(traits: Matrix, chosen: Matrix, others: Matrix) -> Matrix:
    """Of each row of traits, with its counts of people chosen and not: Newton's method on the penalised likelihood."""
    spread = traits.std(axis=0)
    scaled = np.divide(traits - traits.mean(axis=0), spread, out=np.zeros_like(traits), where=spread > 0)
    design = np.column_stack([np.ones(len(traits)), scaled])
    penalty = np.diag([0.0, *[_RIDGE] * traits.shape[1]])
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = np.log(chosen.sum() / others.sum())
    for _ in range(_STEPS):
        share = _logistic(design @ coefficients)
        slope = design.T @ (chosen - (chosen + others) * share) - penalty @ coefficients
        bend = (design * ((chosen + others) * share * (1 - share))[:, None]).T @ design + penalty
        step = np.linalg.solve(bend, slope)
        coefficients += step / max(1.0, float(np.abs(step).max()))  # no step beyond where the curve is known
        if np.abs(step).max() < 1e-9:
            break
    return _logistic(design @ coefficients)


def one_hot(rows: Sequence[tuple[Hashable, ...]]) -> Matrix:
    """A column for each value that each trait takes."""
    columns = [
        np.array([row[place] == value for row in rows], float)
        for place in range(len(rows[0]) if rows else 0)
        for value in dict.fromkeys(row[place] for row in rows)
    ]
    return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def _logistic(logits: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
