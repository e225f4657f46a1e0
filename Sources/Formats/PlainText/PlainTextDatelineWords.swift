extension PlainTextParser {
  /// The words by which a dateline is known.
  enum DatelineWords {
    /// Whether a word is a month's name, in full or as agencies shorten it, in any language whose
    /// dates are read (AP Stylebook: months).
    static func isMonth(_ word: Run) -> Bool {
      word.count > 2 && word.count <= 24 && DateWords.isMonth(word.folded)
    }

    static func isWeekday(_ word: Run) -> Bool {
      word.count > 2 && word.count <= 24 && DateWords.isWeekday(word.folded)
    }

    static func isEnglishWeekday(_ word: Run) -> Bool {
      word.count > 2 && word.count <= 9 && DateWords.isEnglishWeekday(word.folded)
    }

    /// Words in lower case that stand inside names of places.
    static let connectors: Set<String> = [
      "of", "de", "del", "du", "da", "do", "dos", "das", "la", "le", "les", "el", "al", "am", "an",
      "auf", "aux", "bei", "der", "den", "di", "en", "es", "y", "and", "sur", "upon", "the", "und",
      "van", "am", "ob", "nad", "of",
    ]

    /// Capitalised words that begin a sentence and no place.
    static let sentenceOpeners: Set<String> = [
      "a", "an", "and", "as", "at", "but", "by", "for", "from", "he", "her", "his", "if", "in",
      "it",
      "its", "mr", "mrs", "ms", "no", "of", "on", "or", "she", "so", "that", "then", "there",
      "these", "they", "this", "those", "to", "we", "when", "while", "who", "with", "you",
    ]

    /// What stands in capitals before a dash or a colon without being a place.
    static let labels: Set<String> = [
      "advisory", "alert", "analysis", "breaking", "bulletin", "caution", "comment", "commentary",
      "correction", "corrected", "developing", "editorial", "embargoed", "exclusive", "factbox",
      "flash", "focus", "interview", "just", "latest", "live", "more", "must", "newsalert", "note",
      "opinion", "photo", "photos", "pictures", "poll", "preview", "profile", "question", "answer",
      "read", "related", "report", "reported", "review", "see", "snapshot", "source", "sources",
      "special", "summary", "timeline", "top", "update", "updated", "urgent", "video", "warning",
      "watch", "wrapup",
    ]

    /// Agencies, broadcasters and services for press releases that sign a dateline, folded. Source:
    /// the services' own styles; members of EANA, OANA, FAAPA and MINDS.
    static let agencies = words(
      """
      aa | aap | abc | abc news | accesswire | adnkronos | afp | afp relaxnews | afx
      | agence france-presse | agencia brasil | agencies | agenzia nova | agerpres | agi
      | agência brasil | al jazeera | allafrica | ana-mpa | anadolu | anadolu agency | angop | ani
      | anp | ansa | antara | ap | apa | apn | app | aps | armenpress | asia news network
      | askanews | associated press | ats | australian associated press | awp | azertac | bbc
      | bbc news | bbc sport | belga | belta | bernama | bloomberg | bloomberg news | bna | bns
      | bopa | bss | bta | bts | business wire | canadian press | cbc | cbc news | cbs | cbs news
      | cihan | cna | cnbc | cnn | cnn brasil | cnn business | cnn en español | cns | cnw | cp
      | ctk | delfi | deutsche welle | dha | dow jones | dow jones newswires | dpa | dpa-afx | dw
      | efe | ein presswire | elta | ena | epd | euronews | europa press | fana | fars | fars news
      | fena | fides | fnn | fns | fox news | globe newswire | globenewswire | gna | hina | ians
      | iha | ilna | inter press service | interfax | interfax-ukraine | ips | irin | irin news
      | irna | isna | itar-tass | jiji | jiji press | jns | jta | kazinform | kcna | keystone-ats
      | keystone-sda | khaama press | kna | kuna | kyodo | kyodo news | la presse
      | la presse canadienne | lapresse | leta | lusa | maan | map | marketwatch | marketwired
      | mediafax | mehr | mehr news | mena | mercopress | mna | moldpres | montsame | mti | nampa
      | nan | nbc | nbc news | news agencies | news1 | newsfile corp | newsis | nhk | notimex | npr
      | ntb | nyt | oana | ots | pa | pa media | pa news | pajhwok | panapress | pap | petra | pna
      | politico | pr newswire | prensa latina | press association | press tv | presswire
      | prnewswire | pti | qna | radio free europe | rador | ransa | reuter | reuters
      | reuters breakingviews | reuters health | rfe/rl | rfi | ria | ria novosti | ria nowosti
      | ritzau | rnz | rss | rte | rtp | rts | rudaw | saba | sana | sapa | sda | sda-ats | sid
      | sita | sky news | slna | spa | sputnik | srna | sta | staff | stt | stt-lehtikuva | tanjug
      | tap | tasnim | tasr | tass | telam | the associated press | the canadian press
      | the pa news agency | thomson reuters | thomson reuters foundation | tt | télam | ukrinform
      | un news | unb | uni | unian | united press international | upi | vatican news | vna | voa
      | voa news | wafa | wam | xinhua | yle | yna | yonhap | yonhap news | ziana | čtk | αμπε
      | απε | απε-μπε | апа | бгнес | белта | бта | интерфакс | риа новости | танјуг | тасс
      | укринформ | укрінформ | униан | уніан | інтерфакс-україна
      """)

    /// The agencies that a dateline may name without brackets: "Lucca, Italy CNN —".
    static let bareAgencies: Set<String> = [
      "AAP", "AFP", "ANSA", "AP", "BBC", "CNBC", "CNN", "DPA", "EFE", "IANS", "NBC", "PTI",
      "Reuter",
      "Reuters", "SAPA", "TASS", "UPI", "VOA", "Xinhua", "dpa",
    ]

    private static func words(_ list: String) -> Set<String> {
      Set(list.split { $0 == "|" || $0 == "\n" }.map(trimmed).filter { !$0.isEmpty })
    }

    private static func trimmed(_ word: Substring) -> String {
      var word = word
      while word.first == " " { word.removeFirst() }
      while word.last == " " { word.removeLast() }
      return String(word)
    }

    /// Cities that a dateline names without a country or state, folded (AP Stylebook: datelines).
    static let cities: Set<String> = [
      "amsterdam", "atlanta", "baghdad", "baltimore", "bangkok", "beijing", "beirut", "berlin",
      "boston", "brussels", "cairo", "chicago", "cincinnati", "cleveland", "dallas", "denver",
      "detroit", "djibouti", "dublin", "geneva", "gibraltar", "guatemala city", "havana",
      "helsinki",
      "hong kong", "honolulu", "houston", "indianapolis", "islamabad", "istanbul", "jerusalem",
      "johannesburg", "kabul", "kuwait city", "las vegas", "london", "los angeles", "luxembourg",
      "macau", "madrid", "mexico city", "miami", "milan", "milwaukee", "minneapolis", "monaco",
      "montreal", "moscow", "mumbai", "munich", "new delhi", "new orleans", "new york",
      "oklahoma city", "ottawa", "panama city", "paris", "philadelphia", "phoenix", "pittsburgh",
      "prague", "quebec city", "rio de janeiro", "rome", "salt lake city", "san antonio",
      "san diego", "san francisco", "san marino", "sao paulo", "seattle", "shanghai", "singapore",
      "st. louis", "stockholm", "sydney", "tokyo", "toronto", "vatican city", "vienna",
      "washington", "zurich",
    ]

    /// States, provinces and countries that stand after a city, folded, without stops (AP
    /// Stylebook: state names, with the postal codes; the member states of the United Nations).
    static let regions = words(
      """
      ala | ariz | ark | calif | colo | conn | del | fla | ga | ill | ind | kan | ky | la | md
      | mass | mich | minn | miss | mo | mont | neb | nev | nh | nj | nm | ny | nc | nd | okla
      | ore | pa | penn | ri | sc | sd | tenn | tex | vt | va | wash | wva | wis | wyo | dc | al
      | ak | az | ar | ca | co | ct | de | fl | hi | id | il | in | ia | ks | me | ma | mi | mn
      | ms | mt | ne | nv | oh | ok | or | tn | tx | ut | wa | wv | wi | wy | alabama | alaska
      | arizona | arkansas | california | colorado | connecticut | delaware | florida | georgia
      | hawaii | idaho | illinois | indiana | iowa | kansas | kentucky | louisiana | maine
      | maryland | massachusetts | michigan | minnesota | mississippi | missouri | montana
      | nebraska | nevada | new hampshire | new jersey | new mexico | new york | north carolina
      | north dakota | ohio | oklahoma | oregon | pennsylvania | rhode island | south carolina
      | south dakota | tennessee | texas | utah | vermont | virginia | washington | west virginia
      | wisconsin | wyoming | puerto rico | alberta | british columbia | manitoba | new brunswick
      | newfoundland | nova scotia | ontario | prince edward island | quebec | saskatchewan
      | nunavut | yukon | queensland | new south wales | victoria | tasmania | afghanistan
      | albania | algeria | andorra | angola | argentina | armenia | australia | austria
      | azerbaijan | bahamas | bahrain | bangladesh | barbados | belarus | belgium | belize | benin
      | bhutan | bolivia | bosnia | bosnia-herzegovina | botswana | brazil | brunei | bulgaria
      | burkina faso | burundi | cambodia | cameroon | canada | chad | chile | china | colombia
      | congo | costa rica | croatia | cuba | cyprus | czech republic | czechia | denmark
      | dominican republic | east timor | ecuador | egypt | el salvador | england | eritrea
      | estonia | eswatini | ethiopia | fiji | finland | france | gabon | gambia | germany | ghana
      | greece | grenada | guatemala | guinea | guyana | haiti | honduras | hungary | iceland
      | india | indonesia | iran | iraq | ireland | israel | italy | ivory coast | jamaica | japan
      | jordan | kazakhstan | kenya | kosovo | kuwait | kyrgyzstan | laos | latvia | lebanon
      | lesotho | liberia | libya | liechtenstein | lithuania | madagascar | malawi | malaysia
      | maldives | mali | malta | mauritania | mauritius | mexico | moldova | mongolia | montenegro
      | morocco | mozambique | myanmar | namibia | nepal | netherlands | new zealand | nicaragua
      | niger | nigeria | north korea | north macedonia | macedonia | northern ireland | norway
      | oman | pakistan | palestine | panama | papua new guinea | paraguay | peru | philippines
      | poland | portugal | qatar | romania | russia | rwanda | saudi arabia | scotland | senegal
      | serbia | sierra leone | slovakia | slovenia | somalia | south africa | south korea
      | south sudan | spain | sri lanka | sudan | suriname | swaziland | sweden | switzerland
      | syria | taiwan | tajikistan | tanzania | thailand | togo | tunisia | turkey | turkmenistan
      | uganda | ukraine | united arab emirates | uk | uruguay | uzbekistan | venezuela | vietnam
      | wales | west bank | west germany | gaza strip | yemen | yugoslavia | zambia | zimbabwe
      | antigua | barbuda | antigua and barbuda | brunei darussalam | burma | cabo verde
      | cape verde | central african republic | comoros | cote d'ivoire | côte d'ivoire
      | democratic republic of congo | democratic republic of the congo | dr congo | drc
      | republic of congo | congo-brazzaville | congo republic | djibouti | dominica
      | equatorial guinea | guinea-bissau | kiribati | marshall islands | micronesia | monaco
      | nauru | palau | saint kitts and nevis | st kitts and nevis | saint lucia | st lucia
      | saint vincent and the grenadines | samoa | san marino | sao tome and principe | seychelles
      | singapore | solomon islands | timor-leste | tonga | trinidad and tobago | trinidad | tobago
      | tuvalu | türkiye | turkiye | vanuatu | vatican city | palestinian territories | gaza
      | hong kong | macau | macao | greenland | bermuda | cayman islands | faroe islands
      | gibraltar | guam | crimea | kashmir | indian kashmir | soviet union | ussr | czechoslovakia
      | east germany | uae | us | usa | united states | united kingdom | britain | great britain
      | holland | the netherlands | the gambia | the bahamas | american samoa | us virgin islands
      | virgin islands | british virgin islands | bosnia and herzegovina | rhodesia | zaire | ont
      | que | alta | sask | man | nb | ns | nl | nfld | pei | nwt | bc | on | qc | mb | sk | ab
      | pe | nt | nu | yt | nsw | vic | qld | tas | act | new caledonia | french guiana
      | french polynesia | martinique | guadeloupe | reunion | isle of man | jersey | guernsey
      | western sahara | somaliland | chechnya | dagestan | transnistria | nagorno-karabakh
      | abkhazia | south ossetia | maharashtra | kerala | tamil nadu | karnataka | gujarat | punjab
      | uttar pradesh | west bengal | bihar | assam | rajasthan | odisha | telangana
      | andhra pradesh | tibet | xinjiang | catalonia | sicily | sardinia | corsica | bavaria
      """)
  }
}
