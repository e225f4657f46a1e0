/// The words that stand in dates: months and days in the languages that feeds use, zones.
enum DateWords {
  enum Meaning: Equatable {
    /// 1 to 12.
    case month(Int)
    /// Minutes east of UTC.
    case zone(Int)
    /// True after noon.
    case meridiem(Bool)
    case koreanMeridiem(Bool)
    /// A Korean unit: the date is in Korea's time if it names no other.
    case korean
    /// A weekday, or a word that says nothing.
    case filler
  }

  /// The number of an English month by its first three letters, nil for another word.
  static func month(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> Int? {
    guard to - from == 3 else { return nil }
    let a = UInt32(text[from] | 0x20)
    let b = UInt32(text[from + 1] | 0x20)
    let c = UInt32(text[from + 2] | 0x20)
    return english(a << 16 | b << 8 | c)
  }

  private static func english(_ letters: UInt32) -> Int? {
    switch letters {
    case 0x6A616E: 1
    case 0x666562: 2
    case 0x6D6172: 3
    case 0x617072: 4
    case 0x6D6179: 5
    case 0x6A756E: 6
    case 0x6A756C: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6F6374: 10
    case 0x6E6F76: 11
    case 0x646563: 12
    default: nil
    }
  }

  /// What a word means, letters only; nil for one that no date has.
  static func meaning(_ letters: [UInt8]) -> Meaning? {
    if letters.count == 3,
      let month = english(letters.reduce(0) { $0 << 8 | UInt32($1 | 0x20) })
    {
      return .month(month)
    }
    return table[String(decoding: letters, as: UTF8.self).lowercased()]
  }

  private static let table: [String: Meaning] = {
    var table: [String: Meaning] = [:]
    for line in months {
      for (n, words) in line.split(separator: " ").enumerated() {
        for word in words.split(separator: "|") { table[String(word)] = .month(n + 1) }
      }
    }
    for word in fillers.split(separator: " ") where table[String(word)] == nil {
      table[String(word)] = .filler
    }
    for (names, minutes) in zones {
      for name in names.split(separator: " ") { table[String(name)] = .zone(minutes) }
    }
    for word in ["am", "πμ"] { table[word] = .meridiem(false) }
    for word in ["pm", "μμ"] { table[word] = .meridiem(true) }
    table["오전"] = .koreanMeridiem(false)
    table["오후"] = .koreanMeridiem(true)
    for word in ["년", "월", "일", "시", "분", "초"] { table[word] = .korean }
    return table
  }()

  /// January to December, a language a line; `|` between spellings.
  private static let months = [
    "january february march april may june july august september|sept october november december",
    "januar|jänner|jän februar|feber märz|mär|maerz|mrz april mai juni juli august september"
      + " oktober|okt november dezember|dez",
    "janvier|janv février|févr|fév|fevrier|fevr|fev mars avril|avr mai juin juillet|juil"
      + " août|aout|aoû septembre|sept octobre novembre décembre|déc|decembre",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set octubre"
      + " noviembre diciembre|dic",
    "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre|sett"
      + " ottobre|ott novembre dicembre",
    "janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro|out novembro"
      + " dezembro",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december|des",
    "desember desember mars april mai juni juli august september oktober november desember",
    "tammikuu|tammikuuta helmikuu|helmikuuta maaliskuu|maaliskuuta huhtikuu|huhtikuuta"
      + " toukokuu|toukokuuta kesäkuu|kesäkuuta heinäkuu|heinäkuuta elokuu|elokuuta"
      + " syyskuu|syyskuuta lokakuu|lokakuuta marraskuu|marraskuuta joulukuu|joulukuuta",
    "stycznia|styczeń|sty lutego|luty|lut marca|marzec kwietnia|kwiecień|kwi maja|maj"
      + " czerwca|czerwiec|cze lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz"
      + " października|październik|paź listopada|listopad|lis grudnia|grudzień|gru",
    "ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě"
      + " června|červen|čvn července|červenec|čvc srpna|srpen|srp září|zář října|říjen|říj"
      + " listopadu prosince|prosinec|pro",
    "január|jan február|febr|feb március|márc|már április|ápr május|máj június|jún július|júl"
      + " augusztus|aug szeptember|szept|szep október november december",
    "ocak|oca şubat|şub mart nisan|nis mayıs haziran|haz temmuz|tem ağustos|ağu eylül|eyl"
      + " ekim|eki kasım|kas aralık|ara",
    "января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май"
      + " июня|июнь|июн июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент"
      + " октября|октябрь|окт ноября|ноябрь|ноя|нояб декабря|декабрь|дек",
    "ιανουαρίου|ιαν|ιανουάριος φεβρουαρίου|φεβ|φεβρουάριος μαρτίου|μάρ|μαρ|μάρτιος|μάρτ|μάώ|μαώ"
      + " απριλίου|απρ|απρίλιος μαΐου|μάι|μαι|μαϊ|μάιος|μαΐ ιουνίου|ιούν|ιουν|ιούνιος|ιον"
      + " ιουλίου|ιούλ|ιουλ|ιούλιος|ιολ αυγούστου|αύγ|αυγ|αύγουστος|αυγούστος"
      + " σεπτεμβρίου|σεπ|σεπτ|σεπτέμβριος οκτωβρίου|οκτ|οκτώβριος νοεμβρίου|νοέ|νοε|νοέμβριος|νοεμ"
      + " δεκεμβρίου|δεκ|δεκέμβριος",
  ]

  private static let fillers =
    "t d h st nd rd th at of on um uhr kl le à de del den der die dne a las il alle às "
    + "mon monday tue tues tuesday wed wednesday weds thu thur thurs thursday fri friday sat"
    + " saturday sun sunday "
    + "mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag"
    + " lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche "
    + "lunes martes mié mie miércoles miercoles jue jueves vie viernes sáb sab sábado sabado dom"
    + " domingo lunedì lunedi martedì martedi mercoledì mercoledi gio giovedì giovedi venerdì"
    + " venerdi sabato domenica seg segunda ter terça qua quarta qui quinta sex sexta feira "
    + "maandag dinsdag woensdag wo donderdag vr vrijdag za zaterdag zo zondag ma "
    + "mån måndag tis tisdag ons onsdag tor torsdag tors fre fredag lör lördag sön söndag "
    + "man mandag tir tirsdag lør lørdag søn søndag ke to pe la su ti "
    + "pon poniedziałek wt wto wtorek śr śro środa czw czwartek pt pią piątek sob sobota nie"
    + " niedziela ndz po út st čt pá ne hét hétfő kedd szerda sze csü csütörtök péntek pén szo"
    + " szombat vas vasárnap pzt pazartesi sal salı çar çarşamba per perşembe cum cuma cmt"
    + " cumartesi paz pazar пн вт ср чт пт сб вс "
    + "κυρ δευ τρι τετ πεμ παρ σαβ κυριακή δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο"

  private static let zones: [(names: String, minutes: Int)] = [
    ("z utc gmt ut wet uct", 0), ("est et", -300), ("edt", -240), ("cst ct", -360), ("cdt", -300),
    ("mst mt", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("akst", -540),
    ("akdt", -480), ("hst", -600), ("ast", -240), ("adt", -180), ("nst", -210), ("ndt", -150),
    ("brt art", -180), ("bst cet met mez west wat", 60),
    ("cest mest mesz eet sast cat", 120), ("eest msk eat", 180), ("gst", 240), ("pkt", 300),
    ("ist", 330), ("npt", 345), ("ict wib", 420), ("hkt sgt awst pht myt", 480),
    ("jst kst", 540), ("acst", 570), ("aest", 600), ("acdt", 630), ("aedt", 660),
    ("nzst", 720), ("nzdt", 780), ("y x w v u s r q p o n m l k i g f e c b", 0),
  ]
}
