"""A series in memory: how its file is read, and the checks that it passes before anybody sees it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from threenets.data.copies import Copy
from threenets.data.errors import DataError
from threenets.data.manifest import SeriesInfo

if TYPE_CHECKING:
    import pandas as pd

MOST_MISSING = 0.1  # of the readings of an unknown copy
HALF_MONTH = 0.05  # years: how far a row's two dates may lie apart


@dataclass(frozen=True, eq=False)
class SeriesData:
    """A verified series of evenly spaced readings.

    Attributes
    ----------
    name : str
        Name of the series, for example "co2".
    title : str
        Its usual name, for example "Weekly CO₂ at Mauna Loa".
    values : pandas.Series
        float64 readings in `unit` under a `pandas.DatetimeIndex` that has `frequency`; NaN where a reading is missing.
        Each call of `threenets.data.load_series` gives a copy of its own.
    unit : str
        Unit of the values, for example "ppm": molecules of CO₂ among a million molecules of dry air.
    frequency : str
        Distance of the readings, as pandas names it: "W-SAT" (every Saturday), "MS" (the first of every month).
    source : str
        "embedded" (an installed package), "given" (an explicit path), "folder" (``THREENETS_CO2_DIR``), "cached" (the
        course's own folder of downloads) or "downloaded".
    digest : str
        SHA-256 of the content, see `content_digest`.
    copy : str
        Name of the known copy with this content, or "unknown".
    licence : str
        Its terms, and whom to name.
    """

    name: str
    title: str
    values: pd.Series = field(repr=False)
    unit: str
    frequency: str
    source: str
    digest: str
    copy: str
    licence: str = field(repr=False)

    @property
    def summary(self) -> str:
        """One line that says what this is."""
        days = self.values.index.strftime("%Y-%m-%d")
        return (
            f"{self.title}: {len(self.values):,} readings in {self.unit}, {int(self.values.isna().sum())} of them missing, "
            f"from {days[0]} to {days[-1]} ({self.source}, copy: {self.copy})"
        )


def content_digest(values: pd.Series) -> str:
    """Return the SHA-256 of the dates as little-endian 64-bit days since 1970, then of the values as 64-bit floats."""
    days = values.index.to_numpy().astype("datetime64[D]").astype("<i8")
    readings = values.to_numpy(dtype="<f8", copy=True)
    readings[np.isnan(readings)] = np.nan  # one of the many bit patterns that mean "not a number"
    return hashlib.sha256(days.tobytes() + readings.tobytes()).hexdigest()


def read(file: Path, info: SeriesInfo) -> pd.Series:
    """Read a series from a file of comma-separated values.

    Not with `pandas.read_csv`, because the newer releases have more values in a row than names in the header, and
    that shifts the columns without a word.

    Returns
    -------
    pandas.Series
        float64; negative values, which mark missing ones, are NaN.

    Raises
    ------
    DataError
        If the file cannot be read, has another header, or a row with other fields than expected; naming the line.
    """
    import pandas as pd

    try:
        header, *lines = file.read_text("utf8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from None
    if header != info.header:
        raise DataError(f"{file} starts with {header[:80]!r}; expected {info.header!r}.")
    dates, readings = [], []
    for number, line in enumerate(lines, 2):
        row = dict(zip(info.fields, line.split(","), strict=False))
        try:
            if line.count(",") + 1 != len(info.fields):
                raise ValueError(f"{line.count(',') + 1} values")
            date = datetime.strptime(row["date"], info.date_format)
            reading = float(row[info.value] or "nan")
            if "decimal" in row and abs(float(row["decimal"]) - date.year - (date.month - 0.5) / 12) > HALF_MONTH:
                raise ValueError(f"two different dates, {row['date']} and {row['decimal']}")
            if reading >= 0 and not info.limits[0] <= reading <= info.limits[1]:
                raise ValueError(f"{row[info.value]} as {info.value}")
        except ValueError as error:
            expected = f"{len(info.fields)} values: {', '.join(info.fields)}"
            between = f"{info.value} between {info.limits[0]:g} and {info.limits[1]:g} {info.unit}"
            raise DataError(f"{file}, line {number}: found {error}; expected {expected}, with {between}.") from None
        dates.append(date)
        readings.append(reading if reading >= 0 else math.nan)
    return pd.Series(readings, index=pd.DatetimeIndex(dates, name="date"), name=info.value, dtype="float64")


def verified(info: SeriesInfo, values: pd.Series, *, source: str, origin: Path, expected: Copy | None) -> SeriesData:
    """Check a series against the manifest and return it as `SeriesData`.

    Parameters
    ----------
    info : SeriesInfo
        What the manifest states.
    values : pandas.Series
        What was read.
    source : str
        See `SeriesData`.
    origin : Path
        For messages: the file that was read.
    expected : Copy or None
        The known copy that the file is, if it was recognised.

    Raises
    ------
    DataError
        If the series is too short, does not start or go on as it should, has too many gaps, or is a known copy with
        other content. A later release, which is longer, passes as an unknown copy.
    """
    import pandas as pd

    if len(values) < info.count:
        what = "It is cut off, or an older release."
        raise DataError(f"{origin} holds {len(values):,} readings; expected {info.count:,} or more. {what}")
    dates = pd.date_range(info.start, periods=len(values), freq=info.frequency, name="date")
    wrong = np.flatnonzero(values.index.to_numpy() != dates.to_numpy())
    if len(wrong):
        found, wanted = (f"{index[wrong[0]]:%Y-%m-%d}" for index in (values.index, dates))
        raise DataError(f"{origin}: reading {wrong[0] + 1:,} is of {found}; expected {wanted}.")
    missing = int(values.isna().sum())
    if missing > MOST_MISSING * len(values):
        most = f"at most {MOST_MISSING:.0%}"
        raise DataError(f"{origin}: {missing:,} of {len(values):,} readings are missing; expected {most}.")
    digest = content_digest(values)
    if expected is not None and digest != expected.digest:
        # The file is the known one, so it is the reading that went wrong.
        raise DataError(f"{origin}: found content with the SHA-256 {digest}; expected {expected.digest}.")
    known = info.copy_with_digest(digest)
    return SeriesData(
        name=info.name,
        title=info.title,
        values=values.set_axis(dates),
        unit=info.unit,
        frequency=info.frequency,
        source=source,
        digest=digest,
        copy=known.name if known else "unknown",
        licence=info.licence,
    )
