#!/usr/bin/env python3
"""Documents that were made to take a parser's time, its memory or its life.

Each is read once by `ingest`, which is measured, and then once by a daemon that is asked for its
status all the while. `--only WORD` takes those whose name holds the word.
"""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

import room as rooms

ORDINARY = 64 << 20


def rss(item, prolog="", attributes=""):
    return (f'{prolog}<rss version="2.0"{attributes}><channel><title>t</title><item>{item}</item>'
            f"</channel></rss>").encode()


def many(count, text):
    return "".join(text(n) for n in range(count))


def page(body, head=""):
    return f"<!DOCTYPE html><html><head><title>A page</title>{head}</head>{body}</html>".encode()


def mail(body, kind="text/plain"):
    return (f"From: desk@example.org\r\nSubject: A mail\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: {kind}\r\n\r\n{body}").encode()


def nested_mail(depth):
    text = ""
    for n in range(depth):
        text += f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n'
    return mail(text, 'multipart/mixed; boundary="b0"')


def forwarded_mail(depth):
    head = "From: a@example.org\r\nSubject: s\r\nContent-Type: message/rfc822\r\n\r\n"
    return (head * depth + "Subject: last\r\n\r\nthe end\r\n").encode()


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return out.getvalue()


def tarred(name, content):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def tarred_many(count):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for n in range(count):
            file.addfile(tarfile.TarInfo(f"n{n}.txt"))
    return out.getvalue()


def documents(secret):
    """Name → (maker, what it may become: `story` or codes of rejection)."""
    quote = '"'
    laughs = ('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">' + many(
        9, lambda n: f"<!ENTITY l{n + 1} {quote}" + f"&l{n};" * 10 + quote + ">") + "]>")
    leak = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
    wide = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "A" * 60_000 + '">]>'
    wider = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "A" * 100_000 + '">]>'
    ok, no = ["story"], ["hostile-markup"]
    attributes = many(50_000, lambda n: f' a{n}="1"')
    large = "A" * (12 << 20)
    return {
        "external entity": (lambda: rss("<title>a &x; b</title>", leak), ok),
        "laughs": (lambda: rss("<title>x &l9; y</title>", laughs), ok),
        "quadratic entity": (lambda: rss("<title>x" + "&a;" * 20_000 + "</title>", wide), ok),
        "large subset": (lambda: rss("<title>x &a;</title>", wider), no),
        "50,000 attributes": (lambda: rss("<title>t</title>", attributes=attributes), no),
        "50,000 attributes, page": (lambda: page(f"<body {attributes}><p>x"), ok),
        "50,000 attributes, summary": (
            lambda: rss(f"<title>t</title><description><![CDATA[<p {attributes}>x]]></description>"), ok),
        "500,000 names": (lambda: rss(many(500_000, lambda n: f"<n{n}/>")), no),
        "500,000 names, page": (lambda: page(many(500_000, lambda n: f"<n{n}>")), ok),
        "500,000 names, summary": (
            lambda: rss("<title>t</title><description><![CDATA["
                        + many(500_000, lambda n: f"<n{n}>") + "]]></description>"), ok),
        "9 MB entity name": (lambda: rss("<title>x &" + "e" * (9 << 20) + "; y</title>"), ok + no),
        "9 MB entity name, page": (lambda: page("<body><p>x &" + "e" * (9 << 20) + "; y"), ok),
        "9 MB entity name, subset": (
            lambda: rss("<title>x</title>", "<!DOCTYPE rss [<!ENTITY " + "e" * (9 << 20) + ' "">]>'), no),
        "9 MB element name": (lambda: rss("<" + "e" * (9 << 20) + "/>"), no),
        "9 MB element name, page": (lambda: page("<body><" + "e" * (9 << 20) + ">x"), ok),
        "deep": (lambda: rss("<a>" * 1_000_000), no),
        "deep page": (lambda: page("<body>" + "<div>" * 1_000_000 + "x"), ok),
        "deep page, bold": (lambda: page("<body>" + "<b><i>" * 300_000 + "x"), ok),
        "deep page, tables": (lambda: page("<body>" + "<table><tr><td>" * 200_000 + "x"), ok),
        "deep summary": (
            lambda: rss("<title>d</title><description>" + "&lt;b&gt;" * 500_000 + "x</description>"), ok),
        "12 MB attribute": (lambda: rss(f'<title x="{large}">a</title>'), no),
        "12 MB attribute, page": (lambda: page(f'<body><img alt="{large}"><p>x'), ok),
        "12 MB attribute, summary": (
            lambda: rss(f"<title>t</title><description><![CDATA[<img alt='{large}'>x]]></description>"),
            ok),
        "12 MB comment": (lambda: rss(f"<title>t</title><!--{'- ' * (6 << 20)}-->"), ok),
        "12 MB of references": (lambda: rss("<title>t" + "&amp;&#65;" * 1_200_000 + "</title>"), ok),
        "12 MB of ampersands": (lambda: rss("<title>t" + "&" * (12 << 20) + "</title>"), ok),
        "12 MB of brackets": (lambda: rss("<title>t" + "<" * (12 << 20) + "</title>"), ok),
        "12 MB of brackets, page": (lambda: page("<body>x" + "<" * (12 << 20)), ok),
        "100,000 entries": (
            lambda: rss("<title>0</title>" + many(
                100_000, lambda n: f"</item><item><title>t{n}</title>")), ["too-many-entries"]),
        "40,000 entries": (
            lambda: rss("<title>0</title>" + many(
                40_000, lambda n: f"</item><item><title>t{n}</title>")), ok),
        "page of scripts": (lambda: page("<body>x", "<script>a</script>" * 300_000), ok),
        "linked data, deep": (
            lambda: page("<body>x", "<script type='application/ld+json'>" + "[" * 2_000_000
                         + "</script>"), ok),
        "linked data, twice": (
            lambda: page("<body>x", ("<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
                                     "\"headline\":\"h\"}</script>") * 60_000), ok),
        "meta elements": (
            lambda: page("<body>x", many(200_000, lambda n: f"<meta name=a{n} content=b>")), ok),
        "UTF-7": (lambda: b'<?xml version="1.0" encoding="utf-7"?>+ADw-rss+AD4-+ADw-/rss+AD4-',
                  ok + ["unknown-format", "no-entries"]),
        "UTF-7 page": (lambda: page("<body><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
                                    "<meta charset=utf-7>"), ok),
        "NUL": (lambda: b"\0" + rooms.story(1) + b"\0" * 5000, ok + ["unknown-format"]),
        "NUL in XML": (lambda: rss("<title>n\0ul</title>"), ok),
        "surrogates": (lambda: b"\xed\xa0\x80" + rooms.story(2) + b"\xed\xbf\xbf", ok),
        "surrogates in XML": (lambda: rss("<title>s&#xD800;&#xDFFF; t</title>"), ok),
        "surrogates in JSON": (
            lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1",'
                    b'"title":"\\ud800 a \\udc00","content_text":"\\udfff"}]}', ok),
        "gzip bomb": (lambda: gzip.compress(b"a" * (100 << 20)), ["archive-bomb"]),
        "zip bomb": (lambda: zipped("a.txt", b"a" * (100 << 20)), ["archive-bomb"]),
        "tar bomb": (lambda: gzip.compress(tarred("a.txt", b"a" * (100 << 20))), ["archive-bomb"]),
        "tar of 100,000 files": (
            lambda: tarred_many(100_000), ["too-many-members"]),
        "zip of ../../x": (lambda: zipped("../../x", b"A story\n\nof some words\n"), ok),
        "tar of ../../x": (lambda: tarred("../../x", b"A story\n\nof some words\n"), ok),
        "MIME, nested": (lambda: nested_mail(100_000), ok + ["no-entries", "hostile-markup"]),
        "MIME, forwarded": (lambda: forwarded_mail(20_000), ok + ["no-entries", "hostile-markup"]),
        "MIME, 500,000 parts": (
            lambda: mail("--b\r\n\r\nx\r\n" * 500_000, "multipart/mixed; boundary=b"), ok),
        "MIME, long header": (lambda: mail("x", "text/plain; a=" + "b" * (12 << 20)), ok),
        "MIME, many headers": (
            lambda: b"Subject: s\r\n" + b"X-A: b\r\n" * 1_000_000 + b"\r\nbody\r\n", ok + ["too-many-lines"]),
        "MIME, encoded words": (
            lambda: b"From: a@example.org\r\nSubject: " + b"=?utf-8?q?a?= " * 500_000
            + b"\r\n\r\nbody\r\n", ok),
        "JSON, deep": (lambda: b"[" * 5_000_000, ["json-other", "unknown-format", "hostile-markup"]),
        "JSON feed, deep": (
            lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","x":'
                    + b'{"a":' * 1_000_000, ok + ["unknown-format", "malformed-json", "no-entries"]),
        "JSON feed, wide": (
            lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":['
                    + b",".join(b'{"id":"%d"}' % n for n in range(300_000)) + b"]}",
            ["too-many-entries"]),
        "ninjs, wide": (
            lambda: b'{"uri":"tag:a","type":"text","headlines":[{"value":"h"}],"subjects":['
                    + b'{"name":"a"},' * 500_000 + b'{"name":"b"}]}', ["malformed-json"]),
        "JSON, numbers": (
            lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"1," * 4_000_000
                    + b"1]}", ["malformed-json"]),
        "ANPA of control bytes": (lambda: b"\x16\x01" + b"\x01\x02" * 3_000_000,
                                  ["no-entries", "unknown-format", "empty"] + ok),
        "telex of line ends": (lambda: b"ZCZC\r" + b"\r" * (12 << 20) + b"A headline\r\rText.\rNNNN",
                               ["too-many-lines"]),
        "telex of messages": (lambda: b"ZCZC ab1\r\nHeadline\r\n\r\nText.\r\nNNNN\r\n" * 100_000,
                              ok + ["too-many-lines"]),
        "line of 1 GB": (None, ["oversized"]),
        "line of 60 MB": (lambda: b"A headline\n\n" + b"A" * (60 << 20), ok + ["hostile-text", "too-many-lines"]),
        "line of 60 MB of words": (lambda: b"A headline\n\n" + b"word, and " * (6 << 20),
                                   ok + ["hostile-text", "too-many-lines"]),
        "60 MB of line ends": (lambda: b"\n" * (60 << 20), ["empty"]),
        "20 MB of words in lines": (
            lambda: b"A headline\n\n" + b"Words of a story, and more.\n" * 700_000, ok + ["hostile-text", "too-many-lines"]),
        "20 MB of paragraphs": (
            lambda: b"A headline\n\n" + b"By A Name\n\n" * 2_000_000, ok + ["hostile-text", "too-many-lines"]),
        "20 MB of capitals": (
            lambda: b"A headline\n\n" + b"GRANFORD, March 3 (Morrow) - \n\n" * 600_000,
            ok + ["hostile-text", "too-many-lines"]),
    }


# What a process has used at most counts the one that started it: so this one is started small, before
# the first document is made.
METER = """
import json, os, subprocess, sys
for line in sys.stdin:
    child = subprocess.Popen(json.loads(line), stderr=subprocess.PIPE)
    said = child.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode, said]),
          flush=True)
"""


class Meter:
    """Seconds of processor of all processes, MB at most of one, and what was said, of a command."""

    def __init__(self):
        self.child = subprocess.Popen([sys.executable, "-c", METER], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True, preexec_fn=rooms.bound())

    def run(self, *command):
        print(json.dumps([str(word) for word in command]), file=self.child.stdin, flush=True)
        return json.loads(self.child.stdout.readline())

    def end(self):
        self.child.stdin.close()
        self.child.wait()


def outcome(state):
    """What the logs say of the only file: `story` and how many, or the code."""
    out = rooms.prove(state, "stories") + rooms.prove(state, "sightings")
    for log in ("stories", "sightings"):
        if b"the-secret-of-the-other-file" in (state / f"{log}.jsonl").read_bytes():
            raise rooms.Failed(f"{log} holds what lay in another file")
    stories = sum(line["kind"] != "rejected" for line in out)
    return (f"story ({stories})" if stories else ",".join(line["reason"] for line in out)) or "nothing"


def write(path, make):
    with open(path, "wb") as file:
        if make is None:
            file.truncate(1 << 30)
        else:
            file.write(make())


def torture(options):
    with rooms.Room(options.binary) as room:
        secret = room.path / "secret.txt"
        secret.write_text("the-secret-of-the-other-file")
        chosen = {name: row for name, row in documents(secret).items() if options.only in name}
        bad = []
        (room.path / "files").mkdir()
        worst, meter = [0.0, 0.0], Meter()

        def measured(path):
            shutil.rmtree(room.path / "bulk", ignore_errors=True)
            return meter.run(room.binary, "ingest", "--quiet", "--state", room.path / "bulk", path)

        write(room.path / "files" / "warm-up.txt", lambda: rooms.story(99))
        base, memory, _, _ = measured(room.path / "files" / "warm-up.txt")
        print(f"hostile: an honest story takes {base:.2f} s and {memory:.0f} MB, all processes' start "
              "included")
        for name, (make, expected) in chosen.items():
            path = room.path / "files" / (name.replace("/", "_").replace(" ", "-"))
            write(path, make)
            processor, memory, status, said = measured(path)
            became = outcome(room.path / "bulk")
            is_right = became.split(" ")[0] in expected and status in (0, 65)
            is_cheap = processor <= options.seconds and memory <= options.mb
            worst = [max(worst[0], processor), max(worst[1], memory)]
            mark = "" if is_right and is_cheap else "   <-- "
            if mark:
                bad.append(name)
            print(f"  {name:30} {processor:6.2f} s {memory:6.0f} MB   {became}{mark}", flush=True)
            if not is_right:
                print("    " + said.strip()[:300])
        meter.end()
        print(f"hostile: at most {worst[0]:.2f} s of processor and {worst[1]:.0f} MB in a process "
              f"(limits {options.seconds} s, {options.mb} MB)")
        served(room, room.path / "files", sorted(chosen))
        if bad:
            raise rooms.Failed(f"too dear, or for a wrong reason: {', '.join(bad)}")


def served(room, files, names):
    """A daemon takes all of them, an honest story behind each, and answers all the while."""
    room.configure()
    daemon = room.daemon()
    room.ready(daemon)
    slowest, ended = [0.0], threading.Event()

    def ask():
        while not ended.wait(0.1):
            before = time.monotonic()
            answer = subprocess.run([room.binary, "status", "--json", "--state", str(room.state)],
                                    capture_output=True, check=False)
            slowest[0] = max(slowest[0], time.monotonic() - before)
            # 69 is also the word of a directory without a daemon.
            if answer.returncode not in (0, 69) or json.loads(answer.stdout)["pid"] != daemon.pid:
                slowest.append((answer.stdout + answer.stderr).decode(errors="replace")[:400])

    asking = threading.Thread(target=ask)
    asking.start()
    for number, name in enumerate(names):
        name = name.replace("/", "_").replace(" ", "-")
        os.rename(files / name, room.inbox / name)
        room.drop(b"honest-%d.txt" % number, rooms.story(1000 + number))
    rooms.wait("all files are settled", lambda: not room.pending(), within=600)
    ended.set()
    asking.join()
    lines = rooms.prove(room.state, "stories") + rooms.prove(room.state, "sightings")
    seen = {line["raw"]["name"] for line in lines}
    for number in range(len(names)):
        if f"honest-{number}.txt" not in seen:
            raise rooms.Failed(f"honest-{number}.txt is in no log")
    if slowest[1:]:
        raise rooms.Failed(f"status: {slowest[1]}")
    with open(f"/proc/{daemon.pid}/status", encoding="utf-8") as file:
        peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
    answer = json.loads(subprocess.run(
        [room.binary, "status", "--json", "--state", str(room.state)],
        capture_output=True, check=False).stdout)
    print(f"hostile: a daemon took all {len(names)} and an honest story behind each; status answered "
          f"within {slowest[0]:.1f} s; the daemon's own peak {peak:.0f} MB; parsers {answer['parsers']}")
    room.verify()


if __name__ == "__main__":
    rooms.main(torture, rooms.arguments(__doc__, seconds=2.0, mb=256, only=""))
