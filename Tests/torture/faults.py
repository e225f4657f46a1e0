"""The preloaded library that makes system calls fail (faults.c), and its rules."""

import os
import pathlib
import shutil
import subprocess
import threading

import room as rooms

SOURCES = pathlib.Path(__file__).resolve().parent
BUILT = rooms.ROOT / ".build" / "torture"
COMPILER = threading.Lock()


class Missing(Exception):
    """What a torture needs and this machine has not."""


def build(name, source, *options):
    """Compiles a C source of this folder, unless that was done since it was changed."""
    with COMPILER:
        return compiled(BUILT / name, SOURCES / source, *options)


def compiled(path, source, *options):
    if path.exists() and path.stat().st_mtime > source.stat().st_mtime:
        return path
    if not shutil.which("gcc"):
        raise Missing("gcc is not installed")
    BUILT.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    run = subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", fresh, source, *options],
                         capture_output=True, text=True, check=False)
    if run.returncode:
        raise Missing(f"{source.name} cannot be compiled: {run.stderr}")
    fresh.rename(path)
    return path


class Faults:
    """The faults of one room's daemon: a file of rules that may change while it runs."""

    def __init__(self, room):
        self.library = build("faults.so", "faults.c", "-shared", "-fPIC", "-ldl")
        self.control = room.path / "faults"
        self.trace = room.path / "trace"
        self.env = {"LD_PRELOAD": str(self.library), "FAULTS_CONTROL": str(self.control),
                    "FAULTS_ROOTS": f"{room.state}:{room.inbox}"}
        self.set()

    @property
    def tracing(self):
        """The environment in which each call is written down too."""
        return {**self.env, "FAULTS_TRACE": str(self.trace)}

    def set(self, *rules):
        """Puts these rules in force, and no others."""
        fresh = self.control.with_name("faults.part")
        fresh.write_text("".join(rule + "\n" for rule in rules))
        fresh.rename(self.control)

    def calls(self):
        """What was traced: (kind, path) for each call, its digits and ids taken out of the path."""
        return [tuple(line.split(" ", 1)) for line in self.trace.read_text().splitlines()]
