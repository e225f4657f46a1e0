#!/usr/bin/env python3
"""Writes IdentityTests/OwnVectors.swift: texts of our own writing with what the reference makes of
them. usage: own_vectors.py REFERENCE > ../IdentityTests/OwnVectors.swift
"""
import json
import sys
import unicodedata

import canon_fuzz

LONG = (
    "The harbour council of Northport voted on Thursday to keep its old crane, 112 years after it first "
    "lifted coal. “It’s part of us,” said the mayor, Ana Silva-Reyes. The repair will cost €1,250,000.50 – "
    "about 3.5% of this year's budget – and take until 12:30 on the last Friday of May. Some 80 people "
    "cheered; two voted against."
)
GERMAN = "Die Straße über die Große Weißach bleibt bis März gesperrt, teilte die Behörde am Montag mit."
# (group, name, headline, body): the canonical texts within a group are equal.
VECTORS = [
    ("crane", "curly quotes and a dash", "Crane stays", LONG),
    ("crane", "straight quotes", "Another headline", LONG.translate({0x201C: '"', 0x201D: '"', 0x2019: "'", 0x2013: "-"})),
    ("crane", "CRLF and wrapped lines", "", LONG.replace(". ", ".\r\n\r\n").replace(", ", ",\r\n  ")),
    ("crane", "no-break spaces", "", LONG.replace(" ", "\u00a0")),
    ("crane", "upper case", "", LONG.upper()),
    ("crane", "soft hyphens and zero-width spaces", "", LONG.replace("council", "coun\u00adcil").replace(" ", " \u200b")),
    ("crane", "a byte-order mark and bidi controls", "", "\ufeff\u200e" + LONG + "\u202c"),
    ("crane", "TeX quotes", "", LONG.replace("“", "``").replace("”", "''").replace("’", "'")),
    ("crane", "full-width digits", "", LONG.translate({ord(str(n)): 0xFF10 + n for n in range(10)})),
    ("crane-", "one number differs", "Crane stays", LONG.replace("112", "113")),
    ("crane-not", "one word more", "Crane stays", LONG.replace("voted on", "voted not on")),
    ("decimal", "a decimal point", "Rates", "Rates rose 1.5 points."),
    ("decimal-", "without the point", "Rates", "Rates rose 15 points."),
    ("negative", "minus with U+2212", "Cold", "Minimum of −5 degrees (−12 at night)"),
    ("negative", "minus with a hyphen", "Cold", "minimum of -5 degrees (-12 at night)."),
    ("negative-", "without the minus", "Cold", "Minimum of 5 degrees (12 at night)"),
    ("range", "a range is no minus", "Years", "1939–1945, pages 3-5, F-16"),
    ("dollar minus", "minus after a dollar", "Loss", "A loss of $-5m, or -$5m, or €-5m"),
    ("percent", "per cent and per mille", "Share", "12% or 120‰ of it, ％ and ﹪ too"),
    ("currency", "currency signs", "Prices", "$5, £5, €5, ¥5, ₹5, ₿5, 5₽, US$5, ￡5"),
    ("time", "clock and ratio", "Clock", "At 12:30 or 7:05: 2:1 ahead, v1.2.3, 1,250,000.50, end 5."),
    ("apostrophe", "apostrophes inside words", "Quotes", "don’t o'clock rock 'n' roll dogs' 'tis L’Aquila"),
    ("decade", "decades", "Decades", "the 1990s, the 1990's, the ’90s"),
    ("grave", "acute accent as apostrophe", "Accent", "don´t and don`t"),
    ("prime", "primes and guillemets", "Marks", "6′2″ «oui» ‹non› „ja“"),
    ("ellipsis", "ellipsis", "Dots", "wait…what...5...6…7"),
    ("sharp s", "German sharp s", "Straße", GERMAN),
    ("sharp s", "German in capitals with SS", "STRASSE", GERMAN.upper()),
    ("sharp s", "German decomposed", "Straße", unicodedata.normalize("NFD", GERMAN)),
    ("capital sharp s", "capital sharp s", "", "STRAẞE Straße strasse"),
    ("turkish", "Turkish dotted and dotless i", "İzmir", "İzmir, Iğdır, ISPARTA, ılık, i̇zmir"),
    ("ligature", "ligatures", "Office", "The oﬃce ﬁnds ﬂoods ﬆill Ĳmuiden ǆ"),
    ("ligature", "ligatures in letters", "Office", "The office finds floods still IJmuiden dž"),
    ("greek", "Greek final sigma", "Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ ὀδυσσεύς Ὀδυσσεὺς ᾳ ΐ"),
    ("cyrillic", "Cyrillic, composed", "Йод", "Йод и ёлка: 5-й день, 3,5 %"),
    ("cyrillic", "Cyrillic, decomposed", "Йод", unicodedata.normalize("NFD", "Йод и ёлка: 5-й день, 3,5 %")),
    ("chinese", "Chinese", "港口", "港口委员会周四投票，决定保留旧起重机。费用 1,250 万元。"),
    ("chinese", "Chinese wrapped", "港口", "港口委员会周四\n投票，决定\u3000保留旧起重机。 费用1,250万元。".replace("用1", "用 1").replace("0万", "0 万")),
    ("chinese long", "Chinese of forty characters", "无关", "港口委员会周四投票决定保留旧起重机市长说它是我们的一部分修理将持续到五月最后一个星期五"),
    ("japanese", "Japanese, full width", "港", "ガラスの港で１２人が「ありがとう」と言った。"),
    ("japanese", "Japanese, half-width kana", "港", "ｶﾞﾗｽの港で12人が「ありがとう」と言った。"),
    ("korean", "Korean", "항구", "항구 위원회는 목요일 투표했다."),
    ("korean", "Korean in jamo", "항구", unicodedata.normalize("NFD", "항구 위원회는 목요일 투표했다.")),
    ("arabic", "Arabic", "الميناء", "قال رئيس البلدية: «إنه جزء منا»، وبلغت الكلفة ١٬٢٥٠٫٥ دينار و٣٫٥٪."),
    ("arabic ligature", "Arabic ligatures", "", "ﷲ ﷺ ﻻ ﷼"),
    ("hebrew", "Hebrew with points", "שלום", "שָׁלוֹם עֲלֵיכֶם ‏5 ש״ח"),
    ("hindi", "Hindi", "बंदरगाह", "बंदरगाह परिषद ने गुरुवार को मतदान किया। क़लम १२.५"),
    ("thai", "Thai", "ท่าเรือ", "ท่าเรือเก่ายังคงอยู่ น้ำ ๓.๕"),
    ("vietnamese", "Vietnamese", "Cảng", "Hội đồng cảng Việt Nam đã bỏ phiếu"),
    ("vietnamese", "Vietnamese, decomposed", "Cảng", unicodedata.normalize("NFD", "Hội đồng cảng Việt Nam đã bỏ phiếu")),
    ("symbols", "entities already unescaped", "A & B", "A & B < C > D © 2024 ® ™ № 5 ½ x² H₂O 20 °C"),
    ("emoji", "emoji and variation selectors", "☀️", "Sun ☀️ and 👩‍👩‍👧 family 1️⃣ 🇩🇪"),
    ("marks", "marks in the wrong order", "", "q\u0307\u0323 q\u0323\u0307 e\u200b\u0301 \u0301x"),
    ("astral", "letters and digits beyond the BMP", "", "𝐁𝐨𝐥𝐝 𝟏.𝟓 𐐀 𠀋 字 🄌.5 ①.5"),
    ("empty", "nothing", "", ""),
    ("empty", "only marks", "", " … — “” !?\u200b\n"),
    ("short", "a short body with a labelled headline", "UPDATE 2-Crane stays", "See the film."),
    ("short", "the same without the label", "Crane stays", "See the film."),
]


def main():
    module = canon_fuzz.reference(sys.argv[1])
    print("/// Texts of our own writing with what the reference implementation makes of them, one JSON object")
    print("/// a line. Written by Tests/Reference/own_vectors.py.")
    print('let ownVectorLines = #"""')
    for group, name, headline, body in VECTORS:
        canon = module.canon(body)
        line = {
            "group": group, "name": name, "headline": headline, "body": body, "canon": canon,
            "tokens": module.ntok(canon), "nc1": module.h(module.ncbody(body, headline)),
            "nt1": module.h(module.ntitle(headline), "nt1"),
        }
        print("  " + json.dumps(line))
    print('  """#')


if __name__ == "__main__":
    main()
