#!/usr/bin/env python3
"""Feeds that publish all the while, on servers that fail: every entry once in the log.

With `--kills N` the daemon is killed with -9 at random moments, N times, and started again; the
run then takes as long as that takes. At the end every entry that a feed showed whole stands in one
line of the log, none in two, nothing else does, and `verify` is clean. Whenever a validator comes
back to a server, all that it stands for must be in the log by then.
"""

import json
import os
import random
import resource
import signal
import statistics
import subprocess
import threading
import time

import newsstand
import room as rooms
from idle import memory, ticks


# Megabytes, over a run: what the pieces of a heap and the sizes of what is just being read differ
# by. What is kept of each story would be more: 10,000 stories and 300 bytes.
FLAT = 3.0


class Follower:
    """The addresses of all stories in the log, read as the log grows."""

    def __init__(self, state):
        self.state = state
        self.offsets = {}
        self.addresses = set()
        self.lock = threading.Lock()

    def holds(self, addresses):
        with self.lock:
            if not self.addresses.issuperset(addresses):
                self.read()
            return self.addresses.issuperset(addresses)

    def read(self):
        for path in rooms.segments(self.state, "stories"):
            with open(path, "rb") as file:
                file.seek(self.offsets.get(path, 0))
                lines = file.read()
            end = lines.rfind(b"\n") + 1
            self.offsets[path] = self.offsets.get(path, 0) + end
            for line in lines[:end].splitlines():
                self.addresses.add(json.loads(line)["url"])


def torture(options):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with rooms.Room(options.binary) as room:
        follower = Follower(room.state)
        stand = newsstand.Newsstand(options.feeds, window=options.window, pace=options.pace,
                                    faults=options.faults, is_logged=follower.holds)
        stand.start()
        stand.ready.wait()
        room.configure(roll_size="4 MiB")
        with open(room.path / "wireroom.yaml", "a", encoding="utf-8") as file:
            file.write("polling:\n  host_gap: 100ms\n")
            file.write(stand.configuration(interval=options.interval, min_interval="1s",
                                           max_interval=options.longest, timeout="5s"))
        begun = time.monotonic()
        samples = []
        if options.kills:
            kill(options, room)
            daemon = room.daemon()
        else:
            daemon = room.daemon()
            room.ready(daemon)
            samples = sample(options, room, daemon, stand)
        stand.stops.set()
        stand.faults = 0
        drain(room, daemon, stand, follower)
        took = time.monotonic() - begun
        daemon.send_signal(signal.SIGTERM)
        if daemon.wait(300) != 0:
            raise rooms.Failed(f"it ended with {daemon.returncode}:\n{room.last_words()}")
        judge(options, room, stand, took, samples)


def kill(options, room):
    for number in range(options.kills):
        daemon = room.daemon()
        time.sleep(random.uniform(0.02, options.longest_ms / 1000))
        if daemon.poll() is not None:
            raise rooms.Failed(f"after {number} kills it ended by itself with {daemon.returncode}:"
                               f"\n{room.last_words()}")
        daemon.kill()
        daemon.wait()
        room.children.remove(daemon)


class Sample:
    """The daemon's memory in MB, as the system and as the daemon sees it, and what it has done."""

    def __init__(self, room, daemon, stand):
        self.requests = stand.requests
        self.spent = ticks(daemon.pid)
        self.resident = memory(daemon.pid, "VmRSS")
        # Its own, without the pages of the program, of ICU's tables and of libraries, which come in
        # as they are used, and which the system takes back when it likes.
        self.own = memory(daemon.pid, "RssAnon")
        run = subprocess.run([room.binary, "status", "--json", "--state", str(room.state)],
                             capture_output=True, check=False)
        status = json.loads(run.stdout)
        log = status["logs"]["stories"]
        self.stories = log["last_seq"]
        self.index = status["index"]["bytes"] / 1e6
        # A key of the segment that is not sealed yet stands in memory once more, to be written into
        # its index: 32 bytes.
        newest = max((int(path.stem) for path in rooms.segments(room.state, "stories")), default=1)
        keys = status["index"]["keys"] / max(1, self.stories) * (self.stories + 1 - newest)
        self.unsealed = keys * 32 / 1e6

    @property
    def rest(self):
        """What is neither the index nor grows with it."""
        return self.own - self.index - self.unsealed


def sample(options, room, daemon, stand):
    """Every few seconds, for as long as is asked."""
    samples = []
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end:
        time.sleep(min(5, options.minutes * 6))
        if daemon.poll() is not None:
            return samples
        samples.append(Sample(room, daemon, stand))
    return samples


def tell(samples):
    """The memory's story: what has grown, and whether that is more than the index."""
    first, last = samples[0], samples[-1]
    asked = max(1, last.requests - first.requests)
    print(f"feeds: resident {first.resident:.1f} MB first, {last.resident:.1f} last, "
          f"{max(s.resident for s in samples):.1f} most, of which its own {first.own:.1f}, "
          f"{last.own:.1f} and {max(s.own for s in samples):.1f}; "
          f"{(last.spent - first.spent) / asked:.2f} ms of processor a request")
    # The first third is for what is made once: connections, caches, the pages of a heap.
    first = samples[len(samples) // 3]
    stories = max(1, last.stories - first.stories)

    def share(what):
        return f"{what:.2f} MB, {what * 1e6 / stories:.0f} bytes a story"
    settled = [s.rest for s in samples[len(samples) // 3:]]
    third = max(1, len(settled) // 3)
    # Medians: a response that is just being read is no growth.
    rest = statistics.median(settled[-third:]) - statistics.median(settled[:third])
    verdict = "flat" if rest < FLAT else "GROWING"
    print(f"feeds: memory is {verdict}: in the last two thirds {stories} stories; its own grown by "
          f"{share(last.own - first.own)}; the index by "
          f"{share(last.index - first.index)}, the unsealed keys by "
          f"{share(last.unsealed - first.unsealed)}; without these {settled[0]:.1f} MB first, "
          f"{settled[-1]:.1f} last, from its median early to late {share(rest)}")
    return rest


def drain(room, daemon, stand, follower):
    """Waits until every feed has shown all, but for those that told us to stay away."""
    def rest():
        return [feed for feed in stand.feeds if feed.shown < feed.version and not feed.rests]

    def done():
        if daemon.poll() is not None:
            raise rooms.Failed(f"it ended with {daemon.returncode}:\n{room.last_words()}")
        return not rest()
    try:
        rooms.wait("each feed has been read to its end", done, 900)
    except rooms.Failed as failed:
        names = ", ".join(f"{feed.name} {feed.shown}/{feed.version}" for feed in rest()[:9])
        raise rooms.Failed(f"{failed}: {names}\n{room.last_words()}") from None
    rooms.wait("what was shown is in the log", lambda: follower.holds(
        [feed.address(entry) for feed in stand.feeds if not feed.missed
         for entry in range(feed.shown)]), 300)


def judge(options, room, stand, took, samples):
    stories = rooms.prove(room.state, "stories")
    sightings = rooms.prove(room.state, "sightings")
    room.verify()
    found = {}
    for line in stories:
        found.setdefault(line["url"], []).append(line)
    expected = {feed.address(entry) for feed in stand.feeds for entry in range(feed.shown)}
    everything = {feed.address(entry) for feed in stand.feeds for entry in range(feed.version)}
    missed = sum(feed.missed for feed in stand.feeds)
    lost = len(expected - set(found)) - missed
    twice = sum(len(lines) - 1 for lines in found.values())
    strange = [line for line in stories if line["url"] not in everything]
    others = [line for line in stories if line["kind"] != "story"]
    resting = sum(1 for feed in stand.feeds if feed.shown < feed.version)
    faults = sum(stand.faulty.values())
    mode = f"{options.kills} kills, " if options.kills else ""
    print(f"feeds: {mode}{options.feeds} feeds in {took:.0f} s, {stand.requests} requests "
          f"({stand.whole} whole, {stand.unchanged} unchanged, {faults} faults of "
          f"{len(stand.faulty)} kinds), {len(stories)} stories of {len(everything)} published; "
          f"{max(0, lost)} lost, {twice} twice, {len(strange)} strange, {len(others)} updates, "
          f"{len(sightings)} sightings, {len(stand.ahead)} validators ahead, {stand.early} early; "
          f"{missed} left their window unseen, {resting} feeds at rest; verify clean "
          f"(seed {options.seed})")
    grown = tell(samples) if samples else 0
    if options.minutes >= 5 and grown >= FLAT:
        raise rooms.Failed(f"memory has grown by {grown:.1f} MB that are not the index's")
    if lost > 0 or twice or strange or others or sightings or stand.ahead or stand.early or missed:
        for line in (strange + others + sightings)[:5]:
            print({key: line.get(key) for key in ("seq", "kind", "source", "url", "headline",
                                                  "warnings", "reason", "of")})
        for entry in stand.ahead[:5]:
            print(entry)
        raise rooms.Failed("the log is not what was published")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], feeds=100, minutes=10.0, pace=4.0, faults=0.25, kills=0, window=40,
        longest_ms=3000, interval="2s", longest="10s"))
