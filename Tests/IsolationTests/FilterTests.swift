import CPlatform
import Glibc
import Testing

/// The list of system calls as the kernel would go by it, for both machines on either of them.
@Suite("The filter of a parser's system calls")
struct FilterTests {
  enum Machine: String, CaseIterable, Sendable {
    case intel, arm

    var code: Int32 { self == .intel ? Int32(WR_X86_64) : Int32(WR_AARCH64) }
    /// AUDIT_ARCH_… of linux/audit.h.
    var audit: UInt32 { self == .intel ? 0xC000_003E : 0xC000_00B7 }
    var header: String {
      self == .intel
        ? "/usr/include/x86_64-linux-gnu/asm/unistd_64.h" : "/usr/include/asm-generic/unistd.h"
    }
  }

  /// What the kernel does with a call: seccomp(2).
  enum Answer: Equatable { case allow, kill, refuse(UInt32), other(UInt32) }

  static let process: UInt32 = 4711

  static func program(_ machine: Machine) throws -> [UInt64] {
    var steps = [UInt64](repeating: 0, count: 256)
    let count = unsafe wr_sandbox_filter(machine.code, process, &steps, steps.count)
    try #require(count > 0)
    return Array(steps.prefix(Int(count)))
  }

  /// As much of a BPF machine as the filter asks for; nil where a step is none that it may use.
  static func answer(
    _ program: [UInt64], machine: UInt32, call: UInt32, _ arguments: [UInt64] = []
  ) -> Answer? {
    var data: [UInt32] = [call, machine, 0, 0]
    for n in 0..<6 {
      let argument = n < arguments.count ? arguments[n] : 0
      data += [UInt32(truncatingIfNeeded: argument), UInt32(truncatingIfNeeded: argument >> 32)]
    }
    var (at, accumulator) = (0, UInt32(0))
    while program.indices.contains(at) {
      let step = program[at]
      let (ifTrue, ifFalse) = (Int(step >> 16 & 0xFF), Int(step >> 24 & 0xFF))
      let k = UInt32(truncatingIfNeeded: step >> 32)
      at += 1
      switch step & 0xFFFF {
      case 0x20:
        guard k % 4 == 0, data.indices.contains(Int(k) / 4) else { return nil }
        accumulator = data[Int(k) / 4]
      case 0x15: at += accumulator == k ? ifTrue : ifFalse
      case 0x35: at += accumulator >= k ? ifTrue : ifFalse
      case 0x45: at += accumulator & k != 0 ? ifTrue : ifFalse
      case 0x06:
        return switch k {
        case 0x7FFF_0000: .allow
        case 0x8000_0000: .kill
        case 0x0005_0000...0x0005_FFFF: .refuse(k & 0xFFFF)
        default: .other(k)
        }
      default: return nil
      }
    }
    return nil
  }

  static let allowed: Set<String> = [
    "read", "write", "writev", "brk", "munmap", "mremap", "madvise", "futex", "sched_yield",
    "clock_gettime", "clock_getres", "gettimeofday", "getrandom", "sysinfo", "exit", "exit_group",
    "getpid", "gettid", "rt_sigprocmask", "rt_sigreturn", "time",
  ]
  static let refused: Set<String> = [
    "openat", "newfstatat", "fstat", "faccessat", "readlinkat", "statx", "getcwd", "lseek", "ioctl",
    "fcntl", "open", "stat", "lstat", "access", "readlink",
  ]

  /// Names by number, as the kernel's own headers have them; nil where those are not here.
  static func names(_ machine: Machine) throws -> [UInt32: String]? {
    guard let file = unsafe fopen(machine.header, "r") else { return nil }
    defer { unsafe fclose(file) }
    var names: [UInt32: String] = [:]
    var line = [CChar](repeating: 0, count: 1024)
    while unsafe fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
      guard words.count >= 3, words[0] == "#define", let number = UInt32(words[2]) else { continue }
      for prefix in ["__NR_", "__NR3264_"] where words[1].hasPrefix(prefix) {
        let name = String(words[1].dropFirst(prefix.count))
        // As it is called on a machine of 64 bits.
        names[number] = prefix == "__NR3264_" && name == "fstatat" ? "newfstatat" : name
      }
    }
    return names
  }

  @Test(
    "lets through what is on the list, by the kernel's numbers, and nothing else",
    arguments: Machine.allCases)
  func calls(machine: Machine) throws {
    let program = try Self.program(machine)
    guard let names = try Self.names(machine) else { return }
    #expect(names.count > 250)
    var (allowed, refused): (Set<String>, Set<String>) = ([], [])
    for number in UInt32(0)..<1024 {
      let name = names[number] ?? "number \(number)"
      // A harmless one, and one that asks for everything.
      let answers = [[], [0, 0, 7, 0]].map {
        Self.answer(program, machine: machine.audit, call: number, $0)
      }
      switch name {
      case "mmap", "mprotect": #expect(answers == [.allow, .kill], "\(name)")
      case "tgkill":
        #expect(answers == [.kill, .kill])
        #expect(
          Self.answer(
            program, machine: machine.audit, call: number, [UInt64(Self.process)]) == .allow)
      default:
        #expect(answers[0] == answers[1], "\(name)")
        switch answers[0] {
        case .allow: allowed.insert(name)
        case .refuse(let code):
          refused.insert(name)
          #expect(code == UInt32(EACCES))
        default: #expect(answers[0] == .kill, "\(name)")
        }
      }
    }
    let known = Set(names.values)
    #expect(allowed == Self.allowed.intersection(known))
    #expect(refused == Self.refused.intersection(known))
  }

  @Test("kills whoever speaks another machine's language", arguments: Machine.allCases)
  func machines(machine: Machine) throws {
    let program = try Self.program(machine)
    for other: UInt32 in [0, 0x4000_0003, 0xC000_003E, 0xC000_00B7, 0x4000_0028]
    where other != machine.audit {
      for number in UInt32(0)..<512 {
        #expect(Self.answer(program, machine: other, call: number) == .kill)
      }
    }
    // The x32 interface, and numbers that are none.
    for number: UInt32 in [0x4000_0000, 0x4000_0001, 0x4000_0201, .max, 0x8000_0000] {
      #expect(Self.answer(program, machine: machine.audit, call: number) == .kill)
    }
  }

  @Test("tells a small room so")
  func room() {
    var steps = [UInt64](repeating: 0, count: 8)
    #expect(unsafe wr_sandbox_filter(Int32(WR_X86_64), 1, &steps, steps.count) == -ENOSPC)
  }
}
