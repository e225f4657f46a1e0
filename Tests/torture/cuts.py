#!/usr/bin/env python3
"""Power cuts under load on a disk with a volatile cache: what was acknowledged is there, once.

The state directory and the inbox lie on ext4 (`--fs xfs`: on XFS), on a loop device, on a file that
keeps what is written in memory until it is flushed (disk.c). At a random moment, or between two
system calls that were drawn by lot, the power goes: of what was not flushed a random part survives,
sector by sector, and all I/O fails. The daemon is killed, the file system mounted anew, and another
daemon takes up what is left. What an observer saw before the cut must be there: the lines up to
`committed`, the story of each file in `_done/`, each file that its sender had flushed. No content
may stand twice, and `verify` must be clean.

`--control flush` makes the daemon's flushes lie: the loss must be found.
"""

import hashlib
import json
import os
import pathlib
import random
import subprocess
import threading
import time

import disk as disks
import faults as faulty
import model as models
import room as rooms


class Sender(threading.Thread):
    """Drops files as a careful sender does, flushed with their name, and some as others do."""

    def __init__(self, model, disk, pace):
        super().__init__(daemon=True)
        self.model = model
        self.disk = disk
        self.pace = pace
        self.stops = threading.Event()

    def run(self):
        lot = self.model.lot
        try:
            while not self.stops.wait(lot.uniform(0, self.pace)):
                kind = lot.choices([models.TEXT, models.FEED, models.PAYROLL], [8, 2, 1])[0]
                flushes = lot.random() < 0.7
                # Of what was never flushed nothing or all of a block survives, not a half.
                size = lot.choice([2, 2, 40]) if flushes else 2
                content, headlines = self.model.content(kind, size)
                self.drop(f"n{self.model.count}.{kind}", content, headlines, flushes)
        except OSError:
            pass  # the power is gone

    def drop(self, name, content, headlines, flushes):
        path = self.model.inbox / name
        part = path.with_name(name + ".part")
        sha = hashlib.sha256(content).hexdigest()
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            if flushes:
                os.fsync(file.fileno())
        self.model.contents[name] = headlines
        part.rename(path)
        if flushes:
            folder = os.open(self.model.inbox, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            # XFS may answer a flush of a directory with success when its log has failed already:
            # what counts is what was answered while there was power.
            if not self.disk.lost():
                self.model.promised.append((name, sha))


class Ledger(models.Model):
    """What is promised over a power cut."""

    def __init__(self, inbox, seed):
        super().__init__(inbox, seed)
        self.inbox = pathlib.Path(inbox)
        # The headlines of each file, by its name.
        self.contents = {}
        # Files that their sender had flushed.
        self.promised = []
        # Names seen in `_done/`.
        self.done = set()
        # Marks seen in `committed`, by log.
        self.marks = {}

    def observe(self, state, disk):
        """What an outsider sees of the acknowledgements. It counts if there is power still."""
        marks = {}
        for log in ("stories", "sightings"):
            try:
                mark = json.loads((state / log / "committed").read_bytes())
                marks[log] = (mark["seq"], mark["chain"])
            except (OSError, json.JSONDecodeError):
                pass
        done = {path.name for path in models.files(self.inbox / "_done")}
        if not disk.lost():
            self.marks.update(marks)
            self.done |= done

    def judge_after_cut(self, state):
        wrongs = []
        logs = {log: models.read(state, log) for log in ("stories", "sightings")}
        for log, (seq, chain) in self.marks.items():
            if seq and (len(logs[log]) < seq or logs[log][seq - 1]["chain"] != chain):
                wrongs.append(
                    f"lost: lines of {log} up to {seq}, of which {len(logs[log])} are left")
        found = {}
        for line in logs["stories"]:
            found.setdefault(line["headline"], []).append(line)
        hashes = {line["hash"]["content"] for line in logs["stories"]}
        wrongs += [f"twice: {headline}" for headline, lines in found.items() if len(lines) > 1]
        if len(hashes) < len(logs["stories"]):
            wrongs.append("twice: a content hash")
        for name in self.done | {name for name, _ in self.promised}:
            wrongs += [f"lost: {headline} of {name}" for headline in self.contents.get(name, [])
                       if headline not in found]
        rejected = {line["raw"]["name"] for line in logs["sightings"] if line["kind"] == "rejected"}
        there = {sha for _, sha in self.settled()}
        for name, sha in self.promised:
            if not self.contents[name] and name not in rejected:
                wrongs.append(f"lost: the rejection of {name}")
            if sha not in there:
                places = [(str(path), path.stat().st_size) for path in models.files(self.inbox)
                          if name in path.name]
                wrongs.append(f"lost: the file {name}, which lies at {places or 'no place'}")
        resighted = sum(line["kind"] != "rejected" for line in logs["sightings"])
        return wrongs, len(logs["stories"]), resighted


def is_stopped(process):
    status = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
    return status.rpartition(")")[2].split()[0] == "T"


def live(room, disk, model, faults, options):
    """A daemon under load until the power goes: between two of its calls, with some write or flush
    that comes to the disk, or by the clock. What was lost by that."""
    lot = model.lot
    how = lot.choice(["call", "disk", "clock"])
    rules = ["lie fdatasync * 1 0", "lie fsync * 1 0"] if options.control == "flush" else []
    if how == "call":
        number = lot.choice([lot.randint(1, 80), lot.randint(1, 400)])
        rules.append(f"{lot.choice(['stop-before', 'stop-after'])} any * {number} {number}")
    faults.set(*rules)
    sender = Sender(model, disk, options.pace_ms / 1000)
    sender.start()
    daemon = room.daemon(env=faults.env)
    end = time.monotonic() + lot.uniform(0.05, options.longest_ms / 1000)
    if how == "disk":
        disk.cut(lot.randint(1, 250))
    writes_back = lot.random() < 0.7
    while time.monotonic() < end and daemon.poll() is None and not disk.lost():
        if how == "call" and is_stopped(daemon):
            break
        if writes_back and lot.random() < 0.1:
            disk.write_back(*dirty(room, lot))
        if how == "disk":
            model.observe(room.state, disk)
        time.sleep(0.002)
    if daemon.poll() is not None and not disk.lost() and not options.control:
        raise rooms.Failed(f"it ended by itself with {daemon.returncode}:\n{room.last_words()}")
    if writes_back:
        disk.write_back(*dirty(room, lot))
    model.observe(room.state, disk)
    if not disk.lost():
        disk.cut()
    sender.stops.set()
    sender.join()
    room.kill(daemon)
    return disk.lost()


def dirty(room, lot):
    """Some of the files that are being written."""
    paths = models.files(room.inbox)
    paths = lot.sample(paths, min(5, len(paths)))
    try:
        for log in ("stories", "sightings"):
            paths += [room.state / log / "committed", *rooms.segments(room.state, log)[-1:]]
    except OSError:
        pass  # the power is gone
    return [path for path in paths if lot.random() < 0.7]


def one_disk(seed, options):
    """Many cuts of one disk; the wrongs, the number of stories, and what the cuts took."""
    disk = disks.Disk(options.fs, seed)
    try:
        with rooms.Room(options.binary) as room:
            room.is_kept = not options.control
            room.state, room.inbox = disk.mounted / "state", disk.mounted / "inbox"
            room.inbox.mkdir()
            disks.run("sync", "-f", str(disk.mounted))
            model = Ledger(room.inbox, seed)
            faults = faulty.Faults(room)
            room.configure(roll_size="64 KiB", roll_gap=0)
            sums = [0, 0, 0]
            for number in range(1, options.cuts + 1):
                lost = live(room, disk, model, faults, options)
                sums = [a + b for a, b in zip(sums, lost)]
                disk.again()
                if number < options.cuts and disk.lot.random() < 0.4:
                    continue  # the next cut comes while this one is recovered from
                faults.set()
                daemon = room.daemon("--once", env=faults.env)
                if room.end(daemon) != 0:
                    raise rooms.Failed(f"no start after cut {number}:\n{room.last_words()}")
                room.verify()
                wrongs, stories, resighted = model.judge_after_cut(room.state)
                if wrongs:
                    raise rooms.Failed(f"after cut {number} (--seed {seed} --disks 1):\n"
                                       + "\n".join(wrongs[:20]))
            return stories, resighted, sums
    finally:
        disk.leave()


def torture(options):
    begun = time.monotonic()
    try:
        totals = [one_disk(options.seed + n, options) for n in range(options.disks)]
    except faulty.Missing as missing:
        print(f"cuts: skipped: {missing}")
        return
    except rooms.Failed as failed:
        if not options.control:
            raise
        # By the model, or by the daemon, which refuses to start on such a log.
        words = [line for line in str(failed).splitlines()
                 if line.startswith(("lost:", "wireroom: "))] or str(failed).splitlines()
        print(f"cuts: control {options.control} caught on {options.fs}: {words[0][-160:]}")
        return
    if options.control:
        raise rooms.Failed(f"the control `{options.control}` was not noticed")
    writes, sectors, survived = (sum(t[2][n] for t in totals) for n in range(3))
    print(f"cuts: {options.disks * options.cuts} power cuts on {options.fs} in "
          f"{time.monotonic() - begun:.0f} s: {sectors} unflushed sectors of {writes} writes, "
          f"{sectors - survived} of them lost; {sum(t[0] for t in totals)} stories: 0 acknowledged "
          f"lost, 0 twice, verify clean; {sum(t[1] for t in totals)} files sighted again "
          f"(seed {options.seed})")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(
        __doc__.splitlines()[0], fs="ext4", disks=2, cuts=20, pace_ms=20, longest_ms=600,
        control=""))
