"""The frozen model of a run: weights, frequencies of this county's names, thresholds.

Bits are kept as whole numbers of 1/64 bit ("units"), so that sums are exact in any order: the bars
of an explanation add up to the score to the last digit, and a delta equals a full run.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cases.matching.engine.keys import stop_keys
from cases.matching.engine.prepared import JOINED, Longs, Prepared

UNITS = 64
TYPICAL_RARITY = 10 * UNITS
RAREST, COMMONEST = 16 * UNITS, 5 * UNITS
BLOCK_CAP = 4_000
# A name is smoothed toward 1 in 1,000 with the weight of this many people, so that a file of four
# people does not make every name common.
SMOOTHING = 2_000.0
TRAINED = Path(__file__).with_name("trained.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """Learned numbers, all in units. They come from training and ship with the product.

    share: true pairs among the candidates of training.
    levels: comparison -> level -> units; guards, household: name -> units.
    rarity: comparison -> 1/1000 of a unit per unit of rarity above the typical name.
    calibration: rising (units, probability) steps, read by linear interpolation.
    certain, review, floor: lowest score of the automatic band, of the review band, of a kept pair.
    """

    version: str
    start: int
    share: float
    levels: Mapping[str, Mapping[str, int]]
    rarity: Mapping[str, int]
    guards: Mapping[str, int]
    household: Mapping[str, int]
    calibration: tuple[tuple[int, float], ...]
    certain: int
    review: int
    floor: int


@dataclass(frozen=True, slots=True)
class Model:
    """Weights plus what was learned, without truth, from the two files of a run.

    given and surname map a token to its rarity in units (64 times -log2 of its share); a token
    that is not listed has `unlisted`. `prior` is added to `weights.start`, `alone` to a
    pair without competition, see `prior`.
    """

    weights: Weights
    given: Mapping[str, int] = field(default_factory=dict)
    surname: Mapping[str, int] = field(default_factory=dict)
    unlisted: int = 11 * UNITS
    stop: tuple[int, ...] = ()
    newest_year: int = 2026
    prior: int = 0
    alone: int = 0

    def to_json(self) -> str:
        """The model as JSON text; `from_json` gives an equal model."""
        return json.dumps(asdict(self), separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        fields["weights"] = _weights(fields["weights"])
        fields["stop"] = tuple(fields["stop"])
        return cls(**fields)

    @property
    def floor(self) -> int:
        """Lowest base score of a pair that is kept."""
        return self.weights.floor - self.alone

    @property
    def stop_array(self) -> Longs:
        """Stop keys as a sorted array, as `join` wants them."""
        return np.array(self.stop, np.int64)


def _weights(fields: dict[str, object]) -> Weights:
    steps = fields["calibration"]
    assert isinstance(steps, list)
    fields["calibration"] = tuple((int(units), float(share)) for units, share in steps)
    return Weights(**fields)  # type: ignore[arg-type] # checked by the dataclass's own writer


def trained_model() -> Model:
    """The model that ships: trained weights, no frequencies yet."""
    return Model(weights=_weights(json.loads(TRAINED.read_text())))


def freeze(
    model: Model, cws: Prepared, calworks: Prepared, keys: tuple[Longs, Longs] | None = None
) -> Model:
    """The model with the name frequencies and stop keys of two files.

    `keys` are the key columns of `keys_of` of both files; without them no key is a stop key.
    """
    total = len(cws) + len(calworks)
    stop = stop_keys(*keys, BLOCK_CAP) if keys is not None else np.empty(0, np.int64)
    years = [int(side.born.max(initial=0)) // 10_000 for side in (cws, calworks)]
    return replace(
        model,
        given=_rarities((cws, calworks), slice(0, 5), JOINED["given"], total),
        surname=_rarities((cws, calworks), slice(5, 8), None, total),
        unlisted=_rarity(1, total),
        stop=tuple(stop.tolist()),
        newest_year=max(years) or model.newest_year,
    )


def _rarity(count: int, total: int) -> int:
    share = (count + SMOOTHING / 1_000) / (total + SMOOTHING)
    return int(np.clip(round(-UNITS * float(np.log2(share))), COMMONEST, RAREST))


def _rarities(
    sides: tuple[Prepared, Prepared], places: slice, joined: int | None, total: int
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for side in sides:
        codes = side.tokens[:, places].ravel()
        if joined is not None:
            whole = side.joined[:, joined]
            codes = np.concatenate((codes, whole[whole != side.tokens[:, 0]]))
        seen = np.bincount(codes, minlength=1)
        for code in np.flatnonzero(seen >= 1).tolist():
            if code:
                token = side.strings[code]
                counts[token] = counts.get(token, 0) + int(seen[code])
    return {token: _rarity(count, total) for token, count in counts.items() if count >= 4}


def rarity_of(
    strings: list[str], listed: Mapping[str, int], unlisted: int
) -> npt.NDArray[np.int32]:
    """Rarity in units per string."""
    return np.array([listed.get(text, unlisted) for text in strings], np.int32)
