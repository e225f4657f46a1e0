"""A thousand changed feeds on as many hosts of 127.0.0.0/8, beside newsboat in the same run.

Both ask the same server, which is a process of its own whose CPU is not counted. Each reads the
feeds once, then every feed gets a new entry, and the second reading is what is measured.
"""
import asyncio, os, resource, shutil, signal, socket, sqlite3, statistics, subprocess, sys, time

import feeds

COUNT, ENTRIES = 1000, 20


def host(n):
    return f"127.{1 + n // 62500}.{n // 250 % 250}.{1 + n % 250}"


def document(n, version):
    """The feed with its newest entries first; each story is one feed's alone."""
    body = lambda k: "<description>" + feeds.html.escape(
        feeds.paragraphs(k, 2, 40) + f"\n<p>Report {k} of desk {n}.</p>", quote=False) + "</description>"
    items = [feeds.item(k, body(k)) for k in
             (n * 1000 + version + ENTRIES - 1 - k for k in range(ENTRIES))]
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Desk " + str(n) +
            f"</title><link>http://{host(n)}/</link><description>Of desk {n}</description>\n"
            + "".join(items) + "</channel></rss>\n").encode()


def serve(port):
    """Answers each request whole; SIGUSR1 publishes a new entry in each feed."""
    versions = [[(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: \"%d\"\r\n"
                  b"Content-Length: %d\r\n\r\n" % (v, len(body))) + body
                 for body in (document(n, v) for n in range(COUNT))] for v in (0, 1)]
    state = {"version": 0}

    class Answers(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport, self.got = transport, b""

        def data_received(self, data):
            self.got += data
            while b"\r\n\r\n" in self.got:
                head, self.got = self.got.split(b"\r\n\r\n", 1)
                n = int(head.split(b" ", 2)[1][1:])
                self.transport.write(versions[state["version"]][n])

    async def main():
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, lambda: state.update(version=1))
        server = await loop.create_server(Answers, "0.0.0.0", port, backlog=4096)
        print("ready", flush=True)
        await server.serve_forever()

    asyncio.run(main())


class Cost:
    """Wall and CPU seconds of a command."""

    def __init__(self, *command, **options):
        before, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       **options)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.wall = time.monotonic() - before
        self.cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def newsboat(folder, port, threads, changes):
    urls, settings = os.path.join(folder, "urls"), os.path.join(folder, "config")
    with open(urls, "w") as file:
        file.writelines(f"http://{host(n)}:{port}/{n}\n" for n in range(COUNT))
    with open(settings, "w") as file:
        file.write(f"reload-threads {threads}\nmax-items 0\n")
    command = ["newsboat", "-q", "-u", urls, "-C", settings,
               "-c", os.path.join(folder, "cache.db"), "-x", "reload"]
    environment = os.environ | {"HOME": folder}
    Cost(*command, env=environment)
    changes()
    cost = Cost(*command, env=environment)
    rows = sqlite3.connect(os.path.join(folder, "cache.db")).execute(
        "select count(*) from rss_item").fetchone()[0]
    assert rows == COUNT * (ENTRIES + 1), f"newsboat has {rows} entries"
    return cost


def wireroom(folder, port, binary, changes):
    config = os.path.join(folder, "wireroom.yaml")
    with open(config, "w") as file:
        file.write("state: state\nlog_level: warning\npolling:\n  host_gap: 2s\nfeeds:\n")
        file.writelines(f"  - {{name: desk-{n}, url: 'http://{host(n)}:{port}/{n}', "
                        f"interval: 1s, min_interval: 1s, max_interval: 1s, "
                        f"allow: 127.0.0.0/8}}\n" for n in range(COUNT))
    Cost(binary, "run", "--config", config, "--once")
    changes()
    time.sleep(2)
    cost = Cost(binary, "run", "--config", config, "--once")
    with open(os.path.join(folder, "state/stories.jsonl")) as file:
        lines = sum(1 for _ in file)
    assert lines == COUNT * (ENTRIES + 1), f"wireroom has {lines} entries"
    return cost


def section(scratch, release, rounds):
    with socket.create_server(("0.0.0.0", 0)) as probe:
        port = probe.getsockname()[1]
    peers = {"newsboat, 1 thread": lambda f, c: newsboat(f, port, 1, c),
             "newsboat, 16 threads": lambda f, c: newsboat(f, port, 16, c),
             "wireroom run --once": lambda f, c: wireroom(f, port, os.path.join(release, "wireroom"), c)}
    if not shutil.which("newsboat"):
        peers = {name: run for name, run in peers.items() if name.startswith("wireroom")}
    costs = {}
    for n in range(rounds):
        for name, run in peers.items():
            print(f"\rpolling: round {n + 1} of {rounds} ", end="", file=sys.stderr, flush=True)
            folder = os.path.join(scratch, "polling")
            os.mkdir(folder)
            server = subprocess.Popen([sys.executable, __file__, str(port)],
                                      stdout=subprocess.PIPE, text=True)
            try:
                assert server.stdout.readline() == "ready\n"
                costs.setdefault(name, []).append(
                    run(folder, lambda: server.send_signal(signal.SIGUSR1)))
            finally:
                server.kill()
                server.wait()
                shutil.rmtree(folder)
    print("\r", end="", file=sys.stderr)
    size = len(document(7, 0))
    print(f"{COUNT} feeds of {ENTRIES} entries and {size / 1000:.0f} kB, each on a host of its own, each "
          f"with one new entry (medians of {rounds}; goal: 3 times as fast)")
    median = lambda name, what: statistics.median(getattr(c, what) for c in costs[name])
    ours = "wireroom run --once"
    for name in peers:
        print(f"  {name:24}{median(name, 'wall'):8.2f} s wall{median(name, 'cpu'):8.2f} s CPU"
              + ("" if name == ours else f"   {median(name, 'wall') / median(ours, 'wall'):.1f} and "
                 f"{median(name, 'cpu') / median(ours, 'cpu'):.1f} times wireroom's"))
    if not shutil.which("newsboat"):
        print("  (newsboat is not installed here: left out)")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
