private import Glibc

extension Configuration {
  /// Reads the file at `path`, and the file of feeds that it names; relative paths in them begin at
  /// their folders, and all come out absolute. `WIREROOM_…` variables of `environment` override it.
  /// `paths` says what is wrong with an XPath expression.
  package static func load(
    path: String, environment: [String: String], paths: @escaping PathCheck = { _, _ in nil }
  ) throws(ConfigurationErrors) -> Configuration {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try fileContents(of: path, atMost: Source.largest)
    } catch {
      throw ConfigurationErrors([
        ConfigurationError(
          file: path, message: "cannot be read: \(error.text)",
          mend: error.number == ENOENT
            ? "give the path of the configuration; config/wireroom.yaml is one to copy"
            : error.number == EACCES
              ? "let the daemon's user read it" : "give the path of a file that can be read")
      ])
    }
    let folder = realPath(of: Path.folder(of: path)) ?? Path.folder(of: path)
    return try parse(
      bytes, file: path, folder: folder, environment: environment,
      feeds: { try? FeedsFile.contents(of: $0) }, paths: paths)
  }

  /// Reads `bytes` as the file named `file` would be. Relative paths begin at `folder`, or at the
  /// folder of `file`. `feeds`: gives the bytes of the file of feeds at a path, an empty one where
  /// there is none, nil where it cannot be read.
  package static func parse(
    _ bytes: [UInt8], file: String, folder: String? = nil, environment: [String: String],
    feeds: (String) -> [UInt8]? = { _ in [] },
    paths: @escaping PathCheck = { _, _ in nil }
  ) throws(ConfigurationErrors) -> Configuration {
    var reading = Reading(
      folder: folder ?? Path.folder(of: file), environment: environment,
      pathFlaw: paths, mistakes: Mistakes(file: file))
    reading.refuseUnknownVariables()
    var configuration = reading.configuration(from: bytes)
    let list = configuration.feedsFile ?? reading.folder + "/" + FeedsFile.defaultName
    var listReading = Reading(
      folder: Path.folder(of: list), environment: [:], mistakes: Mistakes(file: list))
    listReading.addFeeds(from: feeds(list), to: &configuration)
    reading.checkAgreement(of: configuration, isListWrong: !listReading.mistakes.errors.isEmpty)
    try Mistakes.throwIfAny(reading.mistakes, listReading.mistakes)
    return configuration
  }
}

extension Reading {
  /// What the bytes say, as far as they are right; the mistakes tell the rest.
  fileprivate mutating func configuration(from bytes: [UInt8]) -> Configuration {
    var configuration = Configuration()
    read(bytes, Configuration.schema, atMost: Source.largest, into: &configuration)
    return configuration
  }

  /// Reads a file whose root is a group of these keys.
  mutating func read<Target>(
    _ bytes: [UInt8], _ keys: [Key<Target>], atMost largest: Int, into target: inout Target
  ) {
    let root: Node?
    let mistakesBefore = mistakes.errors.count
    do throws(Source.Flaw) {
      root = Composer.compose(try Source(bytes, atMost: largest), &mistakes)
    } catch {
      root = nil
      mistakes.add(
        .place(line: error.line, column: error.column), error.message, mend: error.mend)
    }
    // A file that cannot be read at all lacks nothing; what the environment says is checked.
    let isReadable = root != nil || mistakes.errors.count == mistakesBefore
    let empty = Node(content: .mapping([]), origin: .place(line: 1, column: 1))
    let unread = Node(content: .refused, origin: .place(line: 1, column: 1))
    group(
      root ?? (isReadable ? empty : unread), named: "the file", keys, into: &target, .root)
  }
}

/// An errno of a call on the configuration file.
struct SystemError: Error {
  let number: Int32

  /// As the C library says it.
  var text: String { unsafe String(cString: strerror(number)) }
}

/// The bytes of the file, and one more than `most` if there are more than that.
func fileContents(of path: String, atMost most: Int) throws(SystemError) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemError(number: errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= most {
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR { continue }
      throw SystemError(number: errno)
    }
    bytes.append(contentsOf: chunk.prefix(count))
  }
  return bytes
}

/// `folder` without symbolic links, so that `..` in the file goes up where the file really is.
func realPath(of folder: String) -> String? {
  guard let path = unsafe realpath(folder, nil) else { return nil }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}
