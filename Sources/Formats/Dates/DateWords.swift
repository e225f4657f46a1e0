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
    for list in [fillers, weekdays] {
      for word in list.split(separator: " ") where table[String(word)] == nil {
        table[String(word)] = .filler
      }
    }
    for (names, minutes) in zones {
      for name in names.split(separator: " ") { table[String(name)] = .zone(minutes) }
    }
    for word in ["am", "πμ", "上午", "午前", "ص"] { table[word] = .meridiem(false) }
    for word in ["pm", "μμ", "下午", "午後", "م"] { table[word] = .meridiem(true) }
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
    "janeiro fevereiro|fev março|marco abril maio|mai junho julho agosto setembro outubro|out"
      + " novembro dezembro|dez",
    "gener|gen febrer|febr març abril|abr maig juny juliol agost|ag setembre|set octubre novembre"
      + " desembre|des",
    "ianuarie|ian februarie martie aprilie mai iunie iulie august septembrie octombrie|oct"
      + " noiembrie|noi decembrie",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december|des",
    "januar februar mars april mai juni juli august september oktober november desember",
    "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "janvāris|janvārī|janvāra februāris|februārī|februāra marts|martā aprīlis|aprīlī|aprīļa"
      + " maijs|maijā jūnijs|jūnijā jūlijs|jūlijā augusts|augustā septembris|septembrī"
      + " oktobris|oktobrī novembris|novembrī decembris|decembrī",
    "sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė birželio|birželis"
      + " liepos|liepa rugpjūčio|rugpjūtis rugsėjo|rugsėjis spalio|spalis lapkričio|lapkritis"
      + " gruodžio|gruodis",
    "tammikuu|tammikuuta helmikuu|helmikuuta maaliskuu|maaliskuuta huhtikuu|huhtikuuta"
      + " toukokuu|toukokuuta kesäkuu|kesäkuuta heinäkuu|heinäkuuta elokuu|elokuuta"
      + " syyskuu|syyskuuta lokakuu|lokakuuta marraskuu|marraskuuta joulukuu|joulukuuta",
    "stycznia|styczeń|sty lutego|luty|lut marca|marzec kwietnia|kwiecień|kwi maja|maj"
      + " czerwca|czerwiec|cze lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz"
      + " października|październik|paź listopada|listopad|lis grudnia|grudzień|gru",
    "ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě"
      + " června|červen|čvn července|červenec|čvc srpna|srpen|srp září|zář října|říjen|říj"
      + " listopadu prosince|prosinec|pro",
    "januára|január februára|február marca|marec apríla|apríl mája|máj júna|jún júla|júl"
      + " augusta|august septembra|september októbra|október novembra|november decembra|december",
    "januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija julij|julija"
      + " avgust|avgusta september|septembra oktober|oktobra november|novembra december|decembra",
    // Its October is Polish's November.
    "siječnja|siječanj veljače|veljača ožujka|ožujak travnja|travanj svibnja|svibanj lipnja|lipanj"
      + " srpnja|srpanj kolovoza|kolovoz rujna|rujan october studenoga|studenog|studeni prosinca|prosinac",
    "januara|januar februara|februar marta|mart aprila|april maja|maj juna|jun jula|jul"
      + " avgusta|avgust|augusta septembra|septembar oktobra|oktobar novembra|novembar"
      + " decembra|decembar",
    "јануара|јануар|јан фебруара|фебруар|феб марта|март|мар априла|април|апр маја|мај јуна|јун"
      + " јула|јул августа|август|авг септембра|септембар|сеп октобра|октобар|окт"
      + " новембра|новембар|нов децембра|децембар|дец",
    "януари|яну февруари|фев март|мар април|апр май юни юли август|авг септември|септ"
      + " октомври|окт ноември|ное декември|дек",
    "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|квіт|кві"
      + " травня|травень|трав|тра червня|червень|черв|чер липня|липень|лип серпня|серпень|серп|сер"
      + " вересня|вересень|вер жовтня|жовтень|жовт|жов листопада|листопад|лист грудня|грудень|груд",
    "január|jan február|febr|feb március|márc|már április|ápr május|máj június|jún július|júl"
      + " augusztus|aug szeptember|szept|szep október november december",
    "ocak|oca şubat|şub|subat|sub mart nisan|nis mayıs|mayis haziran|haz temmuz|tem"
      + " ağustos|ağu|agustos|agu eylül|eyl|eylul ekim|eki kasım|kas|kasim aralık|ara|aralik",
    "января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май"
      + " июня|июнь|июн июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент"
      + " октября|октябрь|окт ноября|ноябрь|ноя|нояб декабря|декабрь|дек",
    "januari februari|peb maret april mei juni juli agustus|agu|agt september oktober november"
      + " desember|des",
    "januari februari mac april mei jun julai ogos|ogo september oktober november disember|dis",
    "يناير فبراير مارس أبريل|ابريل|إبريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر"
      + " أكتوبر|اكتوبر نوفمبر ديسمبر",
    "جانفي فيفري مارس أفريل|افريل ماي جوان جويلية أوت|اوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ינואר|בינואר פברואר|בפברואר מרץ|מרס|במרץ אפריל|באפריל מאי|במאי יוני|ביוני יולי|ביולי"
      + " אוגוסט|באוגוסט ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर"
      + " नवंबर|नवम्बर दिसंबर|दिसम्बर",
    "ιανουαρίου|ιαν|ιανουάριος φεβρουαρίου|φεβ|φεβρουάριος μαρτίου|μάρ|μαρ|μάρτιος|μάρτ|μάώ|μαώ"
      + " απριλίου|απρ|απρίλιος μαΐου|μάι|μαι|μαϊ|μάιος|μαΐ ιουνίου|ιούν|ιουν|ιούνιος|ιον"
      + " ιουλίου|ιούλ|ιουλ|ιούλιος|ιολ αυγούστου|αύγ|αυγ|αύγουστος|αυγούστος"
      + " σεπτεμβρίου|σεπ|σεπτ|σεπτέμβριος οκτωβρίου|οκτ|οκτώβριος νοεμβρίου|νοέ|νοε|νοέμβριος|νοεμ"
      + " δεκεμβρίου|δεκ|δεκέμβριος",
  ]

  private static let fillers =
    "t d h st nd rd th er re at of on um uhr kl le à de del den der die dne a las il alle às do"
    + " dia em día el г р год года року в у ora ore uur godz hod klo klockan ngày"
    + " tháng lúc 年 月 日 時 时 分 秒"

  /// A language a line, in full, then short.
  private static let weekdays =
    "monday tuesday wednesday thursday friday saturday sunday"
    + " mon tue tues wed weds thu thur thurs fri sat sun"
    + " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"
    + " mo di mi do fr sa so"
    + " lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim"
    + " lunes martes miércoles miercoles jueves viernes sábado sabado domingo"
    + " mié mie jue vie sáb sab dom"
    + " lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi venerdì venerdi sabato"
    + " domenica gio"
    + " segunda terça quarta quinta sexta feira seg ter qua qui sex"
    + " dilluns dimarts dimecres dijous divendres dissabte diumenge dl dt dc dj dv ds dg"
    + " luni marți marţi miercuri joi vineri sâmbătă duminică mie vin sâm"
    + " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo"
    + " måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tor tors fre lör sön"
    + " mandag tirsdag lørdag søndag man tir lør søn"
    + " mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur"
    + " maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai"
    + " maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina"
    + " ma ti ke to pe la su"
    + " esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev"
    + " pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena"
    + " pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis"
    + " poniedziałek wtorek środa czwartek piątek sobota niedziela"
    + " pon pn wt wto śr śro czw czwartek pt pią sob sb nd nie niedz"
    + " pondělí úterý středa čtvrtek pátek sobota neděle po út st čt pá so ne"
    + " pondelok utorok streda štvrtok piatok sobota nedeľa ut št pi"
    + " ponedeljek torek sreda četrtek petek sobota nedelja"
    + " ponedjeljak ponedeljak utorak srijeda sreda četvrtak petak subota nedjelja nedelja"
    + " понедељак уторак среда четвртак петак субота недеља"
    + " понеделник вторник сряда четвъртък петък събота неделя"
    + " hétfő kedd szerda csütörtök péntek szombat vasárnap hét sze csü pén szo vas"
    + " pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt pts sal çar per cum cmt cts paz"
    + " понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс"
    + " понеділок вівторок середа четвер пʼятниця п’ятниця субота неділя нд"
    + " κυριακή δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυρ δευ τρι τετ πεμ παρ σαβ"
    + " senin selasa rabu kamis jumat sabtu minggu isnin khamis jumaat ahad sen sel rab kam jum"
    + " الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد"
    + " सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार"

  /// Whether a word in lower case is a weekday's name in full, or an English one cut short.
  static func isWeekday(_ word: String) -> Bool { weekdayNames.contains(word) }

  static func isEnglishWeekday(_ word: String) -> Bool { englishWeekdays.contains(word) }

  /// The list begins with them.
  private static let englishWeekdays = Set(
    weekdays.split(separator: " ").prefix(18).map(String.init))
  private static let weekdayNames = englishWeekdays.union(
    weekdays.split(separator: " ").filter { $0.utf8.count > 4 }.map(String.init))

  /// All words that `isMonth` or `isWeekday` knows, in lower case.
  static let monthsAndDays = weekdayNames.union(
    table.filter { if case .month = $0.value { true } else { false } }.keys
  ).union("jan feb mar apr may jun jul aug sep oct nov dec".split(separator: " ").map(String.init))

  /// Whether a word in lower case names a month, in full or cut short.
  static func isMonth(_ word: String) -> Bool {
    if case .month = meaning(Array(word.utf8)) { true } else { false }
  }

  private static let zones: [(names: String, minutes: Int)] = [
    ("z utc gmt ut wet uct", 0), ("est et", -300), ("edt", -240), ("cst ct", -360), ("cdt", -300),
    ("mst mt", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("akst", -540),
    ("akdt", -480), ("hst hast", -600), ("hadt", -540), ("sst", -660), ("ast", -240),
    ("adt", -180), ("nst", -210), ("ndt", -150), ("cvt azot", -60),
    ("brt art uyt gft clst", -180), ("brst", -120), ("bot vet gyt clt pyt", -240),
    ("cot pet", -300), ("bst cet met mez west wat", 60), ("cest mest mesz eet sast cat wast", 120),
    ("eest msk eat trt idt", 180), ("irst", 210), ("irdt aft", 270), ("gst msd azt get samt", 240),
    ("pkt uzt yekt mvt", 300), ("ist slst", 330), ("npt", 345), ("bdt btt omst", 360),
    ("mmt", 390), ("ict wib krat", 420), ("hkt sgt awst pht phst myt wita irkt ulat", 480),
    ("jst kst wit yakt", 540), ("acst", 570), ("aest vlat chst pgt", 600), ("acdt", 630),
    ("aedt magt sbt nct", 660), ("nzst pett fjt", 720), ("nzdt tot", 780),
    ("y x w v u s r q p o n m l k i g f e c b", 0),
  ]

  /// What is a weekday cut short before a time and a zone after it, minutes east of UTC: Polish
  /// Friday, and the Pacific.
  static let zonesAfterTime: [String: Int] = ["pt": -480]
}
