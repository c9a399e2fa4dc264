"""What a form says about a field that cannot be kept."""

from flask_babel import lazy_gettext as _l

PROBLEMS: dict[str, object] = {
    "slug": _l("Small Latin letters, digits and hyphens."),
    "kind": _l("Choose a kind."),
    "title": _l("An event needs a title in at least one language."),
    "languages": _l("Choose among the museum's languages."),
    "language": _l("Choose among the museum's languages."),
    "capacity": _l("Write a number of places from 1 to 5000, or nothing."),
    "people": _l("Write whole numbers of people."),
}
SAID: dict[str, object] = {
    "ends-before": _l("The end must lie after the beginning."),
    "too-long": _l("A session lasts two weeks at most."),
}
OTHER = _l("This cannot be kept.")


def problem_words(field: str, said: str) -> object:
    """The sentence for a field, or for what exactly was said about it."""
    return SAID.get(said) or PROBLEMS.get(field) or OTHER
