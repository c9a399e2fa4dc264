"""Texts as XML 1.0 can carry them. Source: https://www.w3.org/TR/xml/#charsets."""

import re

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """`text` without the characters that XML refuses: controls, halves of surrogate pairs, U+FFFE and U+FFFF."""
    return NOT_XML.sub("", text)
