"""The version for people with impaired sight: what can be chosen, and how the choice is kept.

Text size, colours, spacing and pictures off, as Kazakhstan's ST RK 2191-2023 expects. The choice lives in one cookie
and is written by the server as attributes of <html>, so it works without a script and on every page.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from flask import request
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

COOKIE = "display"

# The first value of each is the ordinary page and is not kept.
CHOICES: dict[str, tuple[object, dict[str, object]]] = {
    "text": (_l("Text size"), {"": _l("Ordinary"), "large": _l("Large"), "largest": _l("Largest")}),
    "colours": (
        _l("Colours"),
        {
            "": _l("Ordinary"),
            "white": _l("Black on white"),
            "black": _l("White on black"),
            "blue": _l("Dark blue on light blue"),
        },
    ),
    "spacing": (_l("Spacing"), {"": _l("Ordinary"), "wide": _l("Wide")}),
    "pictures": (_l("Pictures"), {"": _l("Shown"), "off": _l("Hidden")}),
}


def allowed(given: Mapping[str, str]) -> dict[str, str]:
    """The choices in `given` that exist and differ from the ordinary page."""
    return {name: given[name] for name, (_, values) in CHOICES.items() if given.get(name) and given[name] in values}


def chosen() -> dict[str, str]:
    """What this visitor has chosen."""
    return allowed(dict(parse_qsl(request.cookies.get(COOKIE, "")[:200])))


def cookie_value(choice: Mapping[str, str]) -> str:
    """The choice as the cookie keeps it."""
    return urlencode(allowed(choice))


def display_attributes() -> Markup:
    """The choice as attributes of <html>."""
    return Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in chosen().items())
