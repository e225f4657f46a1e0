// What is said of each kind of mistake, word for word. A case is a text and, behind `=>`, all that
// is said of it; an empty line parts two cases.

extension Mistake {
  /// Keys that are unknown, missing, doubled or in the wrong place, and what stands instead.
  static let keys = golden(
    """
    inboxes: [{name: 'two words', path: /a}]
    => 1:18: name two words: not a source name; use the letters a-z and A-Z, digits, '-', '_' and \
    '.'

    inboxes: [{name: -a, path: /a}]
    => 1:18: name -a: begins with '-'; begin the name with a letter or digit

    inboxes: [{name: nyhetsbyrån, path: /a}]
    => 1:18: name nyhetsbyrån: not a source name; use the letters a-z and A-Z, digits, '-', '_' \
    and '.'

    inboxes: [{name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, path: /a}]
    => 1:18: name aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…: longer than 64 \
    characters; choose a shorter name

    inboxes: [{name: '', path: ''}]
    => 1:18: name '': not a source name; use the letters a-z and A-Z, digits, '-', '_' and '.'
    => 1:28: path '': empty; write a folder, such as /var/lib/wireroom

    # nothing
    => 1:1: the file has neither inboxes nor feeds; add 'inboxes: …' or 'feeds: …'

    inbx: [{name: a, path: /a}]
    => 1:1: unknown key 'inbx'; did you mean 'inboxes'?

    inboxes: [{name: a, path: /a}]
    Log-Level: info
    => 2:1: unknown key 'Log-Level'; did you mean 'log_level'?

    inboxes: [{name: a, path: /a}]
    roll_size: 1GB
    => 2:1: unknown key 'roll_size'; it belongs below 'log'

    inboxes: [{name: a, path: /a}]
    scan_interval: 5s
    => 2:1: unknown key 'scan_interval'; it belongs into each of 'inboxes'

    inboxes: [{name: a, path: /a}]
    colour: blue
    => 2:1: unknown key 'colour'; the keys here are state, inboxes, feeds, feeds_file, polling, log, \
    dedup, record, mappings, workers, isolation, log_level

    inboxes: [{name: a, path: /a}]
    <<: {workers: 2}
    => 2:1: unknown key '<<'; the keys here are state, inboxes, feeds, feeds_file, polling, log, \
    dedup, record, mappings, workers, isolation, log_level

    inboxes: [{name: a, path: /a}]
    log: {rol_size: 1GB}
    => 2:7: unknown key 'rol_size'; did you mean 'roll_size'?

    inboxes: [{name: a, path: /a}]
    '': 1
    => 2:1: unknown key ''; the keys here are state, inboxes, feeds, feeds_file, polling, log, \
    dedup, record, mappings, workers, isolation, log_level

    inboxes: [{name: a, path: /a}]
    wor\u{A0}kers: 1
    => 2:1: unknown key 'wor<U+00A0>kers'; did you mean 'workers'?

    inboxes: [{name: a, path: /a}]
    workers: 1
    state: /s
    workers: 2
    => 4:1: key 'workers' stands here again, first in line 2; keep one of the two

    inboxes:
      - name: a
        path: /a
        name: b
    => 4:5: key 'name' stands here again, first in line 2; keep one of the two

    inboxes: [{name: a}]
    => 1:11: number 1 of inboxes has no path; add 'path: …'

    inboxes: [{path: /a}, {}]
    => 1:11: number 1 of inboxes has no name; add 'name: …'
    => 1:23: number 2 of inboxes has no name; add 'name: …'
    => 1:23: number 2 of inboxes has no path; add 'path: …'

    inboxes: []
    => 1:1: the file has neither inboxes nor feeds; add 'inboxes: …' or 'feeds: …'

    inboxes:
    => 1:1: the file has neither inboxes nor feeds; add 'inboxes: …' or 'feeds: …'

    inboxes: {name: a, path: /a}
    => 1:10: inboxes is not a list; begin each of inboxes with '- '

    inboxes: [/a, /b]
    => 1:11: number 1 of inboxes does not hold keys; write 'name: …' and the like below it
    => 1:15: number 2 of inboxes does not hold keys; write 'name: …' and the like below it

    inboxes: /a
    => 1:10: inboxes is not a list; begin each of inboxes with '- '

    inboxes: [{name: a, path: /a}]
    log: 5
    => 2:6: log does not hold keys; write 'roll_size: …' and the like below it

    inboxes: [{name: a, path: /a}]
    log: [roll_size]
    => 2:6: log does not hold keys; write 'roll_size: …' and the like below it

    - inboxes
    => 1:1: the file does not hold keys; write 'state: …' and the like below it

    just words
    => 1:1: the file does not hold keys; write 'state: …' and the like below it

    inboxes: [{name: a, path: /a}]
    [a, b]: c
    => 2:1: a list or a group of keys stands where a key should; write 'key: value'

    inboxes: [{name: a, path: /a}]
    ? {a: b}
    : c
    => 2:3: a list or a group of keys stands where a key should; write 'key: value'

    inboxes: [{name: a, path: /a}]
    wokers: 1
    log: {kep: 1d, roll_gap: x}
    dedup:
      horizon: 5
    => 2:1: unknown key 'wokers'; did you mean 'workers'?
    => 3:7: unknown key 'kep'; did you mean 'keep'?
    => 3:26: roll_gap x: not a number; write a duration from 0 to 1h
    => 5:12: horizon 5: no unit; write 5s, 5m, 5h or 5d
    """)

  /// Values that are right by themselves and wrong together.
  static let agreement = golden(
    """
    state: /s
    inboxes: [{name: a, path: /s}]
    => 2:27: /s is the state directory too; put the two beside each other

    state: /s
    inboxes: [{name: a, path: /s/in}]
    => 2:27: /s/in lies inside the state directory /s; put the two beside each other

    state: /in/s
    inboxes: [{name: a, path: /in}]
    => 2:27: the state directory /in/s lies inside the inbox /in; put the two beside each other

    inboxes: [{name: a, path: /var/lib/wireroom/in}]
    => 1:27: /var/lib/wireroom/in lies inside the state directory /var/lib/wireroom; put the two \
    beside each other

    inboxes:
      - {name: a, path: /a}
      - {name: a, path: /b}
    => 3:12: two inboxes bear the name 'a', first in line 2; give each a name of its own

    inboxes:
      - {name: a, path: /a}
      - {name: b, path: /x/../a/}
    => 3:21: two inboxes have the path /a, first in line 2; give each a folder of its own

    inboxes:
      - {name: a, path: /a}
      - {name: b, path: /a/b}
    => 3:21: inbox /a/b lies inside inbox /a, first in line 2; put the two beside each other, or \
    name the inner one in the outer one's sources

    inboxes:
      - {name: a, path: /a/b}
      - {name: b, path: /a}
    => 3:21: inbox /a/b lies inside inbox /a, first in line 2; put the two beside each other, or \
    name the inner one in the outer one's sources

    inboxes: [{name: a, path: /a}]
    log: {roll_gap: 2m, roll_interval: 1m}
    => 2:17: roll_gap 2m is longer than roll_interval 1m; make roll_gap the shorter one

    inboxes: [{name: a, path: /a}]
    log: {roll_interval: 5s}
    => 2:22: roll_gap 10s is longer than roll_interval 5s; make roll_gap the shorter one

    inboxes:
      - name: a
        path: /a
        depth: 1
        sources: {a/b: x, c: y}
    => 5:15: folder 'a/b' is 2 levels deep, and depth is 1; raise depth
    """)
}
