// The shims are inline; a target needs one source.
