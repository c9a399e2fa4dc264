"""A small load on a server of this machine: few connections, several requests on the way in each."""

import socket
import threading
import time
from urllib.parse import urlsplit

ON_THE_WAY = 8


class Connection:
    """One kept-open HTTP/1.1 connection that sends requests ahead and reads the answers in order."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        lines = [f"GET {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._request = ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, count: int) -> None:
        """Put requests on the way."""
        self._socket.sendall(self._request * count)

    def receive(self) -> int:
        """Read one whole answer and return its status."""
        head = self._line(b"\r\n\r\n").decode("latin-1").lower()
        if "transfer-encoding: chunked" in head:
            while length := int(self._line(b"\r\n").split(b";")[0], 16):
                self._skip(length + 2)
            self._skip(2)
        elif "content-length:" in head:
            self._skip(int(head.split("content-length:")[1].split("\r\n")[0]))
        return int(head.split(" ", 2)[1])

    def _line(self, ending: bytes) -> bytes:
        while (end := self._buffer.find(ending)) < 0:
            self._more()
        line, self._buffer = self._buffer[:end], self._buffer[end + len(ending) :]
        return line

    def _skip(self, length: int) -> None:
        while len(self._buffer) < length:
            self._more()
        self._buffer = self._buffer[length:]

    def _more(self) -> None:
        block = self._socket.recv(1 << 18)
        if not block:
            raise ConnectionError("the server closed the connection")
        self._buffer += block

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def requests_per_second(
    url: str,
    seconds: float = 4,
    connections: int = 4,
    headers: dict[str, str] | None = None,
    on_the_way: int = ON_THE_WAY,
) -> float:
    """Answers a second while the load lasts; raises `RuntimeError` when one is not 200.

    `on_the_way` requests are sent ahead on each connection; 1 is a client that waits for each answer.
    """
    counts, wrong = [0] * connections, []
    deadline = time.perf_counter() + seconds

    def run(number: int) -> None:
        connection = Connection(url, headers or {})
        connection.send(on_the_way)
        waiting = on_the_way
        while waiting:
            status = connection.receive()
            waiting -= 1
            if status != 200:
                wrong.append(status)
                break
            counts[number] += 1
            if time.perf_counter() < deadline:
                connection.send(1)
                waiting += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{url} answered {wrong[0]}")
    return sum(counts) / (time.perf_counter() - started)
