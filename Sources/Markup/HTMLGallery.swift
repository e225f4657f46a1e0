internal import Newsroom

/// The pictures, videos and sounds of a fragment, with the captions of their figures.
struct HTMLGallery: ~Copyable {
  private(set) var media: [Media] = []
  /// The words of the open caption.
  var caption = HTMLPlainText()

  /// The address of the image just begun.
  private(set) var address: [UInt8]?
  /// Its `src` would have run something.
  private(set) var isRefused = false

  private struct Figure {
    /// How many media there were before it.
    var start: Int
    var caption: String?
  }

  private var figures: [Figure] = []
  private var captions = 0
  /// The open video or audio has no address yet: its first source gives it.
  private var player: Media?

  private static let maximumMedia = 1000

  mutating func removeAll() {
    caption.removeAll()
    media = []
    address = nil
    isRefused = false
    figures = []
    captions = 0
    player = nil
  }

  /// Whether text belongs to a caption.
  var isInCaption: Bool { captions > 0 }

  /// Whether that caption is one of media, and so no part of the running text.
  var ownsCaption: Bool {
    guard captions > 0, let figure = figures.last else { return false }
    return media.count > figure.start
  }

  mutating func start(_ element: HTMLElement, _ attributes: borrowing HTMLAttributes, base: String?)
  {
    switch element {
    case .figure: figures.append(Figure(start: media.count))
    case .figcaption: captions += 1
    case .img: image(attributes, base: base)
    case .video, .audio:
      var player = Media(kind: element == .video ? .video : .audio)
      player.url = Self.url(.src, attributes, base: base)
      player.title = attributes.text(.title)
      player.width = Self.number(.width, attributes)
      player.height = Self.number(.height, attributes)
      if player.url == nil { self.player = player } else { append(player) }
    case .source:
      guard var player, let url = Self.url(.src, attributes, base: base) else { return }
      player.url = url
      player.mediaType = attributes.text(.type)
      append(player)
      self.player = nil
    default: break
    }
  }

  mutating func end(_ element: HTMLElement) {
    switch element {
    case .figcaption:
      captions -= 1
      let words = String(decoding: caption.finish(), as: UTF8.self)
      caption.removeAll()
      guard !words.isEmpty, !figures.isEmpty else { return }
      figures[figures.count - 1].caption = words
    case .figure:
      guard let figure = figures.popLast(), let caption = figure.caption else { return }
      for i in media.indices where i >= figure.start && media[i].caption == nil {
        media[i].caption = caption
      }
    case .video, .audio: player = nil
    default: break
    }
  }

  /// Where lazy loading keeps the address; `src` then holds a placeholder.
  private static let lazy: [HTMLAttribute] = [.dataSrc, .dataOriginal, .dataLazySrc]

  private mutating func image(_ attributes: borrowing HTMLAttributes, base: String?) {
    address = nil
    isRefused = false
    for attribute in Self.lazy where address == nil {
      address = Self.clean(attribute, attributes, base: base)
    }
    if address == nil,
      let outcome = attributes.value(.src, { HTMLAddress.clean($0, base: base) })
    {
      switch outcome {
      case .safe(let url): address = url
      case .refused(let isActive): isRefused = isActive
      }
    }
    if address == nil,
      let list = attributes.value(.srcset, { HTMLAddress.candidates($0, base: base) })
    {
      // A comma inside an address is a part of it; the list's own is followed by a space.
      var first = Array(list.prefix { $0 != 0x20 })
      if first.last == UInt8(ascii: ",") { first.removeLast() }
      address = first.isEmpty ? nil : first
    }
    guard let address, HTMLAddress.isWeb(address) else { return }
    var picture = Media(kind: .picture, url: String(decoding: address, as: UTF8.self))
    picture.title = attributes.text(.alt) ?? attributes.text(.title)
    picture.width = Self.number(.width, attributes)
    picture.height = Self.number(.height, attributes)
    // One pixel counts readers; it shows nothing.
    if let width = picture.width, width < 2 { return }
    if let height = picture.height, height < 2 { return }
    append(picture)
  }

  private mutating func append(_ item: consuming Media) {
    if media.count < Self.maximumMedia { media.append(item) }
  }

  private static func clean(
    _ attribute: HTMLAttribute, _ attributes: borrowing HTMLAttributes, base: String?
  ) -> [UInt8]? {
    guard
      case .safe(let url)? = attributes.value(attribute, { HTMLAddress.clean($0, base: base) })
    else { return nil }
    return url
  }

  private static func url(
    _ attribute: HTMLAttribute, _ attributes: borrowing HTMLAttributes, base: String?
  ) -> String? {
    guard let url = clean(attribute, attributes, base: base), HTMLAddress.isWeb(url) else {
      return nil
    }
    return String(decoding: url, as: UTF8.self)
  }

  private static func number(_ attribute: HTMLAttribute, _ attributes: borrowing HTMLAttributes)
    -> Int?
  {
    attributes.text(attribute).flatMap { text in
      text.hasSuffix("px") ? Int(text.dropLast(2)) : Int(text)
    }
  }
}
