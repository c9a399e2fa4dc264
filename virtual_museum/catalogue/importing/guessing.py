"""Which field a column probably is, from its name in three languages; only a first guess for the form."""

from virtual_museum.catalogue.labels import FIELD_LABELS
from virtual_museum.catalogue.naming import slugify
from virtual_museum.catalogue.records import TRANSLATED
from virtual_museum.core.i18n import language_name, languages

_NAMES = {
    "inventory_number": ("inventory number", "accession number", "accession_num", "accessionnumber",
                         "инвентарный номер",
                         "инв. номер", "номер кп", "түгендеу нөмірі", "инвентарлық нөмірі"),
    "title": ("title", "name", "название", "наименование", "предмет", "атауы", "аты"),
    "makers": ("artist", "maker", "author", "автор", "мастер", "художник", "шебер", "авторы"),
    "date_text": ("date", "datetext", "year_made", "dated", "датировка", "дата создания",
                  "время создания", "уақыты", "мерзімі"),
    "materials": ("material", "materials", "medium", "media", "материал", "материалы", "материалы"),
    "techniques": ("technique", "техника", "техникасы"),
    "object_type": ("type", "classification", "object type", "тип", "вид", "түрі"),
    "dimensions": ("dimensions", "size", "размер", "размеры", "өлшемі", "өлшемдері"),
    "place": ("place", "origin", "место", "место находки", "место создания", "табылған жері", "жері"),
    "culture": ("culture", "культура", "мәдениеті"),
    "period": ("period", "период", "эпоха", "кезең", "дәуірі"),
    "description": ("description", "описание", "сипаттамасы", "сипаттама"),
    "credit_line": ("credit line", "creditline", "credit_line"),
    "fund": ("fund", "фонд", "қоры", "қор"),
    "quantity": ("quantity", "количество", "кол-во", "саны"),
    "acquisition_date": ("acquired", "year_acqd", "дата поступления", "түскен күні", "acquisitionyear"),
    "acquisition_source": ("source", "источник поступления", "от кого", "кімнен"),
    "acquisition_document": ("document", "акт", "номер акта", "акт нөмірі"),
    "condition_note": ("condition", "сохранность", "состояние", "сақталуы"),
    "keywords": ("keywords", "subjects", "ключевые слова", "кілт сөздер"),
    "image_url": ("imageurl", "image_url", "thumbnailurl"),
}  # fmt: skip
_BY_NAME = {slugify(name): field for field, names in _NAMES.items() for name in names}
LEFT_OUT = ("withdrawal_story", "acquisition_price", "acquisition_currency")


def guessed_field(column: str) -> str:
    """The likely field of a column, "" when nothing is likely (it is kept as a note then)."""
    plain = slugify(column.replace("_", " "))
    return _BY_NAME.get(plain, "") or _BY_NAME.get(plain.replace("-", ""), "")


def field_choices() -> list[tuple[str, str]]:
    """(field, words) for the form; a translated field once for a guessed language and once for each."""
    choices: list[tuple[str, str]] = []
    for name, label in FIELD_LABELS.items():
        if name in LEFT_OUT or name == "notes":
            continue
        choices.append((name, str(label)))
        if name in TRANSLATED:
            choices += [(f"{name}.{code}", f"{label} · {language_name(code)}") for code in languages()]
    return choices
