"""The few words of FastCGI that a benchmark needs to ask a server without a web server in between.

Source: https://fastcgi-archives.github.io/FastCGI_Specification.html.
"""

import socket
import struct

_BEGIN, _END, _PARAMS, _STDIN, _STDOUT = 1, 3, 4, 5, 6
_RESPONDER, _KEEP_OPEN = 1, 1


class FastCGI:
    """One connection that stays open from request to request."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._file = self._socket.makefile("rb")

    def get(self, script: str, query: str) -> bytes:
        """The body of the answer; raises RuntimeError when it is not a picture."""
        values = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": script, "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1"}
        begin = struct.pack(">HB5x", _RESPONDER, _KEEP_OPEN)
        params = b"".join(_pair(name, value) for name, value in values.items())
        self._socket.sendall(_record(_BEGIN, begin) + _record(_PARAMS, params) + _record(_PARAMS) + _record(_STDIN))
        answer = self._answer()
        head, _gap, body = answer.partition(b"\r\n\r\n")
        if b"image/" not in head:
            raise RuntimeError(f"{query}: {answer[:300]!r}")
        return body

    def _answer(self) -> bytes:
        parts = []
        while True:
            _version, kind, _request, length, padding = struct.unpack(">BBHHBx", self._file.read(8))
            content = self._file.read(length)
            self._file.read(padding)
            if kind == _STDOUT:
                parts.append(content)
            if kind == _END:
                return b"".join(parts)

    def close(self) -> None:
        """End the connection."""
        self._file.close()
        self._socket.close()


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def _pair(name: str, value: str) -> bytes:
    sizes = b"".join(struct.pack(">B", len(one)) if len(one) < 128 else struct.pack(">I", len(one) | 1 << 31)
                     for one in (name.encode(), value.encode()))  # fmt: skip
    return sizes + name.encode() + value.encode()
