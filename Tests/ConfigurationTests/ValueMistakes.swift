// What is said of each kind of mistake, word for word. A case is a text and, behind `=>`, all that
// is said of it; an empty line parts two cases.

extension Mistake {
  /// Values of an inbox; the head is the first three lines.
  static let inboxValues = golden(
    head: "inboxes:\n  - name: a\n    path: /a\n",
    """
        scan_interval: 0s
    => 4:20: scan_interval 0s: must be at least 1s; write a duration from 1s to 1d

        scan_interval: 25h
    => 4:20: scan_interval 25h: must be at most 1d; write a duration from 1s to 1d

        scan_interval: 30
    => 4:20: scan_interval 30: no unit; write 30s, 30m, 30h or 30d

        scan_interval: 30 seconds
    => 4:20: scan_interval 30 seconds: 'seconds' is no unit of time; write the unit as ms, s, m, \
    h or d

        scan_interval: 30S
    => 4:20: scan_interval 30S: 'S' is no unit of time; write the unit as ms, s, m, h or d

        scan_interval: 1.5h
    => 4:20: scan_interval 1.5h: not a whole number; write a duration from 1s to 1d

        scan_interval: 1h30m
    => 4:20: scan_interval 1h30m: more than one number; write all of it in the smallest unit

        scan_interval: -5s
    => 4:20: scan_interval -5s: must be at least 1s; write a duration from 1s to 1d

        scan_interval: soon
    => 4:20: scan_interval soon: not a number; write a duration from 1s to 1d

        scan_interval: 99999999999999999999d
    => 4:20: scan_interval 99999999999999999999d: too large a number; write a duration from 1s to \
    1d

        scan_interval: 9223372036854775807d
    => 4:20: scan_interval 9223372036854775807d: too large a time; write a duration from 1s to 1d

        scan_interval:
    => 4:19: scan_interval has no value; write a duration from 1s to 1d

        settle: 0
    => 4:13: settle 0: must be at least 100ms; write a duration from 100ms to 1h

        keep_done: 0
    => 4:16: keep_done 0: must be at least 1h; write a duration from 1h to 36500d, or null for \
    ever

        max_size: 0
    => 4:15: max_size 0: must be at least 1 KiB; write a size from 1 KiB to 1 GiB

        max_size: 2 GiB
    => 4:15: max_size 2 GiB: must be at most 1 GiB; write a size from 1 KiB to 1 GiB

        max_size: 64 MB/s
    => 4:15: max_size 64 MB/s: 'MB/s' is no unit of size; write the unit as KB, MB or GB (powers \
    of 1000) or KiB, MiB or GiB (of 1024)

        max_size: 64 mib
    => 4:15: max_size 64 mib: 'mib' is no unit of size; write the unit as KB, MB or GB (powers of \
    1000) or KiB, MiB or GiB (of 1024)

        max_size: 1.5 GiB
    => 4:15: max_size 1.5 GiB: not a whole number; write a size from 1 KiB to 1 GiB

        max_size: 9223372036854775807 GiB
    => 4:15: max_size 9223372036854775807 GiB: too large a size; write a size from 1 KiB to 1 GiB

        depth: 33
    => 4:12: depth 33: must be at most 32; write a whole number from 0 to 32

        depth: "3"
    => 4:12: depth 3: text because of its quotes; write it without quotes

        polling: yes
    => 4:14: polling yes: not a boolean; write true

        polling: Off
    => 4:14: polling Off: not a boolean; write false

        polling: maybe
    => 4:14: polling maybe: not a boolean; write true or false

        polling: 'true'
    => 4:14: polling true: text because of its quotes; write it without quotes

        marker: done
    => 4:13: marker done: not an ending; write an ending such as .done, or null for none

        marker: .part
    => 4:13: marker .part: the ending of an unfinished file; write an ending such as .done, or \
    null for none

        marker: ''
    => 4:13: marker '': not an ending; write an ending such as .done, or null for none

        sources: {/etc: x}
    => 4:15: folder '/etc': not below the inbox; write the path from the inbox on

        sources: {../b: x}
    => 4:15: folder '../b': holds '..'; write the path from the inbox on

        sources: {_done: x, .git/a: y, '': z}
    => 4:15: folder '_done': a folder that is never read; choose another folder
    => 4:25: folder '.git/a': a folder that is never read; choose another folder
    => 4:36: folder '': no folder; write the path from the inbox on

        sources: {sport: two words}
    => 4:22: source two words: not a source name; use the letters a-z and A-Z, digits, '-', '_' \
    and '.'

        sources: {sport: a, sport/: b}
    => 4:25: sources names 'sport' twice; keep one of the two

        sources: [sport]
    => 4:14: sources does not hold keys; write 'folder: …' and the like below it
    """)

  /// Values outside of inboxes; the head is the first line.
  static let otherValues = golden(
    head: "inboxes: [{name: a, path: /a}]\n",
    """
    state: ~/news
    => 2:8: state ~/news: '~' stands for no folder here; write the folder in full, such as \
    /home/you/news

    state: ~
    => 2:8: state has no value; write a folder, such as /var/lib/wireroom

    state: $HOME/news
    => 2:8: state $HOME/news: variables are not replaced here; write the folder in full

    state: /
    => 2:8: state /: the root of the file system; choose a folder of its own

    state: "/a\\0b"
    => 2:8: state /a<U+0000>b: holds a control character; delete it

    state: [/s]
    => 2:8: state is a list; write a folder, such as /var/lib/wireroom

    workers: -1
    => 2:10: workers -1: must be at least 0; write a whole number from 0 to 1024

    workers: two
    => 2:10: workers two: not a number; write a whole number from 0 to 1024

    workers: 1_000
    => 2:10: workers 1_000: not a whole number; write a whole number from 0 to 1024

    workers: {count: 2}
    => 2:10: workers is a group of keys; write a whole number from 0 to 1024

    workers: 1025
    => 2:10: workers 1025: must be at most 1024; write a whole number from 0 to 1024

    log_level: warn
    => 2:12: log_level warn: not known; did you mean 'warning'?

    log_level: 5
    => 2:12: log_level 5: not known; write trace, debug, info, notice, warning or error

    dedup: {horizon: null}
    => 2:18: horizon has no value; write a duration from 1h to 36500d, or 0 for ever

    dedup: {horizon: 1m, updates_per_day: 0}
    => 2:18: horizon 1m: must be at least 1h; write a duration from 1h to 36500d, or 0 for ever
    => 2:39: updates_per_day 0: must be at least 1; write a whole number from 1 to 100000

    log: {keep: 0}
    => 2:13: keep 0: must be at least 1h; write a duration from 1h to 36500d, or null for ever

    log: {roll_size: 1000}
    => 2:18: roll_size 1000: must be at least 64 KiB; write a size from 64 KiB to 1024 GiB
    """)
}
