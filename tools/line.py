"""A slow line in front of a server: a proxy that carries all connections together at one rate, with a delay.

What it is not: TCP's slow start, loss and TLS are left out, which is kind to whoever asks often.
"""

import asyncio
import contextlib
import threading
import time
import urllib.request
from dataclasses import dataclass

CHUNK = 4096
#: Seconds that a sleep may last too long without the line losing them.
SLACK = 0.02
#: Pieces that may be under way in one connection: more than the line holds.
QUEUE = 1024


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a line is: bits a second in each direction, and seconds to the server and back."""

    rate: float
    round_trip: float


class Direction:
    """One direction of the line. Whatever wants to go through it waits its turn, whichever connection it belongs to."""

    def __init__(self) -> None:
        self.free = 0.0

    async def carry(self, size: int, speed: Speed) -> None:
        """Come back when the last of `size` bytes has gone into the line."""
        now = asyncio.get_running_loop().time()
        self.free = max(now - SLACK, self.free) + size * 8 / speed.rate
        if self.free > now:
            await asyncio.sleep(self.free - now)


class Line:
    """The proxy, in a thread of its own, in front of a server on a port of this machine; `speed` None lets all through."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.speed: Speed | None = None
        self.port = 0
        self._up, self._down = Direction(), Direction()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._connection, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, server.wait_closed(), return_exceptions=True))
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.speed:
            await asyncio.sleep(self.speed.round_trip)  # a connection is made by a message there and one back
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            await asyncio.gather(self._pipe(reader, back, self._up), self._pipe(there, writer, self._down))
        finally:
            writer.close()
            back.close()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: Direction) -> None:
        """Carry bytes from one end to the other until one of them closes."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUE)
        arriving = asyncio.create_task(self._arrive(under_way, writer))
        data = b"-"
        while data:
            try:
                data = await reader.read(CHUNK)
            except ConnectionError:
                data = b""
            late = 0.0
            if self.speed:
                await direction.carry(len(data), self.speed)
                late = self.speed.round_trip / 2
            await under_way.put((self._loop.time() + late, data))
        await arriving

    async def _arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        """Hand over what was carried, in its order, each piece when it is due. Nothing more ends the connection."""
        data = b"-"
        while data:
            due, data = await under_way.get()
            if due > self._loop.time():
                await asyncio.sleep(due - self._loop.time())
            with contextlib.suppress(ConnectionError):
                writer.write(data)
                await writer.drain()
        writer.close()


def check(line: Line, path: str, speed: Speed) -> tuple[int, float, float]:
    """A plain download through the line: bytes, seconds to the first of them, and seconds to the last."""
    line.speed = speed
    began = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{line.port}/{path}") as answer:
        first = time.perf_counter() - began
        size = len(answer.read())
    line.speed = None
    return size, first, time.perf_counter() - began
