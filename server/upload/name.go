package upload

import (
	"path"
	"strings"
)

// shown is a stranger's name for a file as a sentence can carry it.
func shown(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > 60 {
		name = string(runes[:60]) + "…"
	}
	return name
}

// Name is the last part of what a browser says a file is called, fit to be shown; it is never used as a path.
func Name(said string) string {
	return shown(path.Base(strings.ReplaceAll(said, `\`, "/")))
}
