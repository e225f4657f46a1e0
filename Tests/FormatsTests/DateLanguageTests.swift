import Newsroom
import Testing

@testable import Formats

@Suite("Dates in the languages of the world")
struct DateLanguageTests {
  /// January to December as dates have them.
  static let languages: [(String, String)] = [
    ("en", "January February March April May June July August September October November December"),
    ("en, short", "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"),
    ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    ("de-AT", "Jänner Feber März April Mai Juni Juli August September Oktober November Dezember"),
    ("de, short", "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
    ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    ("fr, short", "janv févr mars avr mai juin juil août sept oct nov déc"),
    (
      "es",
      "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    ("es, short", "ene feb mar abr may jun jul ago sep oct nov dic"),
    (
      "it",
      "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
    ),
    ("it, short", "gen feb mar apr mag giu lug ago set ott nov dic"),
    (
      "pt",
      "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    ("pt, short", "jan fev mar abr mai jun jul ago set out nov dez"),
    ("ca", "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre"),
    (
      "ro",
      "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"
    ),
    (
      "nl",
      "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
    ("da", "januar februar marts april maj juni juli august september oktober november december"),
    ("no", "januar februar mars april mai juni juli august september oktober november desember"),
    ("is", "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember"),
    (
      "fi",
      "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta"
    ),
    (
      "et",
      "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember"
    ),
    (
      "lv",
      "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī"
    ),
    (
      "lt",
      "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio"
    ),
    (
      "pl",
      "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
    ),
    ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
    (
      "sk",
      "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra"
    ),
    (
      "sl",
      "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra"
    ),
    (
      "sr",
      "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"
    ),
    (
      "sr-Cyrl",
      "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"
    ),
    ("bg", "януари февруари март април май юни юли август септември октомври ноември декември"),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    (
      "uk", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    ),
    (
      "hu",
      "január február március április május június július augusztus szeptember október november december"
    ),
    ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    (
      "el",
      "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου"
    ),
    (
      "id", "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    ),
    ("ms", "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember"),
    ("ar", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ("he", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"),
    ("hi", "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
  ]

  @Test("every month of every language is read", arguments: languages)
  func months(_ language: String, _ names: String) {
    let months = names.split(separator: " ")
    #expect(months.count == 12, "\(language)")
    for (n, name) in months.enumerated() {
      let expected = NewsDate(year: 2021, month: n + 1, day: 14, hour: 9, minute: 30, second: 0)
      for text in [
        "14 \(name) 2021 09:30", "14. \(name). 2021, 09:30:00", "\(name) 14, 2021 9:30 am",
      ] {
        #expect(NewsDateParser.parse(text) == expected, "\(language): \(text)")
      }
      #expect(NewsDateParser.parse("14 \(name.uppercased()) 2021 09:30") == expected)
    }
  }

  /// Monday to Sunday.
  static let weeks: [(String, String)] = [
    ("en", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ("de", "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"),
    ("de, short", "Mo Di Mi Do Fr Sa So"),
    ("fr", "lundi mardi mercredi jeudi vendredi samedi dimanche"),
    ("es", "lunes martes miércoles jueves viernes sábado domingo"),
    ("it", "lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    ("pt", "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"),
    ("nl", "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    ("sv", "måndag tisdag onsdag torsdag fredag lördag söndag"),
    ("da", "mandag tirsdag onsdag torsdag fredag lørdag søndag"),
    ("fi", "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai"),
    ("pl", "poniedziałek wtorek środa czwartek piątek sobota niedziela"),
    ("cs", "pondělí úterý středa čtvrtek pátek sobota neděle"),
    ("hu", "hétfő kedd szerda csütörtök péntek szombat vasárnap"),
    ("tr", "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar"),
    ("ru", "понедельник вторник среда четверг пятница суббота воскресенье"),
    ("ru, short", "Пн Вт Ср Чт Пт Сб Вс"),
    ("el", "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή"),
    ("id", "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
  ]

  @Test("every weekday is read over", arguments: weeks)
  func weekdays(_ language: String, _ names: String) {
    for name in names.split(separator: " ") {
      #expect(
        NewsDateParser.parse("\(name), 14 May 2021 09:30:00 +0200")
          == NewsDate(
            year: 2021, month: 5, day: 14, hour: 9, minute: 30, second: 0, offset: 120),
        "\(language): \(name)")
    }
  }

  @Test(
    "a named zone is where it is",
    arguments: [
      ("GMT", 0), ("UT", 0), ("Z", 0), ("EST", -300), ("EDT", -240), ("CST", -360), ("CDT", -300),
      ("MST", -420), ("MDT", -360), ("PST", -480), ("PDT", -420), ("PT", -480), ("AKST", -540),
      ("HST", -600), ("AST", -240), ("ADT", -180), ("NST", -210), ("NDT", -150), ("BST", 60),
      ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120), ("MEZ", 60), ("MESZ", 120),
      ("EET", 120), ("EEST", 180), ("MSK", 180), ("TRT", 180), ("EAT", 180), ("WAT", 60),
      ("CAT", 120), ("SAST", 120), ("GST", 240), ("IRST", 210), ("PKT", 300), ("IST", 330),
      ("NPT", 345), ("ICT", 420), ("WIB", 420), ("HKT", 480), ("SGT", 480), ("PHT", 480),
      ("AWST", 480), ("JST", 540), ("KST", 540), ("ACST", 570), ("ACDT", 630), ("AEST", 600),
      ("AEDT", 660), ("NZST", 720), ("NZDT", 780), ("BRT", -180), ("ART", -180), ("CLT", -240),
      ("COT", -300), ("VET", -240),
    ])
  func zones(_ name: String, _ minutes: Int) {
    let expected = NewsDate(
      year: 2021, month: 5, day: 14, hour: 9, minute: 30, second: 0, offset: minutes)
    for text in ["Fri, 14 May 2021 09:30:00 \(name)", "May 14, 2021 9:30 AM \(name)"] {
      #expect(NewsDateParser.parse(text) == expected, "\(text)")
    }
  }

  @Test("calendars of the Far East are read by their signs")
  func farEast() {
    let day = NewsDate(year: 2021, month: 5, day: 14, hour: 9, minute: 30, second: 0)
    #expect(NewsDateParser.parse("2021年5月14日 09:30 +0000") == day)
    #expect(NewsDateParser.parse("2021년 5월 14일 09:30 +0000") == day)
  }
}
