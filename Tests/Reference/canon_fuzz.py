#!/usr/bin/env python3
"""Random Unicode for CanonicalText, with what the reference makes of it: the other half of the
test "the reference agrees on random text". Deterministic for a seed.

usage: canon_fuzz.py REFERENCE COUNT [SEED] > FILE
       WIREROOM_CANON_FUZZ=FILE swift test --filter IdentityTests

REFERENCE is nc1_reference.py. Each line: {"text", "canon", "tokens", "title"}, the title as nt1
canonicalises it. Code points that this Python's Unicode does not know are left out: a newer ICU may
know them.
"""
import importlib.util
import json
import random
import sys
import types
import unicodedata


def reference(path):
    # Only its HTML part needs lxml, and only the caller of canon unescapes entities here.
    for name in ("lxml", "lxml.etree"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["lxml"].etree = sys.modules["lxml.etree"]
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("nc1_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.html = types.SimpleNamespace(unescape=lambda text: text)
    return module


def known(first, last):
    return [chr(c) for c in range(first, last + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]


ASCII = known(0, 0x7F)
WORDS = list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
RULES = list("0123456789.,:-'`\"%$(€£¥₿‰ \t\n ’‘“”–—−\u00a0\u00ad\u200b\u200d\u2060\ufeff\u202f\u2009…ß½²ﬁİıſKŉ")
MARKS = known(0x300, 0x36F) + list("\u0591\u05b0\u064b\u0653\u093c\u094d\u0e38\u3099\u309a\u0f71\u0f72\u0f73\u1161\u11a8\U0001d165\U0001d16d\u20e3\ufe0f\u0338\u05ab\u1dce")
LATIN = known(0x80, 0x24F) + known(0x1E00, 0x1FFF)
SCRIPTS = [
    known(0x370, 0x52F), known(0x530, 0x7FF), known(0x900, 0xDFF), known(0xE00, 0xFFF),
    known(0x1000, 0x1FFF), known(0x2000, 0x2BFF), known(0x2E80, 0x33FF), known(0x4E00, 0x4EFF),
    known(0xAC00, 0xAC7F) + known(0x1100, 0x11FF), known(0xA000, 0xABFF), known(0xF900, 0xFFFF),
    known(0x10000, 0x1FFFF), known(0x2F800, 0x2FA1D),
]


def text(rng):
    # A few alphabets a text, so that neighbours meet whom the rules are about.
    pools = rng.choices([ASCII, WORDS, RULES, RULES, MARKS, LATIN, *SCRIPTS], k=rng.randint(1, 4))
    length = rng.choice((1, 2, 3, 5, 8, 20, 60))
    return "".join(rng.choice(rng.choice(pools)) for _ in range(length))


LABELS = ["UPDATE", "Updated", "update 2", "ZUSAMMENFASSUNG 2", "(zusf)", "1st Ld", "2nd LEAD", "lead",
          "WRAPUP 3", "wrapup )", "(Extra)", "Eıl", "ſt ld", "KORREKTUR", "Ausführliche Zusammenfassung", "kill",
          "brea\u212aing", "\u0663rd ld", "MAJ", "corrects", "recasts", "rpt", "advisory", "İ", "x"]
GLUE = ["-", ":", " - ", "/", "|", " — ", "–", " ", "(", ")", "\u00a0", "\n", "::", "", "1", "a"]


def title(rng):
    return "".join(rng.choice(rng.choice((LABELS, GLUE))) for _ in range(rng.randint(1, 8)))


def main():
    module, count = reference(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    for n in range(count):
        sample = title(rng) if n % 8 == 0 else text(rng)
        canon = module.canon(sample)
        line = {"text": sample, "canon": canon, "tokens": module.ntok(canon), "title": module.ntitle(sample)}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
