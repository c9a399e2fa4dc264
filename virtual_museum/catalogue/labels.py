"""The catalogue's words: fields, statuses and fixed values, as lazy translations."""

from flask_babel import lazy_gettext as _l

FUND_LABELS = {
    "main": _l("Main fund"),
    "scientific-auxiliary": _l("Scientific-auxiliary fund"),
    "temporary": _l("Temporary fund"),
}
STATUS_LABELS = {"draft": _l("Draft"), "published": _l("Published"), "withdrawn": _l("Withdrawn")}
HAS_LABELS = {
    "model": _l("3D model"),
    "panorama": _l("360° panorama"),
    "tour": _l("In a virtual tour"),
    "exhibition": _l("In an online exhibition"),
    "sound": _l("Audio guide"),
    "video": _l("Film"),
    "picture": _l("Picture"),
}
FACET_LABELS = {
    "type": _l("Type of object"),
    "material": _l("Material"),
    "technique": _l("Technique"),
    "culture": _l("Culture"),
    "period": _l("Period"),
    "hall": _l("Hall"),
    "fund": _l("Fund"),
    "has": _l("With"),
    "department": _l("Department"),
}
SORT_LABELS = {
    "relevance": _l("By relevance"),
    "title": _l("By title"),
    "date": _l("Oldest first"),
    "-date": _l("Newest first"),
    "number": _l("By inventory number"),
    "updated": _l("Last changed first"),
}
SOURCE_CATEGORY_LABELS = {
    "individual": _l("From individuals"),
    "organisation": _l("From organisations"),
    "archaeology": _l("Archaeological finds"),
    "purchase": _l("Purchase"),
}
METHOD_LABELS = {
    "gift": _l("Gift"),
    "purchase": _l("Purchase"),
    "excavation": _l("Excavation"),
    "transfer": _l("Transfer"),
    "bequest": _l("Bequest"),
    "exchange": _l("Exchange"),
    "collected": _l("Collected on an expedition"),
    "loan": _l("Long-term loan"),
    "found": _l("Found in the collection"),
}
CONDITION_LABELS = {
    "excellent": _l("Excellent"),
    "good": _l("Good"),
    "fair": _l("Fair"),
    "poor": _l("Poor"),
    "fragment": _l("Fragment"),
}
MEASURE_LABELS = {
    "height": _l("Height"),
    "width": _l("Width"),
    "depth": _l("Depth"),
    "diameter": _l("Diameter"),
    "length": _l("Length"),
    "thickness": _l("Thickness"),
    "circumference": _l("Circumference"),
}
UNIT_LABELS = {
    "mm": _l("mm"),
    "cm": _l("cm"),
    "m": _l("m"),
    "in": _l("in"),
    "g": _l("g"),
    "kg": _l("kg"),
    "mg": _l("mg"),
}
VOCABULARY_LABELS = {
    "object_type": _l("Types of objects"),
    "material": _l("Materials"),
    "technique": _l("Techniques"),
    "culture": _l("Cultures"),
    "period": _l("Periods"),
    "keyword": _l("Keywords"),
    "department": _l("Departments"),
}
RELATION_LABELS = {
    "related": _l("Related"),
    "part_of": _l("Part of"),
    "pair": _l("Forms a pair with"),
    "copy_of": _l("Copy of"),
}
AGENT_KIND_LABELS = {
    "person": _l("Person"),
    "organisation": _l("Organisation"),
    "group": _l("Group"),
    "unknown": _l("Unknown master"),
}
ACTION_LABELS = {
    "create": _l("New"),
    "update": _l("Change"),
    "unchanged": _l("Unchanged"),
    "failed": _l("Cannot be imported"),
}
FIELD_LABELS = {
    "status": _l("Status"),
    "inventory_number": _l("Inventory number"),
    "scientific_number": _l("Scientific number"),
    "fund": _l("Fund"),
    "department": _l("Department"),
    "object_type": _l("Type of object"),
    "title": _l("Title"),
    "label_text": _l("Label text"),
    "description": _l("Description"),
    "inscriptions": _l("Inscriptions and marks"),
    "distinguishing_features": _l("Distinguishing features"),
    "makers": _l("Makers"),
    "date_text": _l("Date as written"),
    "year_from": _l("Earliest year"),
    "year_to": _l("Latest year"),
    "culture": _l("Culture"),
    "period": _l("Period"),
    "place": _l("Place of origin"),
    "materials": _l("Materials"),
    "techniques": _l("Techniques"),
    "keywords": _l("Keywords"),
    "dimensions": _l("Dimensions"),
    "weight": _l("Weight"),
    "quantity": _l("Quantity"),
    "acquisition_method": _l("Way of acquisition"),
    "acquisition_source_category": _l("Source category"),
    "acquisition_source": _l("Source"),
    "acquisition_date": _l("Date of acquisition"),
    "acquisition_document": _l("Document number"),
    "acquisition_price": _l("Price"),
    "acquisition_currency": _l("Currency"),
    "condition": _l("Condition"),
    "condition_note": _l("Note on the condition"),
    "rights_uri": _l("Rights statement (address)"),
    "credit_line": _l("Credit line"),
    "notes": _l("Notes"),
    "image_url": _l("Address of a picture"),
    "withdrawal_story": _l("Why it was withdrawn"),
    "code": _l("Short code"),
}
