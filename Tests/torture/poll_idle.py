#!/usr/bin/env python3
"""A daemon with many feeds and no news: its memory, and the processor that a poll takes.

The feeds are polled far more often than any would be, so that the figure means something; it is
then reckoned for an hour of polls at `--each` minutes. The processor's time between two polls
is part of it: that of a daemon with one feed, by a second run.
"""

import resource
import time

import newsstand
import room as rooms
from idle import memory, ticks


def begin(room, feeds, interval):
    """Feeds without news and a daemon that polls them, which is ready."""
    stand = newsstand.Newsstand(feeds, pace=0, faults=0)
    stand.start()
    stand.ready.wait()
    room.configure(scan_interval="30s")
    with open(room.path / "wireroom.yaml", "a", encoding="utf-8") as file:
        file.write("polling:\n  host_gap: 100ms\n")
    with open(room.path / "feeds.yaml", "w", encoding="utf-8") as file:
        file.write(stand.configuration(interval=interval, min_interval=interval,
                                       max_interval=interval))
    daemon = room.daemon()
    room.ready(daemon)
    return stand, daemon


def measure(options, feeds, interval, seconds):
    """Resident MB, milliseconds of processor and requests within some seconds of 304s."""
    with rooms.Room(options.binary) as room:
        stand, daemon = begin(room, feeds, interval)
        rooms.wait("each feed has been read", lambda: all(f.shown for f in stand.feeds), 300)
        if feeds > 1:
            rooms.wait("each has answered 304", lambda: stand.unchanged >= feeds, 300)
        before = (ticks(daemon.pid), stand.requests)
        time.sleep(seconds)
        after = (ticks(daemon.pid), stand.requests)
        if daemon.poll() is not None:
            raise rooms.Failed(f"it ended with {daemon.returncode}:\n{room.last_words()}")
        return (memory(daemon.pid, "VmRSS"), memory(daemon.pid, "VmHWM"), after[0] - before[0],
                after[1] - before[1])


def torture(options):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    _, _, base, _ = measure(options, 1, "30d", options.seconds)
    resident, peak, spent, polls = measure(options, options.feeds, options.interval,
                                           options.seconds)
    each = (spent - base) / max(1, polls)
    hour = base / options.seconds * 3600 + each * options.feeds * 60 / max(1, options.each)
    print(f"poll_idle: {options.feeds} feeds, {resident:.1f} MB resident (limit "
          f"{options.limit_mb}), {peak:.1f} most; {polls} polls in {options.seconds} s took "
          f"{spent} ms of processor, {each:.2f} ms each; an hour of polls each {options.each} "
          f"minutes: {hour / 1000:.1f} s of processor")
    if resident > options.limit_mb:
        raise rooms.Failed(f"{resident:.1f} MB resident, more than {options.limit_mb}")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], feeds=1000, seconds=60, interval="10s", each=15, limit_mb=40))
