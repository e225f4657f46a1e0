#!/usr/bin/env python3
"""An idle daemon with an empty index: the memory of all its processes, and the processor it takes."""

import os
import time

import room as rooms


def ticks(pid):
    """utime and stime in milliseconds."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 // os.sysconf("SC_CLK_TCK")


def memory(pid, name):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) / 1024


def family(pid):
    """The process and its children."""
    pids = [pid]
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                pids.append(int(name))
    return pids


def proportional(pids):
    """PSS in MB of these together: what is shared counts once."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def torture(options):
    with rooms.Room(options.binary) as room:
        room.configure(scan_interval="30s")
        daemon = room.daemon()
        room.ready(daemon)
        rooms.wait("the parsers go", lambda: len(family(daemon.pid)) == 1)
        time.sleep(1)
        before = ticks(daemon.pid)
        time.sleep(options.seconds)
        after = ticks(daemon.pid)
        resident = memory(daemon.pid, "VmRSS")
        print(f"idle: {resident:.1f} MB resident (limit {options.limit_mb}), peak "
              f"{memory(daemon.pid, 'VmHWM'):.1f} MB; in {options.seconds} s {after - before} "
              f"ms of processor (a scan each 30 s)")
        for number in range(200):
            room.drop(b"%d.txt" % number, rooms.story(number))
        rooms.wait("all is settled", lambda: not room.pending())
        busy = family(daemon.pid)
        print(f"idle: with work {len(busy)} processes, {proportional(busy):.1f} MB together (PSS)")
        rooms.wait("the parsers go", lambda: len(family(daemon.pid)) == 1)
        time.sleep(1)
        together = proportional(family(daemon.pid))
        print(f"idle: all processes together {together:.1f} MB (PSS; limit {options.limit_all_mb})")
        if resident > options.limit_mb:
            raise rooms.Failed(f"{resident:.1f} MB resident, more than {options.limit_mb}")
        if together > options.limit_all_mb:
            raise rooms.Failed(f"{together:.1f} MB together, more than {options.limit_all_mb}")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(__doc__, seconds=30, limit_mb=25, limit_all_mb=30))
