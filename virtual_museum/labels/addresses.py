"""What a label's QR code says."""

from virtual_museum.core.config import settings


def label_address(code: str) -> str:
    """The address of a label, exactly as the code holds it: MUSEUM_BASE_URL + /q/CODE."""
    return f"{settings().base_url}/q/{code}"
