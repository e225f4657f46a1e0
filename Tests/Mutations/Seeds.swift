internal import Newsroom
internal import Packing

/// Documents of each kind that the parsers know, all of our own writing: what is mutated.
package enum Seeds {
  package static let documents: [[UInt8]] =
    (texts + wires).map { Array($0.utf8) } + samples + packed + [
      // Latin-1, UTF-16 with and without a mark.
      Array("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><title>caf".utf8)
        + [0xE9] + Array("</title><description>x</description></item></channel></rss>".utf8),
      [0xFF, 0xFE] + wide(texts[1]), wide(texts[1]),
    ]

  /// The samples that anybody is shown: wires, feeds, mail, pages, texts.
  private static let samples: [[UInt8]] = {
    // Three folders above this file.
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = "/\(root)/inbox-samples"
    return Folder.names(folder).filter { !$0.hasPrefix(".") }.map {
      Folder.contents("\(folder)/\($0)")
    }
  }()

  /// Archives, of which most that is changed breaks a checksum, and some does not.
  private static let packed: [[UInt8]] = {
    let items: [Packed.Item] = [
      .file("a/Fähre.txt", texts[6]), .file("b.xml", texts[0]), .folder("c"),
    ]
    return [
      Packed.zip(items), Packed.tar(items), Packed.tar(items, "gzip"), Packed.tar(items, "zstd"),
      Packed.single(Array(texts[6].utf8), "gzip"), Packed.single(Array(texts[1].utf8), "xz"),
    ]
  }()

  /// How an XML of no format's is read: `xml-mapped`.
  static let mapping = XMLMapping(
    name: "fuzz", root: "stories", item: "story", namespaces: [:],
    fields: [
      .id: ["@key"], .headline: ["head/long", "head"], .body: ["text/para"],
      .byline: ["concat(author/first, ' ', author/last)"], .published: ["dates/@out"],
      .keywords: ["words"], .language: ["../@lang"], .follows: ["replaces/@key"],
    ])

  private static func wide(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private static let texts: [String] = [
    """
    <?xml version="1.0" encoding="utf-8"?>
    <!DOCTYPE rss [<!ENTITY x "y">]>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:content="http://purl.org/rss/1.0/modules/content/" xml:base="https://a.example/d/"
      xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
    <channel><title>Ferry &amp; harbour</title><link>https://a.example/</link><language>en-gb</language>
    <image><url>/i.png</url><title>no</title></image><ttl>60</ttl>
    <item><title>One &lt;b&gt;bold&lt;/b&gt; word &#8217;s &eacute;</title><link>/1?utm_source=x&amp;id=1</link>
    <guid isPermaLink="false">n-1</guid><pubDate>Tue, 24 Nov 2026 10:11:12 +0100</pubDate>
    <dc:creator>ann@a.example (Ann Ash)</dc:creator><category domain="http://c.example/">Sea</category>
    <description>&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
    <content:encoded><![CDATA[<p onclick="x">One <a href="j">a</a><p>Two<ul><li>x</ul><img src=a.jpg>]]></content:encoded>
    <enclosure url="a.mp3" length="12" type="audio/mpeg"/><itunes:duration>1:02</itunes:duration>
    <media:content url="v.mp4" medium="video"><media:title>V</media:title></media:content></item>
    <item><title>Two</title><description>a < b & c</description></item></channel></rss>
    """,
    """
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Fähre &amp;amp; Hafen</title>
    <link rel="self" href="https://b.example/f"/><updated>2026-11-24T10:11:12Z</updated>
    <author><name>Bo</name><uri>/bo</uri></author><entry><id>urn:x:1</id><title type="xhtml"><div
    xmlns="http://www.w3.org/1999/xhtml">A <em>title</em></div></title><link href="1"/>
    <content type="html" xml:base="/x/">&lt;p&gt;Text&lt;/p&gt;</content><summary>Kurz</summary>
    <published>2026-11-24</published><category term="t" label="T"/><source><title>s</title></source>
    </entry></feed>
    """,
    """
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://c.example/"><title>C</title>
    <items><rdf:Seq><rdf:li resource="1"/></rdf:Seq></items></channel><item rdf:about="https://c.example/1">
    <title>R</title><description>d</description><dc:date>2026-11-24T01:02+01:00</dc:date></item></rdf:RDF>
    """,
    """
    {"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":1,"url":"https://d.example/1",
    "content_html":"<p>\\u00e9 <b>x</b></p>","date_published":"2026-11-24T10:11:12-05:00","tags":["a"],
    "authors":[{"name":"Jo"}],"attachments":[{"url":"a.mp3","size_in_bytes":1}]},{"content_text":"t"}]}
    """,
    """
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://e.example/1</loc>
    <news:news><news:publication><news:name>E</news:name><news:language>en</news:language>
    </news:publication><news:publication_date>2026-11-24</news:publication_date><news:title>N</news:title>
    <news:keywords>a, b</news:keywords></news:news></url></urlset>
    """,
    """
    <CHANNEL HREF="https://f.example/" LASTMOD="1998-11-05T10:00"><TITLE>Old</TITLE><ABSTRACT>a</ABSTRACT>
    <ITEM HREF="/1" LASTMOD="1998-11-05"><TITLE>I</TITLE><ABSTRACT>b</ABSTRACT></ITEM></CHANNEL>
    """,
    """
    Tunnel opens after nine years

    * First trains on Monday
    * Fares unchanged

    GRANFORD, Nov 24 (Morrow News) - The tunnel under the river opened on Tuesday, nine years late.

    "We are glad," said the mayor, Ivy Quist.

    What next

    The old ferry stays until spring. (Reporting by Ann Ash; Editing by Bo Birk)
    """,
    """
    <stories lang="en"><story key="1"><head><long>Ferry back</long></head><author><first>Ida</first>
    <last>Moe</last></author><dates out="2026-11-26T05:00:00Z"/><words>a, b</words><replaces key="0"/>
    <text><para>One <b>x</b>.</para><para>Two &amp; three.</para></text></story><story key="2"/></stories>
    """,
    """
    <?xml version="1.0"?><opml version="2.0"><head><title>List</title></head><body><outline text="News">
    <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/>
    </outline><outline xmlUrl="b.example/feed" title="B"/></body></opml>
    """,
    """
    From: Ann Ash <ann@a.example>
    Subject: =?utf-8?q?F=C3=A4hre?= back
    Date: Tue, 24 Nov 2026 10:11:12 +0100
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="b"

    --b
    Content-Type: multipart/alternative; boundary="c"

    --c
    Content-Type: text/plain; charset=iso-8859-1
    Content-Transfer-Encoding: quoted-printable

    The ferry is b=E4ck. =
    It sails.
    --c
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: base64

    PHA+VGhlIGZlcnJ5IGlzIGJhY2suPC9wPg==
    --c--
    --b
    Content-Type: message/rfc822

    Subject: Inner

    Text.
    --b--
    """,
    """
    <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry back | Morrow</title>
    <link rel="alternate" type="application/rss+xml" href="/feed.xml"><meta property="og:title"
    content="Ferry back"><link rel="canonical" href="https://m.example/1"><meta property="article:published_time"
    content="2026-11-24T10:00:00Z"><script type="application/ld+json">{"@context":"https://schema.org",
    "@type":"NewsArticle","headline":"Ferry back","author":[{"@type":"Person","name":"Ann Ash"}],
    "datePublished":"2026-11-24"}</script></head><body><nav><ul><li><a href="/">Home</a></ul></nav>
    <article itemscope itemtype="http://schema.org/NewsArticle" class="h-entry"><h1 itemprop="headline">Ferry
    back</h1><p class="byline">By <span itemprop="author">Ann Ash</span></p><time datetime="2026-11-24">
    24 November</time><div itemprop="articleBody"><p>GRANFORD — The ferry, which had not sailed since Sunday,
    came back on Tuesday, with nobody on board and none on the quay.</p><figure><img src="f.jpg" alt="F">
    <figcaption>The ferry</figcaption></figure><p>It sails again at noon, said the harbour master.</p></div>
    </article><footer>© Morrow</footer></body></html>
    """,
    """
    <p>One <b>two <i>three</b> four</i><table><tr><td>a<td>b</table><iframe src=x>f</iframe>
    <a href="java&#115;cript:x">l</a><svg><title>t</title></svg><video><source src=v.mp4></video>
    """,
  ]
}
