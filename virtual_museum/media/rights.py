"""What a rights statement lets visitors do: whether they may take a copy home.

Source: https://creativecommons.org/licenses/ (every licence allows copying) and https://rightsstatements.org/page/1.0/
(the statements "no copyright" and "no known copyright").
"""

_OPEN = ("creativecommons.org/publicdomain/", "creativecommons.org/licenses/")
_FREE_STATEMENTS = ("rightsstatements.org/vocab/NoC-", "rightsstatements.org/vocab/NKC/")
# Free within the United States only, or under other limits that this museum cannot check.
_NOT_FREE = ("rightsstatements.org/vocab/NoC-CR/", "rightsstatements.org/vocab/NoC-OKLR/")


def allows_copies(rights_uri: str) -> bool:
    """Whether anybody may copy what carries this statement; a missing statement allows nothing."""
    bare = rights_uri.partition("://")[2].removeprefix("www.").replace("/page/", "/vocab/")
    return bare.startswith((*_OPEN, *_FREE_STATEMENTS)) and not bare.startswith(_NOT_FREE)
