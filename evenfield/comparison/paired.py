"""Paired differences and verdicts, as comparisons use them; their statistics stand a floor below."""

from optimize.paired import (
    CONFIDENCE,
    MOST_REPLICATIONS,
    Judgement,
    PairedDifference,
    Verdict,
    holm,
    judge,
    paired_difference,
    replications_to_tell,
)

__all__ = [
    "CONFIDENCE",
    "MOST_REPLICATIONS",
    "Judgement",
    "PairedDifference",
    "Verdict",
    "holm",
    "judge",
    "paired_difference",
    "replications_to_tell",
]
