"""Feeds on loopback that publish all the time, and answer as badly as servers do.

Python's standard library only. Each feed has a host of its own in 127.0.0.0/8 and a format of its
own. Every answer is drawn by lot: most are right, the others are the faults that `FAULTS` names.
The newsstand knows what it has published, what it has shown whole, and what each ETag stands for.
"""

import asyncio
import gzip
import html
import json
import random
import socket
import struct
import threading
import time

# Each as likely as it is often named.
FAULTS = ["reset", "reset", "short", "short", "error", "error", "busy", "drip", "drip", "hang",
          "binary", "words", "page", "empty", "half", "half", "lying-length", "broken-gzip"]
FORMATS = ["rss", "atom", "json", "rss-no-guid", "rdf"]


class Feed:
    """One feed: its entries, oldest first, and a window that shows the newest of them."""

    def __init__(self, number, window, port):
        self.number = number
        self.name = f"feed-{number}"
        self.host = f"127.{1 + number // 250 % 250}.{number // 62500}.{1 + number % 250}"
        self.port = port
        self.format = FORMATS[number % len(FORMATS)]
        # These say 429 now and then, and must then be left alone for a quarter of an hour: their
        # entries stay for long.
        self.throttles = number % 20 == 7
        self.window = 100_000 if self.throttles else window
        self.items = []
        self.published = []
        # Entries before `shown` were in an answer that went out whole.
        self.shown = 0
        self.missed = 0
        self.rests = 0
        self.proved = 0
        self.body = None

    @property
    def version(self):
        return len(self.items)

    @property
    def etag(self):
        return f'"{self.number}-{self.version}"'

    def address(self, entry):
        return f"http://{self.host}:{self.port}/story/{self.number}/{entry}"

    def publish(self, now):
        """Adds an entry."""
        entry = self.version
        title = f"Report {entry} of desk {self.number}"
        text = (f"Desk {self.number} reports for the {entry}th time: the ferry with the number "
                f"{self.number * 1000 + entry} left the pier {entry % 50 + 3} minutes late. "
                f"Nobody who waited for it was told the reason, said case {entry * 7 + 11}.")
        if entry % 3 == 0:
            text += f" The harbour master of pier {self.number} & his deputy looked on." * 12
        self.items.append(self.render(entry, title, text))
        self.published.append(now)
        self.body = None
        # What leaves the window before an answer showed it is nobody's fault but the server's.
        while self.shown < self.version - self.window:
            self.shown += 1
            self.missed += 1

    def render(self, entry, title, text):
        url = self.address(entry)
        date = time.gmtime(1_700_000_000 + entry * 60)
        markup = html.escape(f"<p>{html.escape(text)}</p>")
        if self.format == "atom":
            return (f"<entry><id>tag:morrow.example,2026:{self.number}/{entry}</id><title>{title}"
                    f"</title><link href='{url}'/><updated>{time.strftime('%FT%TZ', date)}"
                    f"</updated><content type='html'>{markup}</content></entry>\n")
        if self.format == "json":
            return {"id": f"{self.number}/{entry}", "url": url, "title": title,
                    "content_html": f"<p>{html.escape(text)}</p>"}
        if self.format == "rdf":
            return (f"<item rdf:about='{url}'><title>{title}</title><link>{url}</link>"
                    f"<description>{markup}</description></item>\n")
        guid = "" if self.format == "rss-no-guid" else f"<guid>{url}</guid>"
        return (f"<item><title>{title}</title><link>{url}</link>{guid}<pubDate>"
                f"{time.strftime('%a, %d %b %Y %T GMT', date)}</pubDate>"
                f"<description>{markup}</description></item>\n")

    def document(self):
        """The feed as it stands."""
        if self.body is None:
            items = self.items[-self.window:][::-1]
            head = "<?xml version='1.0' encoding='utf-8'?>\n"
            home = f"http://{self.host}:{self.port}/"
            if self.format == "json":
                text = json.dumps({"version": "https://jsonfeed.org/version/1.1",
                                   "title": f"Desk {self.number}", "items": items})
            elif self.format == "atom":
                text = (f"{head}<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:morrow.example,"
                        f"2026:{self.number}</id><title>Desk {self.number}</title>\n"
                        f"{''.join(items)}</feed>\n")
            elif self.format == "rdf":
                text = (f"{head}<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                        f"xmlns='http://purl.org/rss/1.0/'><channel rdf:about='{home}'><title>"
                        f"Desk {self.number}</title><link>{home}</link></channel>\n"
                        f"{''.join(items)}</rdf:RDF>\n")
            else:
                text = (f"{head}<rss version='2.0'><channel><title>Desk {self.number}</title>"
                        f"<link>{home}</link>\n{''.join(items)}</channel></rss>\n")
            self.body = text.encode()
        return self.body


class Newsstand(threading.Thread):
    """Serves the feeds on a thread of its own, and publishes until it is told to stop."""

    def __init__(self, count, window=40, pace=4.0, faults=0.25, is_logged=lambda urls: True):
        super().__init__(daemon=True)
        self.pace = pace
        self.faults = faults
        # Whether all of these addresses stand in the log by now.
        self.is_logged = is_logged
        self.requests = 0
        self.unchanged = 0
        self.whole = 0
        self.faulty = {}
        # Validators that came back for entries that the log does not have.
        self.ahead = []
        self.early = 0
        self.stops = threading.Event()
        self.ready = threading.Event()
        self.failure = None
        probe = socket.create_server(("127.0.0.1", 0))
        self.port = probe.getsockname()[1]
        probe.close()
        self.feeds = [Feed(number, window, self.port) for number in range(count)]
        self.kinds = {"rss": "application/rss+xml", "atom": "application/atom+xml",
                      "json": "application/feed+json", "rdf": "application/rdf+xml"}

    def configuration(self, **keys):
        """The feeds as lines of the daemon's configuration."""
        lines = ["feeds:"]
        for feed in self.feeds:
            lines += [f"  - name: {feed.name}", f"    url: http://{feed.host}:{self.port}/feed",
                      "    allow: 127.0.0.0/8"]
            lines += [f"    {key}: {value}" for key, value in keys.items()]
        return "\n".join(lines) + "\n"

    def run(self):
        try:
            asyncio.run(self.serve())
        except Exception as error:  # told by the torture, which waits for what never comes
            self.failure = error
            self.ready.set()

    async def serve(self):
        servers = []
        for feed in self.feeds:
            def answer(reader, writer, feed=feed):
                return self.connection(feed, reader, writer)
            servers.append(await asyncio.start_server(answer, feed.host, self.port, limit=65536))
        for feed in self.feeds:
            for _ in range(3):
                feed.publish(time.monotonic())
        self.ready.set()
        due = [time.monotonic() + random.uniform(0, 2 * self.pace) for _ in self.feeds]
        while True:
            now = time.monotonic()
            if not self.stops.is_set() and self.pace:
                for feed in self.feeds:
                    if now >= due[feed.number]:
                        feed.publish(now)
                        due[feed.number] = now + random.uniform(0, 2 * self.pace)
            await asyncio.sleep(0.05)

    async def connection(self, feed, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                fields = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
                fields = {name.lower(): value for name, value in fields.items()}
                if not await self.answer(feed, fields, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, feed, fields, writer):
        """Answers a request; whether the connection may go on."""
        self.requests += 1
        if time.monotonic() < feed.rests:
            self.early += 1
        given = fields.get("if-none-match")
        if given:
            self.prove(feed, given)
        fault = random.choice(FAULTS) if random.random() < self.faults else None
        if fault == "busy" and feed.throttles and random.random() < 0.3:
            fault = "throttle"
        if fault:
            self.faulty[fault] = self.faulty.get(fault, 0) + 1
        if fault in ("reset", "error", "busy", "throttle", "hang", "page", "empty", "binary",
                     "words"):
            return await self.refuse(feed, fault, writer)
        version, etag, body = feed.version, feed.etag, feed.document()
        if given == etag:
            self.unchanged += 1
            # However the body came (a gzip that lacks only its last bytes is whole), it did.
            feed.shown = version
            await self.send(writer, "304 Not Modified", {"ETag": etag}, b"", length=False)
            return True
        headers = {"ETag": etag, "Content-Type": self.kinds[feed.format.split("-")[0]]}
        if fault == "half":
            # Read while it was being written: what is there has a tag of its own.
            headers["ETag"] = f'"half-{random.random()}"'
            body = body[:self.cut(body)]
        if fault == "broken-gzip":
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1)
            body = body[:random.randrange(1, len(body) - 9)]
        elif "gzip" in fields.get("accept-encoding", "") and random.random() < 0.5:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1)
        if fault == "short":
            await self.send(writer, "200 OK", headers, body[:random.randrange(len(body))],
                            length=len(body))
            return False
        if fault == "lying-length" and "Content-Encoding" not in headers:
            # The tag of the whole, and half of it.
            await self.send(writer, "200 OK", headers, body, length=self.cut(body))
            return False
        if fault == "drip":
            await self.drip(writer, headers, body)
        else:
            await self.send(writer, "200 OK", headers, body)
        if fault in (None, "drip"):
            self.whole += 1
            feed.shown = max(feed.shown, version)
        return fault in (None, "drip")

    @staticmethod
    def cut(body):
        """Somewhere before the last end tags: what lacks only those is whole."""
        return random.randrange(1, len(body) - 24)

    def prove(self, feed, etag):
        """A validator came back: all that it stands for must be in the log."""
        number, _, version = etag.strip('"').partition("-")
        if number != str(feed.number):
            self.ahead.append((feed.name, etag, "a tag of what was never whole"))
            return
        version = int(version)
        entries = range(max(feed.proved, version - feed.window), version)
        if not self.is_logged([feed.address(entry) for entry in entries]):
            self.ahead.append((feed.name, etag, "entries that are not in the log"))
        feed.proved = max(feed.proved, version)

    async def refuse(self, feed, fault, writer):
        if fault == "reset":
            await self.send(writer, "200 OK", {}, b"<?xml", length=5000)
            reset = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            return False
        if fault == "hang":
            await asyncio.sleep(8)
            return False
        if fault == "throttle":
            # Asked again before its time is rude.
            feed.rests = time.monotonic() + 10
            await self.send(writer, "429 Too Many Requests", {"Retry-After": "10"}, b"slow down\n")
        elif fault == "busy":
            await self.send(writer, "503 Service Unavailable", {"Retry-After": "2"}, b"busy\n")
        elif fault == "error":
            await self.send(writer, "500 Internal Server Error", {}, b"Oops.\n")
        elif fault == "page":
            page = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Later</body></html>"
            await self.send(writer, "200 OK", {"Content-Type": "text/html"}, page)
        elif fault == "empty":
            await self.send(writer, "200 OK", {"Content-Type": "application/rss+xml"}, b"")
        elif fault == "words":
            await self.send(writer, "200 OK", {"Content-Type": "application/rss+xml"},
                            b"Fatal error: Allowed memory size of %d bytes exhausted in "
                            b"/srv/feed.php on line 41\n" % random.randrange(10**9))
        else:
            await self.send(writer, "200 OK", {"Content-Type": "application/rss+xml"},
                            random.randbytes(random.randrange(1, 5000)))
        return True

    async def send(self, writer, status, headers, body, length=None):
        """`length`: what Content-Length says; False: nothing."""
        lines = [f"HTTP/1.1 {status}"] + [f"{name}: {value}" for name, value in headers.items()]
        if length is not False:
            lines.append(f"Content-Length: {len(body) if length is None else length}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    async def drip(self, writer, headers, body):
        lines = ["HTTP/1.1 200 OK"] + [f"{name}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        step = len(body) // 20 + 1
        for start in range(0, len(body), step):
            writer.write(body[start:start + step])
            await writer.drain()
            await asyncio.sleep(0.1)
