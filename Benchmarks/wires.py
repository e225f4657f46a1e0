"""Wires and plain text to the lines of the log, beside libxml2's own no-op run over the same bytes.

The documents are made here, of our own words: a NewsML-G2 message of 400 items, and 1,000 plain-text
stories of about 3 kB with slug line, headline, byline, dateline and credits.
"""
import os, statistics, subprocess
import feeds

GOALS = {"NewsML-G2": 20, "plain text": 40}


def news_item(n):
    paragraphs = "\n".join(f"<p>{feeds.words(n + k, 40).capitalize()}.</p>" for k in range(8))
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:press.example,2026:{n}"
 version="1" standard="NewsML-G2" standardversion="2.29" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_37.xml"/>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:PRX"/>
<versionCreated>2026-11-{n % 28 + 1:02}T{n % 24:02}:00:00Z</versionCreated>
<pubStatus qcode="stat:usable"/><edNote>{feeds.words(n, 6)}</edNote></itemMeta>
<contentMeta><urgency>{n % 8 + 1}</urgency><located><name>Granford</name></located>
<by>{feeds.NAMES[n % len(feeds.NAMES)]}</by><slugline>{feeds.NOUNS[n % len(feeds.NOUNS)]}</slugline>
<headline>{feeds.words(n, 8).capitalize()}</headline>
<subject type="cpnat:abstract" qcode="medtop:{20000000 + n % 1000}"><name>{feeds.words(n, 2)}</name>
</subject><language tag="en"/></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>{n}</title></head><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem>
"""


def message():
    items = "".join(news_item(n) for n in range(400))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-11-26T10:00:00Z</sent>
</header><itemSet>{items}</itemSet></newsMessage>
""".encode()


def story(n):
    paragraphs = "\n\n".join(feeds.words(n + k, 45).capitalize() + "." for k in range(10))
    name = feeds.NAMES[n % len(feeds.NAMES)]
    return (f"{feeds.words(n, 3)}\n{feeds.words(n, 8).capitalize()}\n\nBy {name}\n\n"
            f"GRANFORD, Nov {n % 28 + 1} (PRX) - {paragraphs}\n\n"
            f"(Reporting by {name}; Editing by Ann Example)\n").encode()


def section(scratch, release, rounds):
    # The feeds' section has built it.
    noop = os.path.join(scratch, "sax-noop")
    texts = [story(n) for n in range(1000)]
    # A record separator parts the stories; libxml2 gets the same words as one element's text.
    kinds = {"NewsML-G2": (message(), None),
             "plain text": (b"\x1e".join(texts), b"<t>" + b"\n".join(texts) + b"</t>")}
    print(f"Bytes to JSON lines on one core, in MB/s of CPU time (medians of {rounds})")
    print("                     libxml2, no-op    wireroom   goal")
    for kind, (ours, theirs) in kinds.items():
        rates = {}
        for name, data in (("wireroom", ours), ("libxml2", theirs or ours)):
            path = os.path.join(scratch, f"{name}.{kind.replace(' ', '-')}")
            with open(path, "wb") as file:
                file.write(data)
        for n in range(rounds):
            for name, command in (("libxml2", [noop]),
                                  ("wireroom", [os.path.join(release, "feed-bench"), "wire"])):
                path = os.path.join(scratch, f"{name}.{kind.replace(' ', '-')}")
                out = subprocess.run([*command, path, "4"], check=True, capture_output=True,
                                     text=True).stdout
                # The first turn fills caches.
                best = statistics.median(int(line) for line in out.split()[1:])
                rates.setdefault(name, []).append(os.path.getsize(path) * 1e3 / best)
        a, b = statistics.median(rates["libxml2"]), statistics.median(rates["wireroom"])
        print(f"  {kind:16}   {a:14.0f}   {b:9.1f}   {GOALS[kind]:4}   "
              f"{len(ours) / 1e6:.1f} MB; {a / b:.1f} × libxml2's time")
