"""Declared sheets of labels: what the museum's printer is fed with. All lengths in millimetres."""

from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l

A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Sheet:
    """A page with `columns` × `rows` labels of `width` × `height`, the first at `left`, `top`, `gap` between columns.

    `crop_marks`: whether the sheet is cut by hand and shows where, unless the curator says otherwise.
    """

    name: str
    words: object
    page: tuple[float, float]
    width: float
    height: float
    columns: int
    rows: int
    left: float
    top: float
    gap: float = 0.0
    crop_marks: bool = True

    def single(self) -> "Sheet":
        """One label of this sheet on a page of its own size."""
        alone = {"page": (self.width, self.height), "columns": 1, "rows": 1, "left": 0.0, "top": 0.0}
        return replace(self, **alone, crop_marks=False)  # type: ignore[arg-type]

    @property
    def labels(self) -> int:
        """How many labels one page takes."""
        return self.columns * self.rows


_ALL = (
    Sheet("a4-70x37", _l("A4, 24 labels of 70 × 37 mm"), A4, 70, 37, 3, 8, 0, 0.5, crop_marks=False),
    Sheet("a4-105x74", _l("A4, 8 labels of 105 × 74 mm"), A4, 105, 74, 2, 4, 0, 0.5, crop_marks=False),
    Sheet("a4-90x55", _l("A4, 10 cards of 90 × 55 mm, to be cut"), A4, 90, 55, 2, 5, 15, 11),
    Sheet("a4-99x67", _l("A4, 8 labels of 99 × 67.7 mm"), A4, 99.1, 67.7, 2, 4, 4.65, 13.1, 2.5, crop_marks=False),
    Sheet("a6", _l("A6, one label of 105 × 148 mm"), (105, 148), 105, 148, 1, 1, 0, 0, crop_marks=False),
    Sheet("a5", _l("A5, one label of 148 × 210 mm"), (148, 210), 148, 210, 1, 1, 0, 0, crop_marks=False),
)

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
DEFAULT_SHEET = "a4-105x74"
