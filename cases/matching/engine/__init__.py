"""The one scorer: who is the same person in two programs.

Pure: no Django, no clock, no settings, one thread. Bulk, delta and single pair go the same way:

    a = prepare(cws_identities, test_numbers=False)          # columns
    b = prepare(calworks_identities, test_numbers=False)
    keys_a, keys_b = keys_of(a, secret), keys_of(b, secret)  # (row, key); a database may keep these
    model = freeze(trained_model(), a, b, (keys_a[1], keys_b[1]))
    pairs = join(keys_a, keys_b, model.stop_array)           # (n, 2) rows
    scored, model = score_all(a, b, pairs, model)            # keep this model for the deltas
    settled = settle(scored, a, b, model)                    # final units, probability, band
    explain(settled, row, a, b, model)                       # bars that add up exactly

A delta uses the same frozen model: score the pairs of the changed records, then settle the pairs
that `affected` names.
"""

from cases.matching.engine.explain import (
    Evidence,
    Explanation,
    agreement_words,
    explain,
    hold_names,
)
from cases.matching.engine.keys import join, keys_of, stop_keys, without_stop_keys
from cases.matching.engine.levels import COMPARISONS, LEVELS
from cases.matching.engine.model import UNITS, Model, Weights, freeze, trained_model
from cases.matching.engine.prepared import Prepared, prepare
from cases.matching.engine.prior import score_all, with_prior
from cases.matching.engine.score import GUARDS, TIERS, Agreement, Hold, Scored, bits, score
from cases.matching.engine.settle import BANDS, HOUSEHOLD_LEVELS, Band, Settled, settle
from cases.matching.engine.standing import PairKey, Standing, affected, neighborhood

__all__ = [
    "BANDS",
    "COMPARISONS",
    "GUARDS",
    "HOUSEHOLD_LEVELS",
    "LEVELS",
    "TIERS",
    "UNITS",
    "Agreement",
    "Band",
    "Evidence",
    "Explanation",
    "Hold",
    "Model",
    "PairKey",
    "Prepared",
    "Scored",
    "Settled",
    "Standing",
    "Weights",
    "affected",
    "agreement_words",
    "bits",
    "explain",
    "freeze",
    "hold_names",
    "join",
    "keys_of",
    "neighborhood",
    "prepare",
    "score",
    "score_all",
    "settle",
    "stop_keys",
    "trained_model",
    "with_prior",
    "without_stop_keys",
]
