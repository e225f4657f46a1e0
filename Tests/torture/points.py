#!/usr/bin/env python3
"""kill -9 between each two system calls of a run, one after the other: nothing lost, nothing twice.

A run is traced first: every call that changes something in the state directory or the inbox, from
the first mkdir over claims, commits, rolls, seals and settlings to the last status file. Then it is
repeated and killed just before its first call, its second, and so on to the last; each time what is
left is taken up by another run, which is killed too, at a call drawn by lot, and a third that is
left alone. `--every 5` takes a fifth of the points, drawn by lot.

With `--fail 1` the calls fail instead, one in each run, with an error drawn by lot or cut short.
The daemon may end, or not; what it leaves must be whole when the next run has taken it up.
"""

import collections
import concurrent.futures
import errno
import random
import re
import shutil
import signal
import time

import faults as faulty
import model as models
import room as rooms


# Killed, or ended by itself for a reason that it gave: a directory that cannot be made, the disk,
# no permission, an inbox that is not there.
ENDINGS = (0, -signal.SIGKILL, 73, 74, 77, 78)
ERRORS = [errno.EIO, errno.ENOSPC, errno.EINTR, errno.EMFILE, errno.EACCES]


def fill(room, model):
    """What one run has to do: every kind of content, a roll at the second batch."""
    for kind in (models.TEXT, models.FEED, models.PAYROLL, models.EMPTY, models.TEXT):
        model.one(kind, "rename")
    content, headlines = large(model)
    model.put(f"wires/long{model.count}.txt", content, headlines, "rename")


def large(model):
    """A story that fills a segment, so that it is rolled."""
    model.count += 1
    thing = rooms.THINGS[model.count % len(rooms.THINGS)]
    content = rooms.story(model.count, 260)
    return content, [f"The {thing} {model.count} runs late again"]


def run(room, faults, *rules, tracing=False):
    """One run over what is there, to its end; whether that came early."""
    faults.set(*rules)
    daemon = room.daemon("--once", env=faults.tracing if tracing else faults.env)
    status = room.end(daemon)
    if status not in ENDINGS if rules else status:
        raise rooms.Failed(f"it ended by itself with {status}:\n{room.last_words()}")
    return status != 0


def prepare(room, seed):
    """A room in which two runs have left sealed segments, and work for a third."""
    faults = faulty.Faults(room)
    room.configure(roll_size="64 KiB", roll_gap=0)
    model = models.Model(room.inbox, seed)
    for _ in range(2):
        fill(room, model)
        run(room, faults)
    fill(room, model)
    return model


def copy(prepared, model, room, seed):
    shutil.copytree(prepared.state, room.state)
    shutil.copytree(prepared.inbox, room.inbox, dirs_exist_ok=True)
    room.configure(roll_size="64 KiB", roll_gap=0)
    return model.copy(room.inbox, seed), faulty.Faults(room)


def point(binary, prepared, model, seed, number, fails):
    """Kills a run at its call `number`, the next two at calls drawn by lot; how many kills it got:
    threads come in another order each time, and the last point may be one too far."""
    lot = random.Random(f"{seed} {number}")
    with rooms.Room(binary) as room:
        model, faults = copy(prepared, model, room, seed)
        if fails:
            action = lot.choice(["short"] + [f"fail:{error}" for error in ERRORS])
            early = run(room, faults, f"{action} any * {number} {number}")
            finish(room, model, faults, f"{action} at call {number}", number, seed)
            return early
        action = lot.choice(["kill-before", "kill-after"])
        kills = run(room, faults, f"{action} any * {number} {number}")
        again = lot.randint(1, 60)
        kills += run(room, faults, f"kill-before any * {again} {again}")
        fill(room, model)
        again = lot.randint(1, 120)
        kills += run(room, faults, f"kill-after any * {again} {again}")
        finish(room, model, faults, f"a kill at call {number}", number, seed)
        return kills


def finish(room, model, faults, what, number, seed):
    """Takes up what is left, and compares."""
    run(room, faults)
    wrongs = model.judge(room.state)
    if wrongs:
        raise rooms.Failed(
            f"after {what} (--only {number} --seed {seed}):\n" + "\n".join(wrongs[:20])
            + "\n" + room.last_words())
    room.verify()


def named(calls):
    """The calls of a trace by kind and place, ids and numbers left out."""
    names = collections.Counter()
    for kind, path in calls:
        name = re.sub(r"/tmp/wireroom-torture-\w+|[0-9A-HJKMNP-TV-Z]{26}\.?|\d+(?=[./-])", "", path)
        names[f"{kind} {name}"] += 1
    return names


def torture(options):
    begun = time.monotonic()
    with rooms.Room(options.binary) as prepared:
        model = prepare(prepared, options.seed)
        with rooms.Room(options.binary) as room:
            its, faults = copy(prepared, model, room, options.seed)
            run(room, faults, tracing=True)
            calls = faults.calls()
            if its.judge(room.state):
                raise rooms.Failed("the model itself is wrong: " + "\n".join(its.judge(room.state)))
        points = range(1, len(calls) + 1)
        chosen = random.sample(points, -(-len(points) // options.every))
        if options.only:
            chosen = [options.only]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            jobs = [pool.submit(point, options.binary, prepared, model, options.seed + n, number,
                                options.fail)
                    for n in range(options.rounds) for number in chosen]
            kills = sum(job.result() for job in jobs)
    what = f"{len(jobs)} failing calls, {kills} of which ended it," if options.fail else (
        f"{kills} kills, {len(jobs)} of them first ones,")
    print(f"points: {what} at {len(chosen)} of {len(calls)} calls ({len(named(calls))} kinds) "
          f"in {time.monotonic() - begun:.0f} s: 0 lost, 0 twice, "
          f"verify clean (seed {options.seed})")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], every=1, rounds=1, only=0, fail=0, jobs=2))
