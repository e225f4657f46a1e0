"""The daemon's memory over a hundred thousand polls, and with ten thousand feeds that wait.

The feeds and the rooms are those of the tortures.
"""
import os, resource, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(ROOT, "Tests/torture"))
from idle import memory
from poll_idle import begin
import room as rooms


def polled(binary, feeds, interval, upTo):
    """The most resident MB within some seconds of each count of requests, and of these the most that
    no file backs: pages of the program come and go, what leaks stays."""
    with rooms.Room(binary) as room:
        stand, daemon = begin(room, feeds, interval)
        sizes = []
        for count in upTo:
            rooms.wait(f"{count} requests", lambda: stand.requests >= count, 1200)
            resident, own = 0, 0
            for _ in range(10):
                resident = max(resident, memory(daemon.pid, "VmRSS"))
                own = max(own, memory(daemon.pid, "RssAnon"))
                time.sleep(0.3)
            sizes.append((resident, own))
        return sizes


def section(release):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    binary = os.path.join(release, "wireroom")
    print("\rsoak: 120,000 polls ", end="", file=sys.stderr, flush=True)
    first, last = polled(binary, 1000, "1s", (20_000, 120_000))
    print("\rsoak: 10,000 feeds ", end="", file=sys.stderr, flush=True)
    (waiting, own), = polled(binary, 10_000, "30d", (10_000,))
    print("\r", end="", file=sys.stderr)
    print("Memory of a daemon that polls")
    print(f"  1,000 feeds, after 20,000 polls {first[0]:.1f} MB, after 120,000 {last[0]:.1f} MB: "
          f"{last[0] - first[0]:+.1f} MB, of its own memory {last[1] - first[1]:+.1f} MB "
          f"(goal: at most 1)")
    print(f"  10,000 feeds of 3 entries, each read once, then idle: {waiting:.1f} MB, {own:.1f} MB of "
          f"it its own (goal: at most 64)")
