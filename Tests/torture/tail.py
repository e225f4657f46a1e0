#!/usr/bin/env python3
"""`tail -F stories.jsonl | jq` against rolls that wait for nobody: counts what it loses."""

import subprocess
import time

import room as rooms


def torture(options):
    with rooms.Room(options.binary) as room:
        room.configure(roll_size="64 KiB", roll_gap=f"{options.gap_ms}ms" if options.gap_ms else 0)
        daemon = room.daemon()
        room.ready(daemon)
        with open(room.path / "seqs", "wb") as seqs:
            room.start("sh", "-c", "tail -n +1 -F state/stories.jsonl | jq --unbuffered .seq",
                       stdout=seqs, stderr=subprocess.DEVNULL)
        begun = time.monotonic()
        count = 0
        while len(rooms.segments(room.state, "stories")) <= options.rolls:
            count += 1
            room.drop(f"n{count}.txt".encode(), rooms.story(count, paragraphs=40))
            time.sleep(options.pace_ms / 1000)
        took = time.monotonic() - begun
        rooms.wait("nothing is pending", lambda: not room.pending())
        daemon.terminate()
        daemon.wait(60)
        lines = len(rooms.prove(room.state, "stories"))

        def seen():
            return [int(seq) for seq in (room.path / "seqs").read_bytes().split(b"\n")[:-1]]
        rooms.wait("the reader has seen the last line", lambda: seen()[-1:] == [lines])
        lost = lines - len(set(seen()))
        print(f"tail: {len(rooms.segments(room.state, 'stories')) - 1} rolls at least "
              f"{options.gap_ms} ms apart in {took:.1f} s, {lines} lines, {lost} lost, "
              f"{len(seen()) - len(set(seen()))} twice")
        if lost:
            raise rooms.Failed(f"tail -F lost {lost} of {lines} lines")


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(__doc__, rolls=20, gap_ms=1000, pace_ms=5))
