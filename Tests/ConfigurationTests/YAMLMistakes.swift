// What is said of each kind of mistake, word for word. A case is a text and, behind `=>`, all that
// is said of it; an empty line parts two cases.

extension Mistake {
  /// What is no YAML, or YAML that a configuration does not need.
  static let yaml = golden(
    """
    inboxes: [{name: a, path: /a}]
    \tworkers: 1
    => 2:1: a tab stands in the indentation; indent with spaces

    inboxes:
    \t- name: a
    => 2:1: a tab stands in the indentation; indent with spaces

    log:
      roll_size: 1GB
    \troll_gap: 5s
    => 3:1: a tab stands in the indentation; indent with spaces

    inboxes: [{name: a, path: /a}]
    state: /a: b
    => 2:10: this is not YAML: mapping values are not allowed in this context; put text that \
    holds ': ' in quotes, or begin the key on a line of its own

    inboxes: [{name: a, path: /a}]
    log:
      keep: 1d
     roll_gap: 5s
    => 4:2: this is not YAML: did not find expected key while parsing a block mapping that begins \
    at 1:1; indent the keys of one group alike, one 'key: value' to a line

    inboxes: [{name: a, path: /a}]
    feeds: []
      - name: b
    => 3:3: this is not YAML: did not find expected key while parsing a block mapping that begins \
    at 1:1; delete the [] behind the key above, whose list is said to be empty

    inboxes: [{name: a, path: /a}]
    log:
      keep: 1d
        roll_gap: 5s
    => 4:13: this is not YAML: mapping values are not allowed in this context; put text that \
    holds ': ' in quotes, or begin the key on a line of its own

    inboxes: [{name: a, path: /a}]
    state: 'abc
    => 3:1: this is not YAML: found unexpected end of stream while scanning a quoted scalar that \
    begins at 2:8; close the quote

    inboxes: [{name: a, path: /a}]
    state: "a\\qb"
    => 2:10: this is not YAML: found unknown escape character while parsing a quoted scalar that \
    begins at 2:8; write '\\\\' for a backslash, or use single quotes

    inboxes: [{name: a, path: /a}]
    state: @here
    => 2:8: this is not YAML: found character that cannot start any token while scanning for the \
    next token; put the value in quotes

    inboxes: [{name: a, path: /a}]
    state: %here
    => 2:8: this is not YAML: found character that cannot start any token while scanning for the \
    next token; put the value in quotes

    inboxes: [{name: a, path: /a}
    state: /s
    => 2:1: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence that \
    begins at 1:10; close the list with ']'

    inboxes: [{name: a, path: /a]
    => 1:29: this is not YAML: did not find expected ',' or '}' while parsing a flow mapping that \
    begins at 1:11; close the group with '}'

    inboxes: - name: a
    => 1:10: this is not YAML: block sequence entries are not allowed in this context; begin the \
    list on the line below its key

    inboxes:
      - name: a
       - path: b
    => 3:4: this is not YAML: did not find expected '-' indicator while parsing a block \
    collection that begins at 2:3; indent the '- ' of one list alike

    inboxes: [{name: a, path: /a}]
    workers 5
    state: /s
    => 3:1: this is not YAML: could not find expected ':' while scanning a simple key that begins \
    at 2:1; put ': ' behind the key

    inboxes: [{name: a, path: /a}]
    state: &here /s
    => 2:8: anchor '&here': anchors are not read; delete it

    inboxes: [{name: a, path: /a}]
    state: *here
    => 2:8: alias '*here': aliases are not read; write the value out here

    inboxes: [{name: a, path: /a}]
    *here : 5
    => 2:1: alias '*here': aliases are not read; write the value out here

    inboxes: [{name: a, path: /a}]
    workers: !!int 5
    => 2:10: tag '!!int': tags are not read; delete it

    inboxes: [{name: a, path: /a}]
    workers: !mine 5
    => 2:10: tag '!mine': tags are not read; delete it

    inboxes: &all
      - &one {name: a, path: /a}
      - *one
    => 1:10: anchor '&all': anchors are not read; delete it
    => 2:5: anchor '&one': anchors are not read; delete it
    => 3:5: alias '*one': aliases are not read; write the value out here

    inboxes: [{name: a, path: /a}]
    ---
    workers: 2
    => 2:1: a second document begins here; keep one document: delete from '---' on

    inboxes: [{name: a, path: /a}]
    ...
    ---
    workers: 2
    => 3:1: a second document begins here; keep one document: delete from '---' on

    %YAML 2.0
    ---
    inboxes: [{name: a, path: /a}]
    => 1:1: this is not YAML: found incompatible YAML document; delete the line '%YAML …'

    state: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    => 1:39: nested deeper than 32 levels; nothing here needs more than 4: look for a stray '[', \
    '{' or '- '

    state: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    => 1:39: nested deeper than 32 levels; nothing here needs more than 4: look for a stray '[', \
    '{' or '- '

    inboxes: [{name: a, path: /a}]
    state: /a\u{7}b
    => 2:10: a character that text must not hold: <U+0007>; delete it; an editor may not show it

    inboxes: [{name: a, path: /a}]
    state: /a\u{200B}\u{85}b
    => 2:11: a character that text must not hold: <U+0085>; delete it; an editor may not show it

    inboxes: [{name: a, path: /a}]
    # \u{FEFF}
    => 2:3: a character that text must not hold: <U+FEFF>; delete it; an editor may not show it

    inboxes: [{name: a, path: /a}]
    # \u{2028}
    => 2:3: a character that text must not hold: <U+2028>; delete it; an editor may not show it

    inboxes: [{name: a, path: /a}]
    state: !x &y [a]
    => 2:8: anchor '&y': anchors are not read; delete it
    => 2:8: state is a list; write a folder, such as /var/lib/wireroom
    => 2:8: tag '!x': tags are not read; delete it

    inboxes: [{name: a, path: /a}]
    state: |
      /a
    => 2:8: state /a<U+000A>: holds a control character; delete it
    """)
}
