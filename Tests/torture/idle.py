#!/usr/bin/env python3
"""An idle daemon with an empty index: its memory, and the processor that it takes."""

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


def torture(options):
    with rooms.Room(options.binary) as room:
        room.configure(scan_interval="30s")
        daemon = room.daemon()
        room.ready(daemon)
        time.sleep(1)
        before = ticks(daemon.pid)
        time.sleep(options.seconds)
        after = ticks(daemon.pid)
        resident = memory(daemon.pid, "VmRSS")
        print(f"idle: {resident:.1f} MB resident (limit {options.limit_mb}), peak "
              f"{memory(daemon.pid, 'VmHWM'):.1f} MB; in {options.seconds} s {after - before} "
              f"ms of processor (a scan each 30 s)")
        if resident > options.limit_mb:
            raise rooms.Failed(f"{resident:.1f} MB resident, more than {options.limit_mb}")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(__doc__, seconds=30, limit_mb=25))
