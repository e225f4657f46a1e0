extension PlainTextParser {
  /// The words by which a dateline is known.
  enum DatelineWords {
    /// Months in full and as agencies shorten them (AP Stylebook: months), in English, then in
    /// German, French and Spanish.
    static let months: Set<String> = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
      "sept", "oct", "nov", "dec", "januar", "februar", "märz", "mai", "juni", "juli", "oktober",
      "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio",
      "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ]

    static let weekdays: Set<String> = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
      "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    ]

    /// Words in lower case that stand inside names of places.
    static let connectors: Set<String> = [
      "of", "de", "del", "du", "da", "do", "dos", "das", "la", "le", "les", "el", "al", "am", "an",
      "auf", "aux", "bei", "der", "den", "di", "en", "es", "y", "and", "sur", "upon",
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

    /// Agencies and broadcasters that sign a dateline, folded. Source: the services' own styles.
    static let agencies: Set<String> = [
      "aap", "abc", "abc news", "adnkronos", "afp", "afx", "agence france-presse", "agencies",
      "agerpres", "allafrica", "anadolu", "anadolu agency", "ani", "anp", "ansa", "antara", "ap",
      "apa", "associated press", "ats", "azertac", "bbc", "bbc news", "belga", "bernama",
      "bloomberg", "bss", "bta", "canadian press", "cbc", "cbs", "cbs news", "ctk", "cna", "cnbc",
      "cnn", "cnn business", "cp", "dpa", "efe", "fides", "fox news", "hina", "ians",
      "interfax", "ips", "irin", "irna", "itar-tass", "kuna", "kyodo", "kyodo news", "lusa", "map",
      "marketwatch", "mena", "mti", "nbc", "nbc news", "news agencies", "npr", "ntb", "nyt", "pa",
      "pap", "petra", "politico", "press association", "press tv", "pti", "qna", "reuter",
      "reuters",
      "rfe/rl", "ria", "ria novosti", "ritzau", "saba", "sana", "sapa", "sda", "spa", "sputnik",
      "staff", "stt", "tanjug", "tass", "the associated press", "the canadian press",
      "thomson reuters foundation", "tt", "un news", "uni", "united press international", "upi",
      "voa", "wam", "xinhua", "yonhap",
    ]

    /// The agencies that a dateline may name without brackets: "Lucca, Italy CNN —".
    static let bareAgencies: Set<String> = [
      "AFP", "AP", "BBC", "CNBC", "CNN", "DPA", "EFE", "NBC", "Reuter", "Reuters", "TASS", "UPI",
      "VOA", "dpa",
    ]

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
    static let regions: Set<String> = [
      "ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky",
      "la", "md", "mass", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "nh", "nj", "nm",
      "ny",
      "nc", "nd", "okla", "ore", "pa", "penn", "ri", "sc", "sd", "tenn", "tex", "vt", "va", "wash",
      "wva", "wis", "wyo", "dc", "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "hi", "id",
      "il", "in", "ia", "ks", "me", "ma", "mi", "mn", "ms", "mt", "ne", "nv", "oh", "ok", "or",
      "ri",
      "tn", "tx", "ut", "vt", "wa", "wv", "wi", "wy", "alabama", "alaska", "arizona", "arkansas",
      "california", "colorado", "connecticut", "delaware", "florida", "georgia", "hawaii", "idaho",
      "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland",
      "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska",
      "nevada", "new hampshire", "new jersey", "new mexico", "new york", "north carolina",
      "north dakota", "ohio", "oklahoma", "oregon", "pennsylvania", "rhode island",
      "south carolina", "south dakota", "tennessee", "texas", "utah", "vermont", "virginia",
      "washington", "west virginia", "wisconsin", "wyoming", "puerto rico", "alberta",
      "british columbia", "manitoba", "new brunswick", "newfoundland", "nova scotia", "ontario",
      "prince edward island", "quebec", "saskatchewan", "nunavut", "yukon", "queensland",
      "new south wales", "victoria", "tasmania", "afghanistan", "albania", "algeria", "andorra",
      "angola", "argentina", "armenia", "australia", "austria", "azerbaijan", "bahamas", "bahrain",
      "bangladesh", "barbados", "belarus", "belgium", "belize", "benin", "bhutan", "bolivia",
      "bosnia", "bosnia-herzegovina", "botswana", "brazil", "brunei", "bulgaria", "burkina faso",
      "burundi", "cambodia", "cameroon", "canada", "chad", "chile", "china", "colombia", "congo",
      "costa rica", "croatia", "cuba", "cyprus", "czech republic", "czechia", "denmark",
      "dominican republic", "east timor", "ecuador", "egypt", "el salvador", "england", "eritrea",
      "estonia", "eswatini", "ethiopia", "fiji", "finland", "france", "gabon", "gambia", "germany",
      "ghana", "greece", "grenada", "guatemala", "guinea", "guyana", "haiti", "honduras", "hungary",
      "iceland", "india", "indonesia", "iran", "iraq", "ireland", "israel", "italy", "ivory coast",
      "jamaica", "japan", "jordan", "kazakhstan", "kenya", "kosovo", "kuwait", "kyrgyzstan", "laos",
      "latvia", "lebanon", "lesotho", "liberia", "libya", "liechtenstein", "lithuania",
      "madagascar", "malawi", "malaysia", "maldives", "mali", "malta", "mauritania", "mauritius",
      "mexico", "moldova", "mongolia", "montenegro", "morocco", "mozambique", "myanmar", "namibia",
      "nepal", "netherlands", "new zealand", "nicaragua", "niger", "nigeria", "north korea",
      "north macedonia", "macedonia", "northern ireland", "norway", "oman", "pakistan",
      "palestine", "panama", "papua new guinea", "paraguay", "peru", "philippines", "poland",
      "portugal", "qatar", "romania", "russia", "rwanda", "saudi arabia", "scotland", "senegal",
      "serbia", "sierra leone", "slovakia", "slovenia", "somalia", "south africa", "south korea",
      "south sudan", "spain", "sri lanka", "sudan", "suriname", "swaziland", "sweden",
      "switzerland", "syria", "taiwan", "tajikistan", "tanzania", "thailand", "togo", "tunisia",
      "turkey", "turkmenistan", "uganda", "ukraine", "united arab emirates", "uk", "uruguay",
      "uzbekistan", "venezuela", "vietnam", "wales", "west bank", "west germany", "gaza strip",
      "yemen", "yugoslavia", "zambia", "zimbabwe",
    ]
  }
}
