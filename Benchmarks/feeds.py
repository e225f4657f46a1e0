"""Feed parsing beside libxml2's own no-op run, and beside parsers from PyPI.

The feeds are made here, of our own words: 5,000 items with escaped HTML in 4.9 MB, and 50 items with
a description and a CDATA section each in 104 kB.
"""
import html, os, re, shutil, statistics, subprocess, sys, venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NOUNS = """council ferry harbour strike minister river town vote bridge market school nurse train
budget museum orchard lighthouse captain ledger valley committee engine festival quarry mayor library
bakery cable inspector meadow timber voter tunnel garden court station island reservoir""".split()
VERBS = """opened closed moved praised feared repaired counted crossed visited delayed sold
painted""".split()
SHAPES = ["the {} of the {} was {} by a {} in the {}", "the {} {} the {} after the {} had been {}",
          "for the {} it was the {} that {} the {}", "a {} and the {} are to be {} with the {}"]
NAMES = "Ada Brandt,Noel Quist,Mara Lindqvist,Théo Garnier,Ivy O’Dell,Jun Sato".split(",")
PEERS = ["fastfeedparser", "feedparser-rs", "feedparser"]


def words(n, count):
    """So many words of sentences that nobody has said."""
    out, k = [], 0
    while len(out) < count:
        text = SHAPES[(n + k) % len(SHAPES)]
        while "{}" in text:
            k += 1
            pool = VERBS if text.split("{}")[0].endswith(("was ", "been ", "that ", "be ")) else NOUNS
            text = text.replace("{}", pool[(n * 7 + n // 50 + k * (k + 5) + 11 * (n % 3)) % len(pool)], 1)
        out += text.split()
    return " ".join(out[:count])


def paragraphs(n, count, length):
    out = []
    for k in range(count):
        text = words(n + 31 * k, length).capitalize()
        if k == 0:
            text += f' – see <a href="https://news.example/tag/{n % 40}?a=1&amp;b=2">the file</a>'
        if k == 1:
            text = f'<img src="https://img.example/{n}.jpg" alt="{words(n, 3)}" width="640"/> ' + text
        out.append(f"<p>{text} “{words(n + k, 4)}” &amp; <em>more</em>.</p>")
    return "\n".join(out)


def item(n, body):
    day, clock = n % 28 + 1, f"{n % 24:02}:{n % 60:02}:{n * 7 % 60:02}"
    return f"""<item>
<title>{words(n, 8).capitalize()} &#8217;{n}&#8217;</title>
<link>https://news.example/2026/11/{n}-{words(n, 3).replace(" ", "-")}?utm_source=rss</link>
<guid isPermaLink="false">https://news.example/?p={n}</guid>
<pubDate>{"Mon Tue Wed Thu Fri Sat Sun".split()[(day + 6) % 7 - 1]}, {day:02} Nov 2026 {clock} +0000</pubDate>
<dc:creator>{NAMES[n % len(NAMES)]}</dc:creator>
<category>{NOUNS[n * 7 % len(NOUNS)]}</category>
<category domain="https://news.example/sections">{VERBS[n % len(VERBS)]}</category>
{body}
</item>
"""


def feed(count, body):
    head = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Granford Ledger</title><link>https://news.example/</link>
<atom:link href="https://news.example/feed" rel="self" type="application/rss+xml"/>
<description>News of river and town</description><language>en-GB</language>
"""
    return (head + "".join(item(n, body(n)) for n in range(count)) + "</channel></rss>\n").encode()


def large():
    return feed(5000, lambda n: "<description>" + html.escape(paragraphs(n, 2, 16), quote=False)
                + "</description>")


def small():
    return feed(50, lambda n: "<description>" + html.escape(paragraphs(n, 1, 24), quote=False)
                + "</description>\n<content:encoded><![CDATA[" + paragraphs(n, 5, 28)
                + "]]></content:encoded>")


PEER = """
import sys, time
name, path, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(path, "rb").read()
if name == "fastfeedparser":
    import fastfeedparser
    parse = lambda: len(fastfeedparser.parse(data).entries)
elif name == "feedparser-rs":
    import feedparser_rs
    parse = lambda: len(feedparser_rs.parse(data).entries)
else:
    import feedparser
    parse = lambda: len(feedparser.parse(data).entries)
for _ in range(turns):
    before = time.process_time_ns()
    count = parse()
    print(time.process_time_ns() - before)
    assert count > 0
"""


def peers(folder):
    """The Python of a virtual environment, and which peers are there; none is no failure."""
    place = os.path.join(folder, "venv")
    python = os.path.join(place, "bin/python")
    if not os.path.exists(python):
        venv.create(place, with_pip=True)
    found = []
    for name in PEERS:
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        show = [python, "-m", "pip", "show", "-q", name]
        get = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", name]
        if subprocess.run(show, **quiet).returncode == 0 \
                or subprocess.run(get, **quiet).returncode == 0:
            found.append(name)
    return python, found


def section(scratch, base, release, rounds):
    def run(*command):
        return [int(line) for line in subprocess.run(
            command, check=True, capture_output=True, text=True).stdout.split()]

    limit = os.path.join(scratch, "sax-noop")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libxml-2.0"], check=True,
                           capture_output=True, text=True).stdout.split()
    subprocess.run(["cc", "-O2", "-o", limit, os.path.join(ROOT, "Benchmarks/sax-noop.c"), *flags],
                   check=True)
    try:
        python, found = peers(base)
    except (OSError, subprocess.SubprocessError):
        python, found = None, []
    script = os.path.join(scratch, "peer.py")
    with open(script, "w") as file:
        file.write(PEER)
    bench = os.path.join(release, "feed-bench")
    columns = []
    for name, data, turns in (("5,000 items", large(), 3), ("50 items", small(), 60)):
        path = os.path.join(scratch, "feed.xml")
        with open(path, "wb") as file:
            file.write(data)
        times = {}
        for n in range(rounds):
            print(f"\rfeed of {name}: round {n + 1} of {rounds} ", end="", file=sys.stderr,
                  flush=True)
            times.setdefault("limit", []).extend(run(limit, path, str(turns)))
            for mode in ("structs", "records"):
                times.setdefault(mode, []).extend(run(bench, mode, path, str(turns)))
            for peer in found:
                # The slowest takes seconds for the large feed: once is enough.
                if peer == "feedparser" and n > 0:
                    continue
                few = 1 if peer == "feedparser" else max(1, turns // 3)
                times.setdefault(peer, []).extend(run(python, script, peer, path, str(few)))
        columns.append((name, len(data), {k: statistics.median(v) for k, v in times.items()}))
    print("\r", end="", file=sys.stderr)
    print(f"CPU time of a feed's parse, as a multiple of libxml2's SAX2 push parser with handlers "
          f"that do nothing (medians of {rounds} turns)")
    print(f"  {'':32}" + "".join(f"{f'{name}, {size / 1e6:.2g} MB':>20}" for name, size, _ in columns))
    rows = [("limit", "libxml2, no-op", ""), ("structs", "wireroom, structs", "  goal ≤ 3"),
            ("records", "wireroom, hashed JSON lines", "  goal ≤ 6")]
    rows += [(peer, peer, "") for peer in found]
    for key, title, note in rows:
        print(f"  {title:32}" + "".join(
            f"{times[key] / times['limit']:20.2f}" for _, _, times in columns) + note)
    for name, size, times in columns:
        print(f"  1 for {name}: {times['limit'] / 1000:.0f} µs, "
              f"{size * 1000 / times['limit']:.0f} MB/s")
    for peer in PEERS:
        if peer not in found:
            print(f"  ({peer} is not to be had from PyPI here: left out)")
