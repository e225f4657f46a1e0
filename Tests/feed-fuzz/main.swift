// Mutated documents through every parser, for as long as you like, and mutated logs through what
// opens, verifies and reads them:
//
//   swift run -c release feed-fuzz 1000000            a million inputs
//   swift run -c release feed-fuzz 100000 --logs      a hundred thousand logs
//   swift run -c release feed-fuzz 1000 --from 52000 --each   which of these it is
//   swift run -c release feed-fuzz 1 --from 52345 --show      the input itself
//   swift run --sanitize=address feed-fuzz 20000      with AddressSanitizer
//
// An input is known by its number and the seed. After a crash the last line tells from which number
// on to look with --each. Over one second for an input is a hang.
import Glibc
import Mutations

func option(_ name: String) -> UInt64? {
  guard let at = CommandLine.arguments.firstIndex(of: name), at + 1 < CommandLine.arguments.count
  else { return nil }
  return UInt64(CommandLine.arguments[at + 1])
}

func microseconds() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

guard CommandLine.arguments.count > 1, let count = Int(CommandLine.arguments[1]) else {
  print("usage: feed-fuzz COUNT [--from NUMBER] [--seed NUMBER] [--each] [--show] [--logs]")
  exit(64)
}
let first = Int(clamping: option("--from") ?? 0)
let seed = option("--seed") ?? 0
let each = CommandLine.arguments.contains("--each")
if CommandLine.arguments.contains("--show") {
  for number in first..<first + count {
    let input = Mutation.input(number, seed: seed)
    _ = unsafe input.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
  }
  exit(0)
}
let drill = CommandLine.arguments.contains("--logs") ? LogDrill() : nil
guard drill != nil || !CommandLine.arguments.contains("--logs") else {
  print("no place for a log: neither /dev/shm nor /tmp can be written to")
  exit(73)
}
var failures = 0
var slowest: (number: Int, time: Int64) = (0, 0)
/// Written at once, for a crash takes what waits with it.
func say(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = unsafe line.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
}
for number in first..<first + count {
  if each || number % 10_000 == 0 { say("input \(number) of seed \(seed)") }
  // What never ends is killed, and the number is known.
  alarm(30)
  let before = microseconds()
  let complaints =
    drill?.complaints(number, seed: seed)
    ?? Examination.complaints(about: Mutation.input(number, seed: seed))
  let time = microseconds() - before
  if time > slowest.time { slowest = (number, time) }
  if time > 1_000_000 {
    failures += 1
    say("input \(number): \(time / 1000) ms")
  }
  for complaint in complaints {
    failures += 1
    say("input \(number): \(complaint)")
  }
}
say(
  "\(count) inputs, \(failures) failures; the slowest, \(slowest.number), took "
    + "\(slowest.time) µs")
exit(failures == 0 ? 0 : 1)
