"""How well and how fast `identify` finds mutual clients, beside Splink 5 and the by-hand rules.

    LINKAGES_OPEN_SET=FOLDER python -m benchmarks.matching [--no-splink] [--quick]

Prints: the open set cross-validated (weights, calibration and thresholds learned on other folds),
perturbed forms of it, FEBRL 4 with the shipped weights, time and memory of the command itself, and
the other tools. `make bench` runs it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.matching_measures import Result, line, measure
from benchmarks.matching_rules import by_hand
from benchmarks.matching_sets import PERTURBATIONS, TruthSet, febrl4, open_set, perturbed
from benchmarks.matching_train import FOLDS, Field, field_of, settled_with, thresholds, train_on
from cases.matching.engine.model import Weights, trained_model
from cases.matching.engine.settle import bands


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def with_shipped(those: TruthSet) -> Result:
    """The shipped weights, untouched, on any set."""
    field = field_of(those, trained_model())
    kept, settled = settled_with(field, field.model.weights)
    return Result(_names(field, kept), settled.units.astype(float), settled.band)


def _names(field: Field, kept: np.ndarray) -> list[tuple[str, str]]:
    ids_a, ids_b = field.a.ids, field.b.ids
    rows = zip(field.scored.rows_a[kept].tolist(), field.scored.rows_b[kept].tolist(), strict=True)
    return [(ids_a[x], ids_b[y]) for x, y in rows]


def fold_weights(field: Field) -> list[Weights]:
    """Weights per fold, learned on the other folds, with thresholds from the other folds too."""
    learned = [train_on(field, field.fold != fold) for fold in range(FOLDS)]
    unseen = []
    for fold, weights in enumerate(learned):
        kept, settled = settled_with(field, weights)
        mine = field.fold[kept] == fold
        held = settled.scored.agreement.hold[mine] != 0
        unseen.append((settled.units[mine], field.truth[kept][mine], held))
    out = []
    for fold, weights in enumerate(learned):
        others = [part for other, part in enumerate(unseen) if other != fold]
        units, truth, held = (np.concatenate([part[k] for part in others]) for k in range(3))
        certain, review = thresholds(units, truth, held, np.ones(len(units)))
        out.append(replace(weights, certain=certain, review=review))
    return out


def cross_validated(field: Field, by_fold: list[Weights]) -> Result:
    """Every pair judged by weights and thresholds of the other folds."""
    pairs: list[tuple[str, str]] = []
    scores, band = [], []
    for fold, weights in enumerate(by_fold):
        kept, settled = settled_with(field, weights)
        mine = field.fold[kept] == fold
        pairs += _names(field, kept[mine])
        scores.append(settled.units[mine])
        model = replace(field.model, weights=weights)
        band.append(bands(settled.units[mine], settled.scored.take(mine).agreement, model))
    return Result(pairs, np.concatenate(scores).astype(float), np.concatenate(band))


def timed_command(folder: Path) -> None:
    """Wall time and peak memory of the command on the open set's files."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable, "-m", "cases.matching.identify",
            str(folder / "cws.csv.gz"), str(folder / "calworks.csv.gz"),
            "--output", str(Path(scratch) / "pairs.csv"),
        ]  # fmt: skip
        start = time.perf_counter()
        subprocess.run(command, check=True)
        wall = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 / 1024
    say(f"identify, files to pairs: {wall:.1f} s, peak {peak:.2f} GiB")


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-splink", action="store_true", help="leave out the Splink run")
    parser.add_argument("--quick", action="store_true", help="leave out the perturbed sets")
    options = parser.parse_args()
    folder = Path(os.environ["LINKAGES_OPEN_SET"])
    timed_command(folder)
    febrl = febrl4()
    say(line("FEBRL 4, shipped weights", measure(with_shipped(febrl), febrl)))
    those = open_set(folder)
    field = field_of(those, trained_model())
    by_fold = fold_weights(field)
    say(line("open set, cross-validated", measure(cross_validated(field, by_fold), those)))
    del field
    if not options.quick:
        for name in PERTURBATIONS:
            if name == "as it is":
                continue
            other = perturbed(those, name, seed=7, share=0.7)
            result = cross_validated(field_of(other, trained_model()), by_fold)
            say(line(name, measure(result, other)))
    say(line("rule: SSN or name + birth date", measure(by_hand(those), those)))
    if not options.no_splink:
        from benchmarks.matching_splink import splink_best  # only here: a bench package

        start = time.perf_counter()
        result = splink_best(those)
        say(f"Splink 5: {time.perf_counter() - start:.1f} s in memory")
        say(line("Splink 5, the best settings known", measure(result, those)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
