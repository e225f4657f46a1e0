"""A disk with a volatile cache (disk.c) below a loop device, with a file system on it."""

import ctypes
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import threading

import faults as faulty
import room as rooms

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.sync_file_range.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]


class Disk:
    """A disk whose power can go, with a file system on it."""

    def __init__(self, fs, seed):
        for what, path in (("FUSE", "/dev/fuse"), ("loop devices", "/dev/loop-control")):
            if os.geteuid() != 0 or not os.access(path, os.R_OK | os.W_OK):
                raise faulty.Missing(f"no {what} here, or not root")
        if not shutil.which(f"mkfs.{fs}"):
            raise faulty.Missing(f"mkfs.{fs} is not installed")
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "fuse3"], capture_output=True,
                               text=True, check=False)
        if flags.returncode:
            raise faulty.Missing("libfuse3-dev is not installed")
        program = faulty.build("disk", "disk.c", "-D_FILE_OFFSET_BITS=64", *flags.stdout.split(),
                               "-lpthread")
        self.lot = random.Random(seed)
        self.lock = threading.Lock()
        self.fs = fs
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="wireroom-disk-"))
        self.fuse, self.mounted = self.path / "fuse", self.path / "mounted"
        self.fuse.mkdir()
        self.mounted.mkdir()
        # No XFS is smaller than 300 MB.
        size = (300 if fs == "xfs" else 64) << 20
        self.process = subprocess.Popen([program, self.fuse, str(size)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != "ready\n":
            raise faulty.Missing("FUSE cannot be mounted here")
        made = subprocess.run(["losetup", "-f", "--show", "-b", "4096",
                               self.fuse / "disk"], capture_output=True,
                              text=True, check=False)
        self.loop = made.stdout.strip()
        if not self.loop:
            self.leave()
            raise faulty.Missing(f"no loop device to be had: {made.stderr.strip()}")
        options = ["-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0"]
        options = options if fs == "ext4" else []
        run(f"mkfs.{fs}", "-q", *options, self.loop)
        self.mount()

    def ask(self, command):
        with self.lock:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().split()

    def cut(self, after=0):
        """Takes the power away, at once or with that write or flush from now."""
        percent = self.lot.choice([0, 0, 20, 50, 80, 97])
        self.ask(f"cut {percent} {self.lot.getrandbits(60)} {after}")

    def lost(self):
        """How many writes were in the cache when the power went, their sectors, and how many of
        those survived; None: it is there."""
        state = self.ask("state")
        return [int(n) for n in state[1:]] if state[0] == "off" else None

    def write_back(self, *paths):
        """Has the kernel write what is dirty into the disk's cache, without a flush, as it does
        after some seconds."""
        for path in [self.loop, *paths]:
            try:
                file = os.open(path, os.O_RDWR)
            except OSError:
                continue
            LIBC.sync_file_range(file, 0, 0, 7)  # wait before, write, wait after
            os.close(file)

    def mount(self):
        run("mount", "-t", self.fs, "-o", "noatime", self.loop, self.mounted)

    def again(self):
        """Brings the power back and mounts what has survived."""
        rooms.wait("unmounted", lambda: subprocess.run(
            ["umount", self.mounted], capture_output=True, check=False).returncode == 0)
        self.ask("on")
        self.mount()

    def leave(self):
        subprocess.run(["umount", "-l", self.mounted], capture_output=True, check=False)
        if self.loop:
            run("losetup", "-d", self.loop)
        self.process.stdin.close()
        self.process.wait()
        subprocess.run(["umount", "-l", self.fuse], capture_output=True, check=False)
        shutil.rmtree(self.path)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise rooms.Failed(f"{command}: {done.stderr}")
