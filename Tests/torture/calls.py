#!/usr/bin/env python3
"""System calls that fail, and other days on which nothing works: what the daemon says and does.

Each scenario makes something fail (by a preloaded library, faults.c, or for real), waits for what
the daemon must say of it, mends it, and compares the log with what was dropped: each content once,
each file one outcome and one place, `verify` clean. `--only NAME` plays one of them.
"""

import concurrent.futures
import errno
import os
import shutil
import signal
import subprocess
import time

import faults as faulty
import model as models
import room as rooms

SCENARIOS = {}
STORIES = "*/stories/0*.jsonl"


def scenario(play):
    SCENARIOS[play.__name__] = play
    return play


class Stage:
    """A room with a model and faults, and the words that its daemon says."""

    def __init__(self, room, seed):
        self.room = room
        self.model = models.Model(room.inbox, seed)
        self.faults = faulty.Faults(room)
        self.daemon = None
        self.heard = 0
        self.log = {"roll_size": "64 KiB", "roll_gap": 0}
        self.interval = "1s"

    def configure(self):
        self.room.configure(self.interval, **self.log)

    def start(self, *rules, **options):
        """Starts the daemon; what it has said before is past."""
        self.configure()
        self.faults.set(*rules)
        self.heard = self.room.journal.stat().st_size if self.room.journal.exists() else 0
        self.daemon = self.room.daemon(env=self.faults.env, **options)
        return self

    def drop(self, count=5, kind=None):
        for _ in range(count):
            self.model.one(kind, "rename")

    @property
    def journal(self):
        return self.room.journal.read_bytes()[self.heard:].decode(errors="replace")

    def hear(self, words):
        """Waits until the daemon says so."""
        try:
            rooms.wait(f"it says {words!r}", lambda: words in self.journal)
        except rooms.Failed as failed:
            raise rooms.Failed(f"{failed}; it said:\n{self.journal}") from None

    def ends(self, status, *words):
        """Waits until it ends by itself, with that status and these last words."""
        found = self.room.end(self.daemon)
        text = self.journal
        missing = [word for word in words if word not in text]
        if found != status or missing:
            raise rooms.Failed(
                f"ended with {found} instead of {status}, without {missing}:\n{text}")

    def stop(self):
        """Ends the daemon as a service manager does."""
        self.hear("notice: ready")
        self.daemon.send_signal(signal.SIGTERM)
        status = self.room.end(self.daemon)
        if status != 0:
            raise rooms.Failed(f"ended with {status}:\n{self.journal}")

    def settle(self):
        """Waits until nothing is pending."""
        def holds():
            if self.daemon.poll() is not None:
                raise rooms.Failed(f"it ended with {self.daemon.returncode}:\n{self.journal}")
            return not self.room.pending()
        try:
            rooms.wait("nothing is pending", holds)
        except rooms.Failed as failed:
            raise rooms.Failed(f"{failed}: {self.room.pending()}\n{self.journal}") from None

    def finish(self):
        """Nothing fails any more: all is taken up, and is as it should be."""
        self.faults.set()
        if self.daemon is None or self.daemon.poll() is not None:
            self.start()
        self.settle()
        self.stop()
        wrongs = self.model.judge(self.room.state)
        if wrongs:
            raise rooms.Failed("\n".join(wrongs[:20]) + "\n" + self.journal)
        self.room.verify()


def fail(error, kind, pattern, first=1, last=1):
    return f"fail:{error} {kind} {pattern} {first} {last}"


# The disk

@scenario
def write_fails(stage):
    """EIO on a write to the log is final: nothing is acknowledged, the next start takes it up."""
    stage.drop()
    stage.start(fail(errno.EIO, "write", STORIES)).ends(74, "write failed (Input/output error)")
    if models.files(stage.room.inbox / "_done"):
        raise rooms.Failed("something was acknowledged")
    stage.finish()


@scenario
def flush_fails(stage):
    """A failed flush is never tried again: the daemon ends, and the next one writes the bytes anew
    before it trusts them."""
    for error in (errno.EIO, errno.ENOSPC):
        stage.drop(5, models.TEXT)
        stage.configure()
        stage.faults.set(fail(error, "fdatasync", STORIES))
        stage.faults.trace.unlink(missing_ok=True)
        stage.heard = stage.room.journal.stat().st_size if stage.room.journal.exists() else 0
        stage.daemon = stage.room.daemon(env=stage.faults.tracing)
        stage.ends(74, "the disk did not confirm a flush", "Check the disk")
        calls = stage.faults.calls()
        failed = next(n for n, (kind, path) in enumerate(calls)
                      if kind == "fdatasync" and "/stories/0" in path)
        after = [(kind, path) for kind, path in calls[failed + 1:]
                 if "/stories/" in path or "_done" in path]
        if after:
            raise rooms.Failed(f"after the failed flush it went on with {after}")
        stage.start().hear("its last lines were written to disk again")
        stage.settle()
        stage.stop()
    stage.finish()


@scenario
def no_room(stage):
    """ENOSPC stops the intake, not the daemon, which goes on by itself; also in the midst of a
    write that was cut short."""
    stage.start(f"short write {STORIES} 1 1", fail(errno.ENOSPC, "write", STORIES, 2, 4))
    stage.drop()
    stage.hear("nothing is taken in until there is room")
    stage.hear("there is room again")
    stage.drop()
    stage.finish()


@scenario
def no_room_to_roll(stage):
    """A roll that finds no room is put off, and the segment goes on growing."""
    stage.log["roll_size"] = "64 KiB"
    stage.start(fail(errno.ENOSPC, "write", "*.idx.tmp", 1, 3))
    for _ in range(8):
        content, headlines = stage.model.content(models.TEXT, 60)
        stage.model.put(f"n{stage.model.count}.txt", content, headlines, "rename")
    stage.hear("a roll is put off")
    stage.finish()


@scenario
def short_writes(stage):
    """Each write and each read gets half of what it asked for: nobody notices."""
    stage.start("short write * 1 0", "short read * 1 0")
    stage.drop(20)
    stage.settle()
    if "error" in stage.journal:
        raise rooms.Failed(stage.journal)
    stage.finish()


@scenario
def interrupted(stage):
    """EINTR on every third call."""
    stage.start(*(fail(errno.EINTR, kind, "*", n, n) for n in range(3, 60, 3)
                  for kind in ("write", "fdatasync", "truncate")))
    stage.drop(30)
    stage.settle()
    stage.finish()


@scenario
def mark_fails(stage):
    """`committed` is a lower bound: without room for it the log goes on; EIO is final."""
    stage.start(fail(errno.ENOSPC, "write", "*/stories/committed", 3, 20))
    stage.drop()
    stage.settle()
    stage.faults.set(fail(errno.EIO, "write", "*/stories/committed"))
    stage.drop(3, models.TEXT)
    stage.ends(74, "write failed (Input/output error)")
    stage.finish()


@scenario
def no_hard_links(stage):
    """A file system without hard links has no file to tail, and a log all the same."""
    stage.start(fail(errno.EPERM, "link", "*", 1, 0)).hear("there is no file to tail here")
    stage.drop()
    stage.settle()
    stage.finish()


@scenario
def feeds_state_fails(stage):
    """A disk that fails under the feeds' state lets the feeds rest, and the inbox goes on."""
    stage.configure()
    with open(stage.room.path / "wireroom.yaml", "a", encoding="utf-8") as file:
        file.write("feeds:\n  - name: one\n    url: http://127.0.0.1:9/feed\n"
                   "    allow: 127.0.0.0/8\n")
    stage.faults.set(fail(errno.EIO, "write", "*/feeds.sqlite*", 1, 0))
    stage.daemon = stage.room.daemon(env=stage.faults.env)
    stage.drop()
    stage.hear("feeds rest for a minute")
    stage.settle()
    stage.finish()


# The inbox

@scenario
def claim_fails(stage):
    """Files in a directory where a rename fails wait, and are taken when it works again."""
    for error in (errno.EIO, errno.EACCES, errno.ENOSPC):
        stage.start(fail(error, "rename", "*/.claim/0*", 1, 0))
        stage.drop()
        stage.hear("reason=not-renamable")
        stage.faults.set()
        stage.hear("a directory is well again")
        stage.settle()
        stage.stop()
    stage.finish()


@scenario
def done_fails(stage):
    """What the log has and cannot be put away stays claimed, and is put away once that works,
    without a restart and without a second line."""
    stage.start(fail(errno.EIO, "rename", "*/_done/*", 1, 0))
    stage.drop()
    stage.hear("a finished file could not be moved")
    stage.faults.set()
    stage.settle()
    stage.finish()


@scenario
def done_fails_until_the_end(stage):
    """The same over a restart: read again, and silent."""
    stage.start(fail(errno.ENOSPC, "mkdir", "*/_done/*", 1, 0))
    stage.drop()
    stage.hear("a finished file could not be moved")
    stage.stop()
    stage.finish()


@scenario
def failed_is_full(stage):
    """No room in `_failed/`: the others go on, and the rejected lie there once there is room."""
    for rule in (fail(errno.ENOSPC, "create", "*/_failed/*", 1, 0),
                 fail(errno.ENOSPC, "write", "*/_failed/*", 1, 0),
                 fail(errno.EACCES, "any", "*/_failed/*", 1, 0)):
        stage.start(rule)
        stage.drop(3, models.PAYROLL)
        stage.drop(3, models.TEXT)
        stage.hear("a finished file could not be moved")
        rooms.wait("the others are done", lambda: all(
            name.startswith(b".claim/") and name.endswith(b".xml")
            for name in stage.room.pending()))
        stage.faults.set()
        stage.settle()
        stage.stop()
    stage.finish()


@scenario
def put_away_unflushed(stage):
    """A directory that cannot be flushed: said, and no reason to stop."""
    stage.start(fail(errno.EIO, "fsync", "*/_done/*/[0-9][0-9]/[0-9][0-9]", 1, 0))
    stage.drop()
    stage.hear("finished files may come back after a power cut")
    stage.faults.set()
    stage.settle()
    stage.finish()


@scenario
def claimed_is_unreadable(stage):
    """A device that does not give a file back: it waits, others go on."""
    stage.start(fail(errno.EIO, "read", "*/.claim/*", 1, 3))
    stage.drop(8)
    stage.hear("a claimed file could not be read")
    stage.settle()
    stage.finish()


@scenario
def read_only_inbox(stage):
    """An inbox that is mounted read-only is left alone, at the start and later."""
    inbox = str(stage.room.inbox)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "tmpfs", inbox],
                                      capture_output=True, check=False).returncode:
        return "no tmpfs can be mounted"
    try:
        stage.model = models.Model(inbox, 1)
        stage.drop()
        subprocess.run(["mount", "-o", "remount,ro", inbox], check=True)
        stage.start().hear("reason=inbox-not-renamable")
        subprocess.run(["mount", "-o", "remount,rw", inbox], check=True)
        stage.hear("a directory is well again")
        stage.settle()
        subprocess.run(["mount", "-o", "remount,ro", inbox], check=True)
        time.sleep(1.5)
        subprocess.run(["mount", "-o", "remount,rw", inbox], check=True)
        stage.drop()
        stage.finish()
    finally:
        if stage.daemon and stage.daemon.poll() is None:
            stage.room.kill(stage.daemon)
        subprocess.run(["umount", "-l", inbox], check=True)
    return None


# The process

@scenario
def few_descriptors(stage):
    """RLIMIT_NOFILE so small that some opens fail: said or not, nothing is lost."""
    for most in (28, 32, 40):
        stage.start(through=("prlimit", f"--nofile={most}"))
        try:
            stage.drop(40)
            stage.settle()
            stage.stop()
        except rooms.Failed as failed:
            raise rooms.Failed(f"with {most}: {failed}") from None
    stage.finish()


@scenario
def out_of_descriptors(stage):
    """EMFILE in the inbox is not the file's fault: it waits."""
    stage.start(fail(errno.EMFILE, "open", "*/inbox/n*", 1, 0))
    stage.drop(10, models.TEXT)
    stage.hear("reason=out-of-descriptors")
    stage.faults.set()
    stage.settle()
    stage.finish()


@scenario
def clock_jumps(stage):
    """The wall clock goes an hour back, a day forth, a week back, under load: a line's `ts` follows
    it, and nothing else."""
    stage.start("clock 0")
    for seconds in (-3600, 86_400, -604_800, 0):
        stage.drop(10)
        stage.faults.set(f"clock {seconds}")
        stage.drop(10)
        for path in models.files(stage.room.inbox / "_done")[:3]:
            if path.suffix == ".txt":
                stage.model.again(path)
        stage.settle()
    stage.finish()


@scenario
def clock_leaps_ahead(stage):
    """A clock that is set two years ahead for a while, far beyond the dedup horizon and what
    `_done/` is kept for: nothing is forgotten, and nothing removed."""
    stage.log["roll_size"] = "64 KiB"
    stage.start("clock 0")
    for _ in range(8):
        content, headlines = stage.model.content(models.TEXT, 60)
        stage.model.put(f"n{stage.model.count}.txt", content, headlines, "rename")
    stage.settle()
    before = models.files(stage.room.inbox / "_done")
    stage.faults.set("clock 63072000")
    stage.drop(5, models.TEXT)
    for path in before[:4]:
        stage.model.again(path)
    stage.settle()
    # Retention looks every ten seconds.
    time.sleep(12)
    if len(list((stage.room.state / "stories").glob("*.idx"))) < len(
            list((stage.room.state / "stories").glob("*.seal"))):
        raise rooms.Failed("an index was removed")
    stage.faults.set("clock 0")
    stage.drop(5)
    for path in before[4:]:
        stage.model.again(path)
    stage.settle()
    stage.finish()


@scenario
def clock_wrong_at_start(stage):
    """A machine that starts with its clock years ahead, and one whose clock was never set: nothing is
    forgotten, nothing removed, then or when the clock is right again."""
    stage.start("clock 0")
    for _ in range(8):
        content, headlines = stage.model.content(models.TEXT, 60)
        stage.model.put(f"n{stage.model.count}.txt", content, headlines, "rename")
    stage.settle()
    stage.stop()
    kept = stage.room.path / "kept"
    shutil.copytree(stage.room.inbox / "_done", kept)
    before = models.files(kept)
    for seconds in (63_072_000, 86_400 - int(time.time()), 0):
        stage.start(f"clock {seconds}")
        stage.drop(5, models.TEXT)
        for path in before:
            stage.model.again(path)
        stage.settle()
        # Retention looks every ten seconds.
        time.sleep(12)
        stage.stop()
        if len(list((stage.room.state / "stories").glob("*.idx"))) < len(
                list((stage.room.state / "stories").glob("*.seal"))):
            raise rooms.Failed(f"an index was removed by a clock {seconds} s off")
    gone = {path.name for path in before} - {
        path.name for path in models.files(stage.room.inbox / "_done")}
    if gone:
        raise rooms.Failed(f"_done/ has lost {gone}")
    stage.finish()


@scenario
def second_daemon(stage):
    """A second daemon on one state directory is refused, says who is there, and touches nothing."""
    stage.start()
    stage.drop()
    stage.settle()
    other = stage.room.path / "other"
    (other / "inbox").mkdir(parents=True)
    (other / "inbox" / "n.txt").write_bytes(rooms.story(9_999_999))
    (other / "w.yaml").write_text(f"state: {stage.room.state}\ninboxes:\n  - name: desk\n"
                                  f"    path: {other}/inbox\n")
    run = subprocess.run([stage.room.binary, "run", "--config", other / "w.yaml"], text=True,
                         capture_output=True, check=False)
    if run.returncode != 75 or f"process {stage.daemon.pid}" not in run.stderr:
        raise rooms.Failed(f"{run.returncode}: {run.stderr}")
    if not (other / "inbox" / "n.txt").exists():
        raise rooms.Failed("it has touched the second inbox")
    stage.drop()
    stage.finish()


@scenario
def second_daemon_on_the_inbox(stage):
    """Another state directory, the same inbox: refused as well."""
    stage.start().hear("ready")
    other = stage.room.path / "w.yaml"
    other.write_text(f"state: {stage.room.path}/other\ninboxes:\n  - name: desk\n"
                     f"    path: {stage.room.inbox}\n")
    run = subprocess.run([stage.room.binary, "run", "--config", other], text=True,
                         capture_output=True, check=False)
    if run.returncode != 78 or "inbox-in-use" not in run.stderr:
        raise rooms.Failed(f"{run.returncode}: {run.stderr}")
    stage.drop()
    stage.finish()


@scenario
def broken_configuration(stage):
    """A configuration that is broken at a reload leaves the old one in force."""
    stage.start().hear("ready")
    good = (stage.room.path / "wireroom.yaml").read_text()
    for bad in ("inboxes: [", "state: 7\n", good + "log:\n", "", good.replace("desk", "")):
        (stage.room.path / "wireroom.yaml").write_text(bad)
        refused = stage.journal.count("a mistake in the configuration")
        stage.daemon.send_signal(signal.SIGHUP)
        rooms.wait("it is refused", lambda: stage.journal.count(
            "a mistake in the configuration") > refused)
        stage.drop(3)
        stage.settle()
    (stage.room.path / "wireroom.yaml").unlink()
    refused = stage.journal.count("error: ")
    stage.daemon.send_signal(signal.SIGHUP)
    rooms.wait("it is refused", lambda: stage.journal.count("error: ") > refused)
    stage.drop(3)
    stage.settle()
    stage.configure()
    stage.finish()


def play(name, options):
    """Plays one scenario; what it says where it could not be played."""
    with rooms.Room(options.binary) as room:
        try:
            return SCENARIOS[name](Stage(room, options.seed))
        except rooms.Failed as failed:
            raise rooms.Failed(f"{name} (--only {name} --seed {options.seed}): {failed}") from None


def torture(options):
    begun = time.monotonic()
    names = [options.only] if options.only else list(SCENARIOS)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        said = list(pool.map(lambda name: play(name, options), names))
    skipped = [f"{name} ({why})" for name, why in zip(names, said) if why]
    print(f"calls: {len(names) - len(skipped)} scenarios in {time.monotonic() - begun:.0f} s, each "
          f"content once, each file one outcome, verify clean"
          + (f"; skipped: {', '.join(skipped)}" if skipped else ""))


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(__doc__.splitlines()[0], only="", jobs=4))
