#!/usr/bin/env python3
"""Files and feeds without end, kill -9 at random calls and at random moments: against the model.

A round has a room of its own: files come in every way in which files come, feeds on loopback
publish, and the daemon is killed again and again: at the n-th call that changes something, at the
n-th call of one kind, or by the clock. Then it is left alone, and both logs are compared with what
was dropped and shown. With `--control` something is broken on purpose, and the comparison must say
so: `index` (what a crash leaves of the dedup index is hidden from the next start), `claim` (the
delivery's id is taken off what a crash left claimed), `write` (a write to the log that lies).
"""

import concurrent.futures
import random
import signal
import subprocess
import threading
import time

import faults as faulty
import feeds
import model as models
import newsstand
import room as rooms

KINDS = ["write *.jsonl", "write */committed", "fdatasync *.jsonl", "fdatasync *", "fsync *",
         "fsync */_done/*", "fsync */.claim", "rename */.claim/*", "rename */_done/*",
         "rename */_failed/*", "rename *.idx", "rename *.seal", "rename */stories.jsonl",
         "link *", "create *.jsonl", "create *.idx.tmp", "create *.reason.json", "truncate *.jsonl",
         "allocate *", "mkdir *", "unlink *", "write *.sqlite*", "fdatasync *.sqlite*"]


MOST_WAITING = 1000


class Load(threading.Thread):
    """Drops all the while."""

    def __init__(self, model, pace):
        super().__init__(daemon=True)
        self.model = model
        self.pace = pace
        self.stops = threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.stops.wait(self.model.lot.uniform(0, 2 * self.pace)):
                # See `kill.py`.
                if rooms.backlog(self.model.inbox) > MOST_WAITING:
                    continue
                self.model.lot.choice([self.model.one, self.model.one, self.model.one,
                                       self.model.same_name, self.seen_again])()
        except Exception as error:  # told by the round, which would find a strange model
            self.failure = error

    def seen_again(self):
        done = models.files(self.model.inbox / "_done")
        plain = sorted(path for path in done if path.suffix == ".txt")
        if plain:
            self.model.again(self.model.lot.choice(plain))


def rules(lot):
    """Where the next kill falls."""
    action = lot.choice(["kill-before", "kill-after"])
    if lot.random() < 0.6:
        number = lot.choice([lot.randint(1, 60), lot.randint(1, 400)])
        return f"{action} any * {number} {number}"
    number = lot.choice([1, 1, 2, lot.randint(1, 30)])
    return f"{action} {lot.choice(KINDS)} {number} {number}"


def one_life(room, faults, lot, options):
    """Starts the daemon and kills it; a call that never comes is not waited for. Whether it was
    killed at a call."""
    by_clock = lot.random() < 0.2
    lies = []
    if options.control == "write" and lot.random() < 0.5:
        lies = ["lie write */stories/*.jsonl 1 0", "lie write */stories/committed 1 0"]
    faults.set(*lies, *([] if by_clock else [rules(lot)]))
    daemon = room.daemon(env=faults.env)
    try:
        status = room.end(daemon, lot.uniform(0, options.longest_ms / 1000))
    except subprocess.TimeoutExpired:
        room.kill(daemon)
        return False
    if status != -signal.SIGKILL and not options.control:
        raise rooms.Failed(f"it ended by itself with {status}:\n{room.last_words()}")
    return True


def forget_claims(room):
    """Takes the delivery's id off what lies claimed."""
    for path in models.files(room.inbox / ".claim"):
        name = path.name.split(".", 1)
        if len(name) == 2 and len(name[0]) == 26:
            path.rename(path.with_name(name[1]))


def hide(room):
    """Takes away what the next start would learn its dedup index from: sealed segments and their
    indexes."""
    hidden = room.path / "hidden"
    hidden.mkdir(exist_ok=True)
    for seal in (room.state / "stories").glob("*.seal"):
        for path in (seal.with_suffix(".idx"), seal.with_suffix(".jsonl")):
            if path.exists():
                path.rename(hidden / path.name)


def unhide(room):
    for path in models.files(room.path / "hidden"):
        path.rename(room.state / "stories" / path.name)


def open_newsstand(feeds):
    """Feeds on a port of their own: another room may take one between the look and the use."""
    for _ in range(20):
        stand = newsstand.Newsstand(feeds, pace=1, faults=0)
        stand.start()
        stand.ready.wait()
        if not stand.failure:
            return stand
    raise stand.failure


def settle(room, model, stand, daemon, within):
    """Waits until nothing is pending and each feed has shown all, which is in the log. The
    addresses of what was shown."""
    follower = feeds.Follower(room.state)

    def holds():
        if daemon.poll() is not None:
            raise rooms.Failed(f"it ended with {daemon.returncode}:\n{room.last_words()}")
        return not room.pending() and all(f.shown == f.version for f in stand.feeds)
    model.rest()
    rooms.wait("nothing is pending", holds, within)
    shown = [feed.address(entry) for feed in stand.feeds for entry in range(feed.shown)]
    rooms.wait("what was shown is in the log", lambda: follower.holds(shown), within)
    daemon.send_signal(signal.SIGTERM)
    if room.end(daemon) != 0:
        raise rooms.Failed(f"it ended badly:\n{room.last_words()}")
    return shown


def one_round(seed, options):
    """One room's life; the wrongs found, the files dropped and the kills at a call."""
    lot = random.Random(seed)
    with rooms.Room(options.binary) as room:
        room.is_kept = not options.control
        model = models.Model(room.inbox, seed)
        faults = faulty.Faults(room)
        stand = open_newsstand(options.feeds)
        load = Load(model, options.pace_ms / 1000)
        load.start()
        at_calls = 0
        for _ in range(options.kills):
            room.configure(roll_size=lot.choice(["64 KiB", "256 KiB"]), roll_gap=0)
            with open(room.path / "wireroom.yaml", "a", encoding="utf-8") as file:
                file.write("polling:\n  host_gap: 100ms\n")
                file.write(stand.configuration(interval="1s", min_interval="1s", max_interval="2s"))
            at_calls += one_life(room, faults, lot, options)
            if options.control == "claim":
                forget_claims(room)
            if options.control == "index":
                hide(room)
        load.stops.set()
        load.join()
        stand.stops.set()
        if load.failure:
            raise load.failure
        faults.set()
        unhide(room)
        shown = settle(room, model, stand, room.daemon(env=faults.env), 300)
        wrongs = model.judge(room.state, shown)
        if not options.control:
            room.verify()
            if wrongs:
                raise rooms.Failed(f"{len(wrongs)} wrongs (--seed {seed} --rounds 1):\n"
                                   + "\n".join(wrongs[:20]))
        return wrongs, len(model.drops), len(model.headlines) + len(shown), at_calls


def control(options):
    """Whether what is broken on purpose is found. It does its harm where a kill falls just so: in
    most rooms, and some are tried."""
    for seed in range(options.seed, options.seed + 8):
        try:
            wrongs = one_round(seed, options)[0]
        except rooms.Failed as failed:
            wrongs = [str(failed).splitlines()[-1]]
        if wrongs:
            break
    else:
        raise rooms.Failed(f"the control `{options.control}` was not noticed")
    kinds = sorted({wrong.split(":")[0] for wrong in wrongs})
    print(f"mayhem: control {options.control} caught: {len(wrongs)} wrongs ({', '.join(kinds)}), "
          f"such as {wrongs[0][:100]!r} (seed {seed})")


def torture(options):
    if options.control:
        return control(options)
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        rounds = list(pool.map(lambda n: one_round(options.seed + n, options),
                               range(options.rounds)))
    _, drops, contents, at_calls = (sum(column) for column in zip(*((0, *r[1:]) for r in rounds)))
    print(f"mayhem: {options.rounds * options.kills} kills in {options.rounds} rooms, {at_calls} "
          f"at a call, {drops} files and {contents} contents in {time.monotonic() - begun:.0f} s: "
          f"0 lost, 0 twice, verify clean (seeds from {options.seed})")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], rounds=4, kills=100, feeds=3, pace_ms=20, longest_ms=1500, jobs=2,
        control=""))
