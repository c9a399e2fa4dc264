"""Concepts of the Getty's Art & Architecture Thesaurus by which Linked Art says what kind of thing a value is.

Source: https://linked.art/model/vocab/required/ and …/recommended/. Languages without a concept that is known to us
for certain are named by the Library of Congress.
"""

from typing import Any

AAT = "http://vocab.getty.edu/aat/"

PRIMARY_NAME = ("300404670", "Primary Name")
ACCESSION_NUMBER = ("300312355", "Accession Number")
LOCAL_NUMBER = ("300404621", "Owner-Assigned Number")
SYSTEM_NUMBER = ("300435704", "System-Assigned Number")
TYPE_OF_WORK = ("300435443", "Type of Work")
CULTURE = ("300055768", "Culture")
BRIEF_TEXT = ("300418049", "Brief Text")
DESCRIPTION = ("300435416", "Description")
INSCRIPTION = ("300435414", "Inscription")
CREDIT_LINE = ("300435418", "Credit Line")
RIGHTS = ("300435434", "Copyright/License Statement")
MATERIALS = ("300435429", "Material Statement")
DIMENSIONS = ("300435430", "Dimension Statement")
DISPLAY_NAME = ("300404669", "Display Title")
COLLECTION = ("300025976", "Collection")
MUSEUM = ("300312281", "Museum")
DIGITAL_IMAGE = ("300215302", "Digital Image")

MEASURES = {
    "height": ("300055644", "Height"),
    "width": ("300055647", "Width"),
    "depth": ("300072633", "Depth"),
    "diameter": ("300055624", "Diameter"),
    "length": ("300055645", "Length"),
    "thickness": ("300055646", "Thickness"),
    "circumference": ("300055623", "Circumference"),
    "weight": ("300056240", "Weight"),
}
UNITS = {
    "mm": ("300379097", "millimeters"),
    "cm": ("300379098", "centimeters"),
    "m": ("300379099", "meters"),
    "in": ("300379100", "inches"),
    "g": ("300379225", "grams"),
    "kg": ("300379226", "kilograms"),
}
LANGUAGES = {"en": ("300388277", "English"), "ru": ("300389168", "Russian")}
OTHER_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"


def concept(known: tuple[str, str], *metatypes: tuple[str, str], kind: str = "Type") -> dict[str, Any]:
    """A reference to a concept; `metatypes` say what sort of concept it is."""
    found: dict[str, Any] = {"id": AAT + known[0], "type": kind, "_label": known[1]}
    if metatypes:
        found["classified_as"] = [concept(one) for one in metatypes]
    return found


def language(code: str) -> dict[str, Any]:
    """A reference to a language."""
    if code in LANGUAGES:
        return concept(LANGUAGES[code], kind="Language")
    return {"id": OTHER_LANGUAGES + code, "type": "Language", "_label": code}
