"""What a test against chance says, in words."""

from __future__ import annotations

from data.sentence import Sentence


def p_text(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def curves_apart(p: float | None) -> Sentence:
    """Whether curves differ, by the log-rank test."""
    if p is None:
        return Sentence("Whether the curves differ cannot be tested: too little was seen of two groups at a time.")
    shown = p_text(p) if p < 0.001 else f"= {p_text(p)}"
    if p < 0.05:
        return Sentence("The curves differ by more than chance explains (log-rank test, p {p}).", {"p": shown})
    return Sentence("The curves do not differ by more than chance explains (log-rank test, p {p}).", {"p": shown})
