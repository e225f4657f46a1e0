internal import Newsroom

// What newsrooms get besides feeds: wires, mail, pages, a vendor's XML.
extension Seeds {
  static let mappings = [
    XMLMapping(
      name: "fjord", root: "stories", item: "story",
      fields: [
        .id: ["@key"], .status: ["@state"], .headline: ["head/long", "head"], .body: ["text/p"],
        .published: ["@out"], .subjects: ["topic"], .subjectName: ["@n"],
        .subjectScheme: ["'urn:t'"], .picture: ["photo"], .pictureURL: ["@href"],
        .pictureCaption: ["c"], .rendition: ["size"], .renditionURL: ["@href"],
      ])
  ]

  static let wires: [String] = [
    """
    <newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:g:1"
    version="2"><catalogRef href="c.xml"/><itemMeta><itemClass qcode="ninat:text"/>
    <versionCreated>2026-11-24T10:11:12Z</versionCreated><pubStatus qcode="stat:usable"/>
    <signal qcode="sig:correction"/><link rel="irel:previousVersion" residref="urn:g:0"/></itemMeta>
    <contentMeta><headline>Ferry &amp; harbour</headline><by>By Ann Ash</by><located><name>Vell</name>
    </located><subject type="cpnat:abstract" qcode="medtop:1"><name>sea</name></subject></contentMeta>
    <contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Ferry</h1><p>It
    sails.</p></body></html></inlineXML><remoteContent href="a.jpg" width="1" rendition="rnd:web"/>
    </contentSet></newsItem><packageItem guid="urn:g:2"><groupSet root="r"><group id="r"><itemRef
    residref="urn:g:1"><title>T</title></itemRef></group></groupSet></packageItem></itemSet></newsMessage>
    """,
    """
    <NewsML><NewsEnvelope><Priority FormalName="4"/></NewsEnvelope><NewsItem><Identification>
    <NewsIdentifier><ProviderId>n.example</ProviderId><DateId>20261124</DateId><NewsItemId>f
    </NewsItemId><RevisionId PreviousRevision="1" Update="U">2</RevisionId><PublicIdentifier>
    urn:newsml:n.example:20261124:f:2U</PublicIdentifier></NewsIdentifier></Identification>
    <NewsManagement><Status FormalName="Usable"/><RevisedFrom NewsItem="urn:o"/></NewsManagement>
    <Update><Replace DuidRef="h"><HeadLine>New</HeadLine></Replace><Delete DuidRef="p"/></Update>
    <NewsComponent><NewsLines><HeadLine>Old</HeadLine></NewsLines><ContentItem><DataContent><nitf>
    <body><body.content><p>Text.</p></body.content></body></nitf></DataContent></ContentItem>
    </NewsComponent></NewsItem></NewsML>
    """,
    """
    <nitf><head><docdata management-status="corrected" management-doc-idref="urn:n:0"><doc-id
    id-string="urn:n:1"/><date.issue norm="20261124T101112Z"/><urgency ed-urg="3"/></docdata></head>
    <body><body.head><hedline><hl1>Ferry</hl1></hedline><byline>By <person>Ann</person></byline>
    <dateline><location>Vell</location></dateline></body.head><body.content><p>Text.</p><media
    media-type="image"><media-reference source="a.jpg"/><media-caption>C</media-caption></media>
    <table><tr><td>1</td></tr></table></body.content></body></nitf>
    """,
    #"""
    {"uri":"urn:j:1","version":"2","versioncreated":"2026-11-24T10:11:12Z","pubstatus":"usable",
    "headline":"Ferry","byline":"Ann","body_html":"<p>Text <b>here</b></p>","subject":[{"code":"1",
    "scheme":"s","name":"sea"}],"place":[{"name":"Vell"}],"associations":{"main":{"type":"picture",
    "renditions":{"web":{"href":"https://a.example/1.jpg","width":10}}}},"evolvedfrom":"urn:j:0"}
    """#,
    #"""
    {"uri":"urn:j:3","headlines":[{"role":"main","value":"F"}],"bodies":[{"contentType":"text/html",
    "value":"<p>x</p>"}],"subjects":[{"name":"a"}],"standard":{"name":"ninjs","version":"3.0"}}
    """#,
    #"""
    {"api_version":"1.1","org_name":"N","data":{"item":{"uri":"https://api.example/1","altids":
    {"itemid":"1"},"version":2,"headline":"F","editorialtypes":["Kill"],"renditions":{"main":
    {"href":"https://api.example/1.jpg"}}}},"nitf":{"body_html":"<p>x</p>"}}
    """#,
    "\u{16}\u{1}a0412nl-----\r\nr i\u{13}\u{11}BC-NL--Vell-Dam   11-24 0148\r\n\u{2}^BC-NL--Vell-Dam, 1st "
      + "Ld,148<\r\n^Dam opens<\r\n^By ANN ASH=\r\n\t   VELL (NL) _ It ``opened'' today.\r\n\u{3}"
      + "NL-WF-11-24-26 1034GMT<\r\n\u{4}",
    "\u{1}nla0087 3 vm 138  nl 0145\r\n\r\nWeather/Lakes/\r\n\u{2}(Corrects nla0086)\r\nStorm on lakes =\r\n"
      + "\r\n   Vell (nla) - A storm.\r\n\r\n\u{3}242200 GMT Nov 26\r\n\u{4}",
    "ZCZC NLA0123\r\n#Lakes_BC2\r\n$UPDATE 1-Storm on the lakes\r\n:(VELL)\r\n*07000000\r\nA storm.\r\n\r\n"
      + "NNNN\r\nZCZC\r\nKILL: Storm on the lakes =\r\nDo not use.\r\nNNNN\r\n",
    """
    From ann@a.example Tue Nov 24 10:11:12 2026
    From: =?utf-8?Q?Ann_=C3=84sh?= <ann@a.example>
    Message-ID: <1@a.example>
    Supersedes: <0@a.example>
    Subject: =?iso-8859-1?B?RuRocmU=?= sails
    Date: Tue, 24 Nov 2026 10:11:12 +0100
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <p>It sails =C3=A9 =
    on.</p>
    --b
    Content-Type: message/rfc822

    Subject: inner
    From: a@b.example
    Message-ID: <2@a.example>

    Text.
    -- 
    signed
    --b
    Content-Type: application/zip; name*=utf-8''a%20b.zip
    Content-Transfer-Encoding: base64

    UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==
    --b--
    """,
    """
    <!DOCTYPE html><html lang="en"><head><title>Ferry | A</title><link rel="canonical"
    href="https://a.example/1"><meta property="og:title" content="Ferry"><script
    type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","datePublished":"2026-11-24",
    "author":[{"name":"Ann"}]}</script></head><body><nav><a href="/">x</a></nav><article><h1>Ferry</h1>
    <p>It sails.</p><figure><img src="a.jpg"><figcaption>C</figcaption></figure></article></body></html>
    """,
    """
    <stories><story key="f-1" state="usable" out="2026-11-24T10:11:12Z"><head><long>Ferry</long></head>
    <topic n="sea">1</topic><photo href="https://a.example/1.jpg"><c>C</c><size href="s.jpg"/></photo>
    <text><p>It <b>sails</b>.</p><p>On.</p></text></story><story><head>Two</head></story></stories>
    """,
  ]
}
