#!/usr/bin/env python3
"""kill -9 at random moments under load, each followed by a restart: nothing lost, nothing twice.

Files are dropped all the while: plain text, feeds of four entries, updates of such entries, files
that are rejected, empty ones, names in sub-directories, names that are no UTF-8. A reader follows the committed log through
all of it. At the end every part of every file stands in exactly one line of one log, the reader
has seen just those lines, and `verify` and the chain as worked out here agree.
"""

import os
import random
import signal
import threading
import time

import room as rooms


# With more in the inbox it is given no more: a daemon that is killed sooner than it can take what
# comes would only ever meet files that are old, and never one of a moment ago.
MOST_WAITING = 2000


class Dropper(threading.Thread):
    """Drops files until told to stop, and knows what must become of them."""

    def __init__(self, room, pace):
        super().__init__(daemon=True)
        self.room = room
        self.pace = pace
        self.stops = threading.Event()
        self.count = 0
        self.held_back = 0
        self.stories = set()
        self.rejected = set()
        self.failure = None
        os.makedirs(room.inbox / "wires" / "north")

    def run(self):
        try:
            while not self.stops.is_set():
                if self.count % 50 == 0 and rooms.backlog(self.room.inbox) > MOST_WAITING:
                    self.held_back += 1
                    self.stops.wait(0.2)
                    continue
                self.drop()
                time.sleep(random.uniform(0, 2 * self.pace))
        except OSError as error:
            self.failure = error

    def drop(self):
        self.count += 1
        number = self.count
        name, content, parts = f"n{number}.txt", rooms.story(number), 1
        kind = number % 20
        if kind == 3:
            name = f"wires/north/n{number}.txt"
        elif kind == 5:
            name, content, parts = f"n{number}.rss", rooms.feed(number, 4), 4
        elif kind == 8:
            content = rooms.story(number, paragraphs=60)
        elif kind == 12 and number > 20:
            # A later version of the first entry of the feed that was dropped seven files ago.
            name, content = f"n{number}.rss", rooms.feed(number, 1, guid=number - 7)
        elif kind == 10:
            name, content, parts = f"n{number}.xml", b"<payroll><clerk>%d</clerk></payroll>" % number, 0
        elif kind == 15:
            content, parts = b"", 0
        elif kind == 18:
            name = "é" * 110 + name
        elif kind == 19:
            name = f"n{number}\n\udcff.txt"
        self.room.drop(os.fsencode(name), content)
        key = f"n{number}"
        if parts:
            self.stories |= {(key, part) for part in range(1, parts + 1)}
        else:
            self.rejected.add(key)


def key(line):
    """`n<number>` of a file's name, whatever stands round it."""
    name = line["raw"]["name"].rsplit("/", 1)[-1].lstrip("é")
    return "n" + "".join(c for c in name[1:].split(".")[0].split("\\")[0] if c.isascii() and c.isdigit())


def torture(options):
    with rooms.Room(options.binary) as room:
        dropper = Dropper(room, options.pace_ms / 1000)
        dropper.start()
        begun = time.monotonic()
        interrupted = 0
        committed = 0
        grown = 0
        most = 0
        reader = None
        output = open(room.path / "reader", "wb")
        for number in range(options.kills):
            room.configure(roll_size=random.choice(["64 KiB", "256 KiB", "1 MiB"]), roll_gap=0)
            daemon = room.daemon()
            # Any moment: while it starts and recovers, and while it reads, writes, rolls, settles.
            longest = options.start_ms if random.random() < 0.3 else options.longest_ms
            time.sleep(random.uniform(0, longest / 1000))
            if daemon.poll() is not None:
                raise rooms.Failed(
                    f"after {number} kills it ended by itself with {daemon.returncode}:\n"
                    + room.last_words())
            daemon.kill()
            daemon.wait()
            room.children.remove(daemon)
            size = sum(path.stat().st_size for path in rooms.segments(room.state, "stories"))
            grown += size > committed
            committed = max(size, committed)
            most = max(most, rooms.backlog(room.inbox))
            interrupted += any(p.startswith(b".claim/") for p in room.pending())
            if reader is None and (room.state / "stories").exists():
                reader = room.start(room.binary, "tail", "--state", "state", "--from", "1",
                                    "--committed", "-f", stdout=output)
        took = time.monotonic() - begun
        dropper.stops.set()
        dropper.join()
        if dropper.failure:
            raise dropper.failure

        daemon = room.daemon()
        rooms.wait("nothing is pending", lambda: not room.pending(), 300)
        daemon.send_signal(signal.SIGTERM)
        if daemon.wait(60) != 0:
            raise rooms.Failed(f"it ended with {daemon.returncode}:\n{room.last_words()}")

        stories = rooms.prove(room.state, "stories")
        sightings = rooms.prove(room.state, "sightings")
        room.verify()
        found = [(key(line), line["raw"]["part"][0]) for line in stories]
        rejected = [key(line) for line in sightings if line["kind"] == "rejected"]
        others = [line for line in sightings if line["kind"] != "rejected"]
        lost = len(dropper.stories - set(found)) + len(dropper.rejected - set(rejected))
        twice = len(found) - len(set(found)) + len(rejected) - len(set(rejected)) + len(others)
        strange = len(set(found) - dropper.stories) + len(set(rejected) - dropper.rejected)
        heads = {}
        for line in stories:
            if (line["rev"], line["prev"]) != heads.get(line["uri"], (1, None)):
                raise rooms.Failed(f"seq {line['seq']} does not follow the revision before it")
            heads[line["uri"]] = (line["rev"] + 1, line["seq"])
        updates = sum(line["kind"] == "update" for line in stories)
        if lost or twice or strange:
            raise rooms.Failed(f"{lost} lost, {twice} twice, {strange} strange (seed {options.seed})")
        log = b"".join(path.read_bytes() for path in rooms.segments(room.state, "stories"))
        rooms.wait("the reader has read all",
                   lambda: os.path.getsize(room.path / "reader") >= len(log))
        if (room.path / "reader").read_bytes() != log:
            raise rooms.Failed("the reader has seen something else than the log")
        print(f"kill: {options.kills} kills in {took:.0f} s ({grown} lives brought the log further, "
              f"{interrupted} left claimed files, at most {most} waited, held back "
              f"{dropper.held_back} times), "
              f"{dropper.count} files: {len(stories)} stories ({updates} updates) and {len(rejected)} rejections in "
              f"{len(rooms.segments(room.state, 'stories'))} segments; 0 lost, 0 twice, verify "
              f"clean, the reader complete (seed {options.seed})")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], kills=200, longest_ms=400, start_ms=25, pace_ms=4))
