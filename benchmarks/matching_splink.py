"""Splink 5 on the open set, with the best settings we know, on columns that our engine normalized.

Threshold for its "automatic" band: match probability .999, the highest a careful user would pick.
"""

import math
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.matching_measures import Result
from benchmarks.matching_sets import TruthSet
from cases.matching.engine import Prepared, prepare
from cases.matching.engine.phonetic import sound_key
from cases.matching.engine.prepared import JOINED, name_groups
from cases.people.identity import Identity

BLOCKS = (
    ("ssn",), ("dob", "fn2"), ("dob", "ln2c"), ("dob", "root"), ("dob", "zip"),
    ("fn", "ln1", "yob"), ("root", "lnp", "zip"), ("ak", "fn"), ("ak", "yob"),
    ("fn", "ln", "md"), ("ssn5", "fn2"), ("ssn4", "fn2"), ("ssn5", "yob"), ("ssn4", "yob"),
)  # fmt: skip
CROSS_BLOCKS = (
    "l.dob = r.dob and substr(l.ln1, 1, 3) = substr(r.ln2, 1, 3)",
    "l.dob = r.dob and substr(l.ln2, 1, 3) = substr(r.ln1, 1, 3)",
    "l.dob = r.dob and substr(l.fn, 1, 3) = substr(r.ln1, 1, 3)",
    "l.dob = r.dob and substr(l.ln1, 1, 3) = substr(r.fn, 1, 3)",
    "l.dob = r.dob and l.fn = r.mn",
    "l.dob = r.dob and l.mn = r.fn",
)


def frame(those: list[Identity]) -> pd.DataFrame:
    """The columns that the settings name; None where a value is missing."""
    ready = prepare(those, test_numbers=False)
    strings = np.array(ready.strings, dtype=object)

    def text(codes: np.ndarray) -> np.ndarray:
        return strings[codes]

    born = np.array([f"{day:08d}" if day else "" for day in ready.born.tolist()], dtype=object)
    ssn = np.array([f"{n:09d}" if n > 0 else "" for n in ready.ssn.tolist()], dtype=object)
    given, surname = text(ready.tokens[:, 0]), text(ready.tokens[:, 5])
    house, street = text(ready.place[:, 0]), text(ready.place[:, 1])
    columns = {
        "unique_id": np.array(ready.ids, dtype=object),
        "fn": given,
        "fn2": _part(given, 0, 2),
        "fnj": text(ready.joined[:, JOINED["given"]]),
        "gj": text(ready.joined[:, JOINED["given_middle"]]),
        "mn": text(ready.tokens[:, 3]),
        "ln": text(ready.joined[:, JOINED["surname"]]),
        "ln1": surname,
        "ln2": text(ready.tokens[:, 6]),
        "ln2c": _part(surname, 0, 2),
        "lnp": np.array([sound_key(name) for name in surname], dtype=object),
        "root": np.array([_root(name) for name in given], dtype=object),
        "dob": born,
        "yob": _part(born, 0, 4),
        "md": _part(born, 4, 8),
        "ssn": ssn,
        "ssn5": _part(ssn, 0, 5),
        "ssn4": _part(ssn, 5, 9),
        "sex": _sexes(ready),
        "ak": np.array(
            [f"{h} {s[:4]}" if h and s else "" for h, s in zip(house, street, strict=True)],
            dtype=object,
        ),
        "zip": np.array([str(z) if z else "" for z in ready.postal.tolist()], dtype=object),
        "suffix": np.array([str(s) if s else "" for s in ready.suffix.tolist()], dtype=object),
    }
    return pd.DataFrame(columns).replace("", None)


def _part(texts: np.ndarray, start: int, stop: int) -> np.ndarray:
    return np.array([text[start:stop] for text in texts], dtype=object)


def _root(name: str) -> str:
    groups = name_groups(name)
    return str(groups[0]) if groups else name


def _sexes(ready: Prepared) -> np.ndarray:
    return np.array([("", "F", "M")[sex] for sex in ready.sex.tolist()], dtype=object)


def _exact(column: str, *, frequency: bool = True) -> Any:  # a Splink level creator
    level = cll.ExactMatchLevel(column)
    return level.configure(tf_adjustment_column=column) if frequency else level


def _comparison(name: str, missing: str, levels: list[Any]) -> Any:  # a Splink comparison
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[cll.NullLevel(missing), *levels, cll.ElseLevel()],
    )


def settings() -> SettingsCreator:
    """Comparisons and blocking rules of the best settings we know."""
    custom, jaro = cll.CustomLevel, cll.JaroWinklerLevel
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS]
        + [{"blocking_rule": rule} for rule in CROSS_BLOCKS],
        comparisons=[
            _comparison("given", "fn", [
                _exact("gj"), _exact("fn"), custom("fnj_l = fnj_r"), _exact("root"),
                custom("fn_l = mn_r or mn_l = fn_r"), custom("fn_l = ln1_r and ln1_l = fn_r"),
                jaro("fn", 0.92), jaro("fn", 0.82),
                custom("substr(fn_l, 1, 1) = substr(fn_r, 1, 1)"),
            ]),
            _comparison("surname", "ln", [
                _exact("ln"), _exact("ln1"), custom("ln1_l = ln2_r or ln2_l = ln1_r"),
                custom("lnp_l = lnp_r"), jaro("ln", 0.92),
                custom("ln1_l = mn_r or mn_l = ln1_r or ln1_l = fn_r or fn_l = ln1_r"),
                jaro("ln", 0.85),
            ]),
            _comparison("dob", "dob", [
                _exact("dob", frequency=False), custom("yob_l = yob_r and substr(md_l, 1, 2) = "
                "substr(md_r, 3, 2) and substr(md_l, 3, 2) = substr(md_r, 1, 2)"),
                cll.LevenshteinLevel("dob", 1),
                custom("yob_l = yob_r and (md_l = '0101' or md_r = '0101')"),
                custom("md_l = md_r and abs(cast(yob_l as int) - cast(yob_r as int)) = 1"),
                cll.LevenshteinLevel("dob", 2),
            ]),
            _comparison("ssn", "ssn", [
                _exact("ssn", frequency=False), cll.LevenshteinLevel("ssn", 1),
            ]),
            _comparison("sex", "sex", [_exact("sex", frequency=False)]),
            _comparison("middle", "mn", [
                _exact("mn"), custom("substr(mn_l, 1, 1) = substr(mn_r, 1, 1)"),
            ]),
            _comparison("address", "ak", [
                _exact("ak", frequency=False), custom("zip_l = zip_r"),
                custom("substr(zip_l, 1, 3) = substr(zip_r, 1, 3)"),
            ]),
            _comparison("suffix", "suffix", [_exact("suffix", frequency=False)]),
        ],
        retain_intermediate_calculation_columns=False,
    )  # fmt: skip


def splink_best(those: TruthSet) -> Result:
    """Train and predict; the automatic band is probability .999, review .5."""
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    api = DuckDBAPI(connection)
    tables = [
        api.register(frame(side), dataset_display_name=name)
        for name, side in (("cws", those.cws), ("calworks", those.calworks))
    ]
    linker = Linker(tables, settings(), log_level=40)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("ssn"), block_on("fn", "ln1", "dob")], recall=0.8
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (("dob", "ln2c"), ("fn", "ln1"), ("ssn",), ("zip", "fn")):
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True, max_pairs=1e6
        )
    found = linker.inference.predict(threshold_match_weight=-8).as_pandas_dataframe()
    score = found["match_weight"].to_numpy(float)
    automatic, review = math.log2(0.999 / 0.001), 0.0
    band = np.where(score >= automatic, 2, np.where(score >= review, 1, 0)).astype(np.int8)
    return Result(_pairs(found), score, band)


def _pairs(found: pd.DataFrame) -> list[tuple[str, str]]:
    """(CWS id, CalWORKs id), whichever side Splink put them on."""
    sides = zip(found["source_dataset_l"], found["unique_id_l"], found["unique_id_r"], strict=True)
    return [(x, y) if side == "cws" else (y, x) for side, x, y in sides]
