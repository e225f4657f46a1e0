"""What must become of what is dropped: the model that a log is compared with.

A content is a text of its own, under however many names it is dropped: exactly one line of
`stories`. A drop is one file: exactly one outcome for each of its parts, a line of `stories` or of
`sightings`, and one place, `_done/` or `_failed/`, its bytes untouched.
"""

import collections
import hashlib
import os
import pathlib
import random
import threading
import time

import room as rooms

TEXT, FEED, PAYROLL, EMPTY = "text", "feed", "payroll", "empty"


class Model:
    """Drops files into an inbox in every way that a file can come, and remembers them."""

    def __init__(self, inbox, seed):
        self.lot = random.Random(seed)
        self.inbox = pathlib.Path(inbox)
        self.count = 0
        # (name, SHA-256 of the bytes, parts) of each file that was dropped whole.
        self.drops = []
        # Of each content: the headlines of its stories.
        self.headlines = set()
        self.slow = []
        self.lock = threading.Lock()
        for folder in ("wires/north", "wires/south"):
            (self.inbox / folder).mkdir(parents=True, exist_ok=True)

    def copy(self, inbox, seed):
        """The same for a copy of the inbox."""
        model = Model(inbox, seed)
        model.count, model.drops = self.count, list(self.drops)
        model.headlines = set(self.headlines)
        return model

    # What is dropped

    def content(self, kind, paragraphs=2):
        """A content that was never there, with what must come of it: bytes, headlines."""
        self.count += 1
        number = self.count
        if kind == FEED:
            size = self.lot.randint(1, 5)
            return rooms.feed(number, size), [
                f"Hall report {number}, part {n}" for n in range(1, size + 1)]
        if kind == PAYROLL:
            return b"<payroll><clerk>%d</clerk></payroll>" % number, []
        if kind == EMPTY:
            return b"", []
        thing = rooms.THINGS[number % len(rooms.THINGS)]
        return rooms.story(number, paragraphs), [f"The {thing} {number} runs late again"]

    def one(self, kind=None, way=None):
        """Drops a new content, often once, sometimes under many names."""
        kind = kind or self.lot.choices([TEXT, FEED, PAYROLL, EMPTY], [16, 4, 2, 1])[0]
        content, headlines = self.content(kind, self.lot.choice([2, 2, 2, 8, 40]))
        names = self.lot.choices([1, 2, 5], [8, 2, 1])[0] if headlines else 1
        for n in range(names):
            folder = self.lot.choice(["", "", "", "wires/", "wires/north/", "wires/south/"])
            ending = {TEXT: "txt", FEED: "rss", PAYROLL: "xml", EMPTY: "txt"}[kind]
            self.put(f"{folder}n{self.count}-{n}.{ending}", content, headlines, way)

    def many(self, count):
        for _ in range(count):
            self.one()

    def same_name(self):
        """A second content under a name that was used before; nothing that lies there is lost."""
        content, headlines = self.content(TEXT)
        self.put(f"same{self.lot.randint(1, 5)}.txt", content, headlines, "link")

    def again(self, path):
        """Drops a story again that lies in `_done/`, under a name of its own."""
        content = pathlib.Path(path).read_bytes()
        self.count += 1
        self.put(f"again{self.count}{pathlib.Path(path).suffix}", content, [], "rename", parts=1)

    # The ways in which a file comes

    def put(self, name, content, headlines, way=None, parts=None):
        way = way or self.lot.choices(
            ["rename", "copy", "move", "link", "slow"], [8, 4, 3, 2, 1 if content else 0])[0]
        if way == "copy" and not content:
            way = "rename"
        parts = len(headlines) if parts is None else parts
        note = (name, hashlib.sha256(content).hexdigest(), parts)
        if way == "slow":
            writer = threading.Thread(
                target=self.write_slowly, args=(name, content, headlines, note), daemon=True)
            self.slow = [w for w in self.slow if w.is_alive()] + [writer]
            return writer.start()
        path = self.inbox / name
        part = path.with_name(path.name + ".part")
        if way == "copy":
            self.remember(note, headlines)
            path.write_bytes(content)
        elif way == "move":
            outside = self.inbox.with_name("outside")
            outside.write_bytes(content)
            self.remember(note, headlines)
            outside.rename(path)
        elif way == "link":
            part.write_bytes(content)
            try:
                os.link(part, path)
            except FileExistsError:
                return part.unlink()
            self.remember(note, headlines)
            part.unlink()
        else:
            part.write_bytes(content)
            self.remember(note, headlines)
            part.rename(path)

    def write_slowly(self, name, content, headlines, note):
        """As a slow copy does: under its own name, open for as long as that takes."""
        with open(self.inbox / name, "wb", buffering=0) as file:
            self.remember(note, headlines)
            for start in range(0, len(content), len(content) // 4 + 1):
                file.write(content[start:start + len(content) // 4 + 1])
                time.sleep(self.lot.uniform(0, 0.1))

    def remember(self, note, headlines):
        with self.lock:
            self.drops.append(note)
            self.headlines.update(headlines)

    def rest(self):
        """Waits for whoever still writes."""
        for writer in self.slow:
            writer.join()

    # What must hold

    def judge(self, state, feeds=()):
        """Compares the model with both logs and with where the files lie. The differences, in
        words; none: all is well. `feeds`: the addresses of entries that feeds have shown."""
        wrongs = []
        stories, sightings = read(state, "stories"), read(state, "sightings")
        polled = [line for line in stories if line["raw"]["route"] == "feed"]
        stories = [line for line in stories if line["raw"]["route"] != "feed"]
        self.compare(wrongs, "content", collections.Counter(self.headlines),
                     collections.Counter(line["headline"] for line in stories))
        self.compare(wrongs, "entry of a feed", collections.Counter(feeds),
                     collections.Counter(line["url"] for line in polled))
        hashes = collections.Counter(line["hash"]["content"] for line in stories + polled)
        wrongs += [f"twice: {hash}" for hash, count in hashes.items() if count > 1]
        outcomes = collections.Counter()
        for line in stories + sightings:
            if line["raw"]["route"] == "inbox":
                part = (line["raw"]["part"] or [0])[0]
                outcomes[(line["raw"]["name"], digest(line), part)] += 1
        wanted = collections.Counter()
        for name, sha, parts in self.drops:
            for part in range(1, parts + 1) if parts else [0]:
                wanted[(name, sha, part)] += 1
        self.compare(wrongs, "outcome", wanted, outcomes)
        self.compare(wrongs, "file", collections.Counter(sha for _, sha, _ in self.drops),
                     collections.Counter(sha for _, sha in self.settled()))
        wrongs += [f"unexplained: {path}" for path, _ in self.settled()
                   if "_failed" in path.parts and not path.with_name(
                       path.name + ".reason.json").exists()]
        return wrongs

    @staticmethod
    def compare(wrongs, what, wanted, found):
        wrongs += [f"lost: {what} {key}" for key in (wanted - found).elements()]
        wrongs += [f"twice or strange: {what} {key}" for key in (found - wanted).elements()]

    def settled(self):
        """(place, SHA-256) of each file in `_done/` and `_failed/`."""
        return [(path, hashlib.sha256(path.read_bytes()).hexdigest())
                for shelf in ("_done", "_failed") for path in files(self.inbox / shelf)
                if not path.name.endswith(".reason.json")]


def digest(line):
    """The SHA-256 of what came; the log has none of a file without bytes."""
    raw = line["hash"].get("raw")
    return raw.removeprefix("sha256:") if raw else hashlib.sha256(b"").hexdigest()


def files(folder):
    return [pathlib.Path(top) / name for top, _, names in os.walk(folder) for name in names]


def read(state, log):
    """A log's lines, its chain and numbers worked out anew; none where there is no log."""
    return rooms.prove(pathlib.Path(state), log)
