#!/usr/bin/env python3
"""20,000 files at once, more than the kernel's queue of events holds: each one outcome, and how
long that takes beside what it must take: to parse them on all cores, and a bare loop that appends
the same lines and flushes them in the same groups.

The daemon is stopped while the files come, so that its queue runs over for certain. On a machine
with other work the seconds of the clock say little; those of the processor are told beside them.
"""

import collections
import os
import signal
import subprocess
import time

import model as models
from idle import family, ticks
import room as rooms

GROUP = 256


def spent():
    """Seconds of the clock, and of the processor by this process and its children that ended."""
    times = os.times()
    return time.monotonic(), sum(times[:4])


def since(before):
    return [b - a for a, b in zip(before, spent())]


def used(pid):
    """Seconds of processor of the daemon and its parsers, those that are and those that have ended."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        ended = file.read().rpartition(")")[2].split()[13:15]
    total = sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")
    for one in family(pid):
        try:
            total += ticks(one) / 1000
        except FileNotFoundError:
            pass  # it has ended since
    return total


def parse(room, cores):
    """What the product's own parser takes for all files, as many at a time as cores."""
    files = sorted(os.listdir(room.path / "copies"))
    begun = spent()
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        running = [subprocess.Popen([room.binary, "parse", *files[n::cores]], stdout=nothing,
                                    cwd=room.path / "copies", preexec_fn=rooms.bound()) for n in range(cores)]
        if any(process.wait() for process in running):
            raise rooms.Failed("a file cannot be parsed")
    return since(begun)


def append(room):
    """What appending the log's own lines takes, flushed in groups."""
    lines = b"".join(path.read_bytes() for path in rooms.segments(room.state, "stories"))
    lines = lines.splitlines(keepends=True)
    file = os.open(room.path / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    begun = spent()
    for start in range(0, len(lines), GROUP):
        os.write(file, b"".join(lines[start:start + GROUP]))
        os.fdatasync(file)
    took = since(begun)
    os.close(file)
    return took


def torture(options):
    cores = os.cpu_count() or 1
    # On a real disk: /tmp may be memory, where a flush costs nothing.
    base = rooms.ROOT / ".build" / "torture"
    base.mkdir(parents=True, exist_ok=True)
    with rooms.Room(options.binary, under=base) as room:
        room.configure(scan_interval="30s")
        copies = room.path / "copies"
        copies.mkdir()
        contents = [rooms.story(number, paragraphs=options.paragraphs)
                    for number in range(1, options.files + 1)]
        for number, content in enumerate(contents):
            (copies / f"n{number}.txt").write_bytes(content)
        daemon = room.daemon()
        room.ready(daemon)
        daemon.send_signal(signal.SIGSTOP)
        for number, content in enumerate(contents):
            (room.inbox / f"n{number}.txt").write_bytes(content)
        os.sync()
        parsing = [parse(room, cores)]
        begun = time.monotonic(), used(daemon.pid)
        daemon.send_signal(signal.SIGCONT)
        done = room.inbox / "_done"
        rooms.wait("all is taken", lambda: not room.pending() and len(
            models.files(done)) == options.files, 600)
        took = time.monotonic() - begun[0], used(daemon.pid) - begun[1]
        parsing.append(parse(room, cores))
        daemon.terminate()
        if room.end(daemon):
            raise rooms.Failed(f"it ended badly:\n{room.last_words()}")
        bare = append(room)
        room.verify()
        stories = rooms.prove(room.state, "stories")
        names = collections.Counter(line["raw"]["name"] for line in stories)
        strange = rooms.prove(room.state, "sightings")
        if set(names) != {f"n{n}.txt" for n in range(options.files)} or strange \
                or len(names) != names.total():
            raise rooms.Failed(f"{options.files - len(names)} lost, {names.total() - len(names)} "
                               f"twice, {len(strange)} sightings")
        must = [sum(parts) / 2 + last for *parts, last in zip(*parsing, bare)]
        ratios = [ours / theirs for ours, theirs in zip(took, must)]
        size = sum(map(len, contents)) // options.files
        print(f"flood: {options.files} files of {size} bytes at once, each in the log once. By the "
              f"clock {took[0]:.2f} s ({options.files / took[0]:.0f}/s), {ratios[0]:.2f} of parsing "
              f"on {cores} cores and a bare log ({must[0]:.2f} s); by the processor {took[1]:.2f} "
              f"s, {ratios[1]:.2f} of {must[1]:.2f} s (goal: at most 1.5)")
        if min(ratios) > options.limit:
            raise rooms.Failed(f"it takes more than {options.limit} times what it must")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], files=20_000, paragraphs=2, limit=1.5))
