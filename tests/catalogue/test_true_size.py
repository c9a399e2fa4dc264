"""A scale is shown where it is true, and nowhere else."""

import pytest

from virtual_museum.catalogue.true_size import picture_millimetres


def sized(**values):
    unit = values.pop("unit", "cm")
    return [{"type": name, "value": value, "unit": unit, "part": ""} for name, value in values.items()]


@pytest.mark.parametrize(
    ("dimensions", "pixels", "millimetres"),
    [
        (sized(height=60, width=90), (3000, 2000), 900.0),
        (sized(height=1.2, width=0.8, unit="m"), (2000, 3000), 800.0),
        (sized(height=60, width=90, depth=2), (3000, 2010), 900.0),
        (sized(height=60, width=90, depth=40), (3000, 2000), None),
        (sized(height=60, width=90), (2000, 2000), None),
        (sized(height=60), (3000, 2000), None),
        (sized(height=60, width=90, diameter=3), (3000, 2000), None),
        ([{"type": "height", "value": 60, "unit": "cm", "part": "frame"}], (3000, 2000), None),
        (sized(height=60, width=90, unit="in"), (3000, 2000), None),
        (None, (3000, 2000), None),
        (sized(height=60, width=90), (0, 0), None),
    ],
)
def test_width_of_what_a_picture_shows(dimensions, pixels, millimetres):
    assert picture_millimetres(dimensions, *pixels) == millimetres
