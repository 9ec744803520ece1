package ical

import (
	"errors"
	"strconv"
	"strings"
)

// Answer is what an attendee's calendar program says about an event.
type Answer struct {
	UID      string
	Sequence int
	Address  string // of the attendee, lower case
	Status   string // ACCEPTED, DECLINED, TENTATIVE, ...
}

// ErrNoReply is the error of a calendar that is no reply to an invite.
var ErrNoReply = errors.New("no METHOD:REPLY with one VEVENT and one ATTENDEE")

// ReadReply reads the REPLY of an attendee (RFC 5546 §3.2.3): one event, one attendee with a PARTSTAT. It says who claims to
// answer; a mail proves nothing.
func ReadReply(raw []byte) (Answer, error) {
	var a Answer
	var component []string
	method, events, attendees := "", 0, 0
	for _, line := range unfolded(raw) {
		name, params, value := property(line)
		switch name {
		case "BEGIN":
			component = append(component, strings.ToUpper(value))
			if strings.EqualFold(value, "VEVENT") {
				events++
			}
			continue
		case "END":
			if len(component) > 0 {
				component = component[:len(component)-1]
			}
			continue
		}
		if len(component) == 1 && name == "METHOD" {
			method = strings.ToUpper(value)
		}
		if len(component) != 2 || component[1] != "VEVENT" {
			continue
		}
		switch name {
		case "UID":
			a.UID = unescaped(value)
		case "SEQUENCE":
			a.Sequence, _ = strconv.Atoi(value) // absent means 0 (RFC 5545 §3.8.7.4); so does nonsense
		case "ATTENDEE":
			attendees++
			a.Status = strings.ToUpper(params["PARTSTAT"])
			a.Address = address(value)
		}
	}
	if method != Reply || events != 1 || attendees != 1 || a.UID == "" || a.Status == "" || a.Address == "" {
		return Answer{}, ErrNoReply
	}
	return a, nil
}

func address(value string) string {
	if len(value) > 7 && strings.EqualFold(value[:7], "mailto:") {
		value = value[7:]
	}
	return strings.ToLower(strings.TrimSpace(value))
}

// unfolded are the content lines: a line that begins with white space goes on with the one before it. Programs that end
// lines with LF alone are understood.
func unfolded(raw []byte) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.ToValidUTF8(string(raw), "�"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		switch {
		case line == "":
		case (line[0] == ' ' || line[0] == '\t') && len(lines) > 0:
			lines[len(lines)-1] += line[1:]
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

// property splits a content line; a colon or semicolon inside quotes belongs to the parameter.
func property(line string) (name string, params map[string]string, value string) {
	params = map[string]string{}
	quoted, start := false, 0
	var parts []string
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			parts, start = append(parts, line[start:i]), i+1
		case c == ':' && !quoted:
			parts = append(parts, line[start:i])
			for _, p := range parts[1:] {
				key, v, _ := strings.Cut(p, "=")
				params[strings.ToUpper(key)] = strings.Trim(v, `"`)
			}
			return strings.ToUpper(parts[0]), params, line[i+1:]
		}
	}
	return "", params, ""
}

var unescapes = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n")

func unescaped(value string) string { return unescapes.Replace(value) }
