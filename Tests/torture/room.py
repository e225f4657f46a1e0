"""What all tortures share: a folder of their own, the binary, the log read by an outsider.

Python's standard library only, and nothing of the product's: the chain is worked out here from the
page that describes the record.
"""

import argparse
import ctypes
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
THINGS = ["ferry", "tram", "barge", "night train", "mail van", "fire engine"]
PLACES = ["Holm Island", "Eastmark", "Granford", "Westerlode", "Sand Point"]


PR_SET_PDEATHSIG = 1
PRCTL = ctypes.CDLL(None).prctl


class Failed(Exception):
    """What must hold does not."""


def bound():
    """What a child runs before it becomes its program, so that it is killed when the thread that
    started it ends, or its process, be it by kill -9: `Popen(…, preexec_fn=bound())`."""
    parent = os.getpid()

    def bind():
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
        # It had ended before it could be heard.
        if os.getppid() != parent:
            os._exit(1)
    return bind


def arguments(description, **options):
    """The command line: `--binary` and `--seed`, and a number for each of `options`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/wireroom"))
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    for name, value in options.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    chosen = parser.parse_args()
    chosen.binary = str(pathlib.Path(chosen.binary).resolve())
    if not os.access(chosen.binary, os.X_OK):
        parser.error(f"{chosen.binary}: no such binary; `make release` builds it")
    random.seed(chosen.seed)
    return chosen


class Room:
    """A temporary folder with an inbox, a state directory and a configuration. It is kept, and
    named, where something went wrong."""

    def __init__(self, binary, under=None):
        self.binary = binary
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="wireroom-torture-", dir=under))
        self.inbox = self.path / "inbox"
        self.state = self.path / "state"
        self.journal = self.path / "journal"
        self.inbox.mkdir()
        self.children = []
        self.is_kept = True

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        for child in self.children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if kind is None or not self.is_kept:
            shutil.rmtree(os.fsencode(self.path))
        else:
            print(f"Kept for inspection: {self.path}", file=sys.stderr)

    def configure(self, scan_interval="1s", **log):
        lines = [f"state: {self.state}", "inboxes:", "  - name: desk", f"    path: {self.inbox}",
                 f"    scan_interval: {scan_interval}", "    settle: 100ms"]
        if log:
            lines += ["log:"] + [f"  {key}: {value}" for key, value in log.items()]
        (self.path / "wireroom.yaml").write_text("\n".join(lines) + "\n")

    def start(self, *command, **options):
        """Starts a process that leads a group of its own. It is killed with the room, and where
        this script is."""
        child = subprocess.Popen(command, cwd=self.path, start_new_session=True,
                                 preexec_fn=bound(), **options)
        self.children.append(child)
        return child

    def daemon(self, *options, env=None, through=()):
        """Starts the daemon; `env`: variables beside those that there are; `through`: a command
        that becomes it."""
        with open(self.journal, "ab") as journal:
            # As the unit has it: glibc's default of eight heaps for each core is not what is run.
            return self.start(
                *through, self.binary, "run", "--config", "wireroom.yaml", *options, stderr=journal,
                env={**os.environ, "MALLOC_ARENA_MAX": "2", **(env or {})})

    def end(self, child, within=300):
        """Waits for the end of a process, which then is none of the room's; its exit status."""
        status = child.wait(within)
        self.children.remove(child)
        return status

    def kill(self, child):
        """Kills a process with -9."""
        child.kill()
        return self.end(child)

    def ready(self, child, within=300):
        """Waits until the daemon that was started last says that it is ready."""
        def says():
            if child.poll() is not None:
                raise Failed(f"the daemon ended with {child.returncode}:\n{self.last_words()}")
            return b"notice: ready" in self.journal.read_bytes()
        wait("the daemon is ready", says, within)

    def last_words(self):
        return b"\n".join(self.journal.read_bytes().splitlines()[-20:]).decode(errors="replace")

    def verify(self):
        run = subprocess.run([self.binary, "verify", "--state", str(self.state)],
                             capture_output=True, text=True, check=False)
        if run.returncode:
            raise Failed(f"verify ended with {run.returncode}:\n{run.stderr}")

    def drop(self, name, content):
        """Drops a file as it should be done: under an ignored name, then under its own."""
        path = os.path.join(os.fsencode(self.inbox), name)
        with open(path + b".part", "wb") as file:
            file.write(content)
        os.rename(path + b".part", path)

    def pending(self):
        """Regular files that are in the inbox still, claimed or not."""
        top = os.fsencode(self.inbox)
        found = []
        for folder, folders, files in os.walk(top):
            if folder == top:
                folders[:] = [f for f in folders if f not in (b"_done", b"_failed")]
            found += [os.path.join(folder, file)[len(top) + 1:] for file in files]
        return found


def backlog(inbox):
    """How many names the inbox has, those in its folders left out."""
    with os.scandir(inbox) as names:
        return sum(1 for _ in names)


def wait(what, holds, within=600):
    """Waits until something holds; how fast the machine is decides nothing."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise Failed(f"not in time: {what}")
        time.sleep(0.02)


def segments(state, log):
    return sorted((state / log).glob("*.jsonl"))


def prove(state, log):
    """The lines of a log, after each seq and chain has been worked out anew."""
    lines = []
    chain = "0" * 64
    for segment in segments(state, log):
        content = segment.read_bytes()
        if content and not content.endswith(b"\n"):
            raise Failed(f"{segment}: its last line has no end")
        if content and int(segment.stem) != len(lines) + 1:
            raise Failed(f"{segment}: it begins with seq {len(lines) + 1}")
        for raw in content.splitlines():
            body, mark, rest = raw.rpartition(b',"chain":"')
            chain = hashlib.sha256(chain.encode() + body).hexdigest()
            if not mark or rest != chain.encode() + b'"}':
                raise Failed(f"{segment}: the chain of line {len(lines) + 1} is wrong")
            line = json.loads(raw)
            if line["seq"] != len(lines) + 1:
                raise Failed(f"{segment}: seq {line['seq']} stands where {len(lines) + 1} belongs")
            lines.append(line)
    return lines


def story(number, paragraphs=2):
    """A plain text story, unlike any other."""
    thing, place = THINGS[number % len(THINGS)], PLACES[number % len(PLACES)]
    text = [f"The {thing} {number} runs late again",
            f"{place.upper()} (Morrow News) - The {thing} with the number {number} left {place} "
            f"{number % 50 + 3} minutes late on Thursday, and the {number * 7 + 11} people who "
            f"had waited for it were told nothing of the reason."]
    for paragraph in range(1, paragraphs):
        text.append(
            f"Its driver said that case {number}, paragraph {paragraph}, was no different from "
            f"the {number + paragraph} before it: the signal at kilometre {number * 3} had shown "
            f"nothing but red for {paragraph + 4} minutes, and nobody had answered the telephone "
            f"in {place}. A form was filled in; it bears the number {number}-{paragraph}.")
    return "\n\n".join(text).encode() + b"\n"


def feed(number, count, guid=None):
    """An RSS document with entries of its own; `guid`: the number of the feed that it updates."""
    items = "".join(
        f"<item><title>Hall report {number}, part {n}</title>"
        f"<guid isPermaLink=\"false\">morrow-{guid or number}-{n}</guid>"
        f"<description>Part {n} of what was said about number {number}.</description></item>"
        for n in range(1, count + 1))
    return (f"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Morrow {number}</title>"
            f"{items}</channel></rss>").encode()


def main(torture, *given):
    """Runs a torture; what does not hold is said in a line, and the exit status is 1."""
    try:
        torture(*given)
    except Failed as failed:
        sys.exit(f"FAILED: {failed}")
