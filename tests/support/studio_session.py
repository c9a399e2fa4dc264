"""A curator's browser without a browser: cookies, the form's token, uploads in pieces."""

import base64
import re
import urllib.request
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class StudioSession:
    """Signed in once; every further request carries the cookie and the token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, HTTPMessage, bytes]:
        """Status, headers and body; an error status is an answer like any other."""
        asked = urllib.request.Request(path if path.startswith("http") else self.url + path, body, method=method)
        for name, value in {"X-CSRFToken": self._token, "Referer": self.url, **(headers or {})}.items():
            asked.add_header(name, value)
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            return error.code, error.headers, error.read()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form, as a person does."""
        self._take_token("/studio/sign-in")
        form = urlencode({"email": email, "password": password, "csrf_token": self._token}).encode()
        status, _, body = self.request("POST", "/studio/sign-in", body=form)
        if status != 200 or b'name="password"' in body:
            raise AssertionError(f"not signed in: {status}")
        self._take_token("/studio/sign-in")

    def _take_token(self, path: str) -> None:
        page = self.request("GET", path)[2].decode()
        found = TOKEN.search(page) or re.search(r'name="csrf-token" content="([^"]+)"', page)
        if found is not None:
            self._token = found.group(1)

    def cookie_header(self) -> str:
        """The cookies as one header, for requests over a plain socket."""
        asked = urllib.request.Request(self.url + "/studio/")
        jar = next(h.cookiejar for h in self._opener.handlers if hasattr(h, "cookiejar"))
        jar.add_cookie_header(asked)
        return asked.get_header("Cookie", "")

    @property
    def token(self) -> str:
        """The form's token of this session."""
        return self._token

    def begin_upload(self, name: str, size: int, kind: str) -> str:
        """Open a resumable upload; returns its path."""
        said = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in (("filename", name), ("kind", kind))
        )
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": said}
        status, answered, body = self.request("POST", "/studio/media/uploads", headers, b"")
        assert status == 201, (status, body[:500])
        return answered["Location"].removeprefix(self.url)

    def offset(self, path: str) -> int | None:
        """How many bytes the museum has, None when it knows of no such upload."""
        status, answered, _ = self.request("HEAD", path, {"Tus-Resumable": "1.0.0"})
        return int(answered["Upload-Offset"]) if status == 200 else None

    def send_piece(self, path: str, offset: int, data: bytes) -> int:
        """Send a piece; returns the offset the museum acknowledged."""
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        status, answered, body = self.request("PATCH", path, headers, data)
        assert status == 204, (status, body[:500])
        return int(answered["Upload-Offset"])
