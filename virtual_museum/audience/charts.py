"""Small charts drawn on the server as SVG: bars, no script, with every figure in words for those who listen."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 720, 160
GAP = 2.0


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, its figure, and how much of it is of the second, darker kind."""

    words: str
    value: int
    part: int = 0


def bar_chart(bars: Sequence[Bar], title: str) -> Markup:
    """Bars side by side, the highest filling the height. Colours come from the classes `bar` and `part`."""
    top = max([bar.value + bar.part for bar in bars] + [1])
    step = WIDTH / max(len(bars), 1)
    parts = [_bar(bar, number * step, step, top) for number, bar in enumerate(bars)]
    return Markup(
        '<svg class="bar-chart" viewBox="0 0 {width} {height}" role="img" preserveAspectRatio="none">'
        "<title>{title}</title>{bars}</svg>"
    ).format(width=WIDTH, height=HEIGHT, title=title, bars=Markup("").join(parts))


def _bar(bar: Bar, x: float, step: float, top: int) -> Markup:
    width = max(step - min(GAP, step / 4), 0.5)
    high, low = (figure / top * (HEIGHT - 4) for figure in (bar.value, bar.part))
    words = Markup("<title>{}</title>").format(bar.words)
    drawn = [_box("ground", x, 0, width, HEIGHT)]
    if bar.value:
        drawn.append(_box("bar", x, HEIGHT - high - low, width, high))
    if bar.part:
        drawn.append(_box("part", x, HEIGHT - low, width, low))
    return Markup("<g>{}{}</g>").format(words, Markup("").join(drawn))


def _box(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        kind, x, y, width, height
    )
