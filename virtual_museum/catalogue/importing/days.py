"""Days as receipt books write them: 28.05.2021, «28 мая 2021 г.», «2021 жылғы 28 мамыр», and as Excel counts them."""

import re
from datetime import date, timedelta

_MONTHS = (
    ("янв", "қаңтар", "jan"), ("фев", "ақпан", "feb"), ("мар", "наурыз", "mar"), ("апр", "сәуір", "apr"),
    ("ма[йя]", "мамыр", "may"), ("июн", "маусым", "jun"), ("июл", "шілде", "jul"), ("авг", "тамыз", "aug"),
    ("сен", "қыркүйек", "sep"), ("окт", "қазан", "oct"), ("ноя", "қараша", "nov"), ("дек", "желтоқсан", "dec"),
)  # fmt: skip
_MONTH = "|".join(f"(?P<m{number}>(?:{'|'.join(names)})\\w*)" for number, names in enumerate(_MONTHS, 1))
_YEAR_ENDS = r"(?:\s*(?:г\.?|года?|ж\.?|жыл\w*))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<d>\d{{1,2}})\s*[./]\s*(?P<m>\d{{1,2}})\s*[./]\s*(?P<y>\d{{4}}){_YEAR_ENDS}",
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[t ]\d{1,2}:.*)?",
        rf"(?P<m>\d{{1,2}})[./](?P<y>\d{{4}}){_YEAR_ENDS}",
        rf"(?P<y>\d{{4}}){_YEAR_ENDS}",
        rf"«?(?P<d>\d{{1,2}})»?\s+(?:{_MONTH})\.?\s+(?P<y>\d{{4}}){_YEAR_ENDS}",
        rf"(?P<y>\d{{4}})\s*(?:жыл\w*|ж\.?)?\s+(?P<d>\d{{1,2}})\s+(?:{_MONTH})",
        rf"(?:{_MONTH})\.?\s+(?:(?P<d>\d{{1,2}})\s*,\s*)?(?P<y>\d{{4}}){_YEAR_ENDS}",
    )
)
# Excel's day 1 is 1 January 1900; it believes in 29 February 1900, so what counts begins on 30 December 1899.
_EXCEL = re.compile(r"\d{5}")
_EXCEL_BEGINS, _EXCEL_LAST = date(1899, 12, 30), 73_050


def day_of(text: str) -> str:
    """`text` as YYYY-MM-DD, the first day of a month or year that is all it tells; "" where it is no day.

    What looks like a day and is none («31.02.2020») comes back as it would be written, for the record's own check.
    """
    plain = " ".join(text.casefold().split())
    if _EXCEL.fullmatch(plain) and int(plain) <= _EXCEL_LAST:
        return (_EXCEL_BEGINS + timedelta(days=int(plain))).isoformat()
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            parts = found.groupdict()
            named = next((int(name[1:]) for name, value in parts.items() if value and re.fullmatch(r"m\d+", name)), 1)
            return f"{parts['y']}-{int(parts.get('m') or named):02d}-{int(parts.get('d') or 1):02d}"
    return ""
