package schedule

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/problem"
)

var (
	weekdayNames = map[string]int{
		"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7,
		"월": 1, "화": 2, "수": 3, "목": 4, "금": 5, "토": 6, "일": 7,
	}
	dayGroups = map[string][]int{
		"weekdays": {1, 2, 3, 4, 5}, "weekend": {6, 7}, "daily": {1, 2, 3, 4, 5, 6, 7},
		"평일": {1, 2, 3, 4, 5}, "주말": {6, 7}, "매일": {1, 2, 3, 4, 5, 6, 7},
	}
	hoursText   = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?\s*[-~–]\s*(\d{1,2})(?::(\d{2}))?$`)
	koreanHour  = regexp.MustCompile(`(\d{1,2})시(?:\s*(\d{1,2})분)?`)
	heldFrom    = regexp.MustCompile(`\s(?:from\s+(\d{4}-\d{2}-\d{2})|(\d{4}-\d{2}-\d{2})\s*부터)(?:\s|$)`)
	heldUntil   = regexp.MustCompile(`\s(?:until\s+(\d{4}-\d{2}-\d{2})|(\d{4}-\d{2}-\d{2})\s*까지)(?:\s|$)`)
	aroundDash  = regexp.MustCompile(`\s*([-~–])\s*`)
	weekdayTail = regexp.MustCompile(`요일`)
)

// ParseWeekly reads hours as people type them, one line or comma-separated piece after the other: "mon-fri 14-18",
// "tue 08:00-09:30 20-22", "mon/wed 9-12", "월-금 9-12 13-18", "평일 14시-18시 30분". An end at or before its start runs into the
// next day. A piece may hold for a time, both dates included: "mon-fri 14-18 from 2027-03-01 until 2027-03-31", "화 9-12 2027-03-01부터".
func ParseWeekly(text string) ([]Rule, error) {
	var rules []Rule
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		piece = strings.ToLower(strings.TrimSpace(piece))
		if piece == "" {
			continue
		}
		said := piece
		piece, from, begins := without(piece, heldFrom)
		piece, last, ends := without(piece, heldUntil)
		days, hours, _ := strings.Cut(plain(piece), " ")
		weekdays, ok := parseDays(days)
		spans, fine := parseSpans(hours)
		if !ok || !fine || !begins || !ends || last != (Date{}) && last.Before(from) {
			return nil, problem.New(problem.Invalid, "hours_unreadable", "Text", said)
		}
		if last != (Date{}) {
			last = last.AddDays(1)
		}
		for _, weekday := range weekdays {
			for _, span := range spans {
				rules = append(rules, Rule{Weekday: weekday, Span: span, From: from, To: last})
			}
		}
	}
	return join(rules), nil
}

// without takes the date that an expression finds out of a piece; false when what it finds is no date.
func without(piece string, at *regexp.Regexp) (rest string, on Date, ok bool) {
	m := at.FindStringSubmatchIndex(piece)
	if m == nil {
		return piece, Date{}, true
	}
	for _, group := range []int{2, 4} {
		if m[group] >= 0 {
			var err error
			if on, err = ParseDate(piece[m[group]:m[group+1]]); err != nil {
				return piece, Date{}, false
			}
		}
	}
	return strings.TrimSpace(piece[:m[0]] + " " + piece[m[1]:]), on, true
}

// ParseHours reads the hours of one date, "9-12 13-18"; an empty text is a closed day.
func ParseHours(text string) ([]Span, error) {
	text = plain(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), ",", " ")))
	if text == "" {
		return nil, nil
	}
	spans, ok := parseSpans(text)
	if !ok {
		return nil, problem.New(problem.Invalid, "hours_unreadable", "Text", text)
	}
	return spans, nil
}

// plain writes what Koreans type the way that the rest reads: "월요일 14시 - 18시 30분" is "월 14-18:30".
func plain(piece string) string {
	piece = koreanHour.ReplaceAllStringFunc(piece, func(hour string) string {
		m := koreanHour.FindStringSubmatch(hour)
		if m[2] == "" {
			return m[1]
		}
		return fmt.Sprintf("%s:%02s", m[1], m[2])
	})
	return strings.TrimSpace(aroundDash.ReplaceAllString(weekdayTail.ReplaceAllString(piece, ""), "$1"))
}

func parseDays(text string) ([]int, bool) {
	var days []int
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '·' || r == '+' }) {
		more, ok := parseDayRange(part)
		if !ok {
			return nil, false
		}
		days = append(days, more...)
	}
	return days, len(days) > 0
}

func parseDayRange(text string) ([]int, bool) {
	if group, ok := dayGroups[text]; ok {
		return group, true
	}
	first, last, ranged := strings.Cut(strings.ReplaceAll(text, "~", "-"), "-")
	from, ok := weekdayNames[first]
	if !ranged {
		return []int{from}, ok
	}
	to, fine := weekdayNames[last]
	if !ok || !fine {
		return nil, false
	}
	days := []int{from}
	for day := from; day != to; {
		day = day%7 + 1
		days = append(days, day)
	}
	return days, true
}

func parseSpans(text string) ([]Span, bool) {
	var spans []Span
	for field := range strings.FieldsSeq(text) {
		m := hoursText.FindStringSubmatch(field)
		if m == nil {
			return nil, false
		}
		start, end := minutes(m[1], m[2]), minutes(m[3], m[4])
		if end < start {
			end += 24 * 60
		}
		if start == end || start > 1439 || end > 2880 || end-start > 24*60 || m[2] > "59" || m[4] > "59" {
			return nil, false
		}
		spans = append(spans, Span{start, end})
	}
	return spans, len(spans) > 0
}

func minutes(hour, minute string) int {
	h, _ := strconv.Atoi(hour) // the expression has matched digits
	m, _ := strconv.Atoi(minute)
	return h*60 + m
}

// FormatWeekly writes rules the way ParseWeekly reads them, a line for weekdays that follow each other with the same hours
// ("mon-fri 09:00-18:00"), with the weekdays of a language; those that hold for a time come last.
func FormatWeekly(rules []Rule, lang string) string {
	names := [...]string{1: "mon", 2: "tue", 3: "wed", 4: "thu", 5: "fri", 6: "sat", 7: "sun"}
	from, until := " from %s", " until %s"
	if lang == "ko" {
		names = [...]string{1: "월", 2: "화", 3: "수", 4: "목", 5: "금", 6: "토", 7: "일"}
		from, until = " %s부터", " %s까지"
	}
	type line struct {
		from, to Date
		weekday  int
	}
	spans := map[line][]Span{}
	for _, r := range rules {
		at := line{r.From, r.To, r.Weekday}
		spans[at] = append(spans[at], r.Span)
	}
	lines := slices.SortedFunc(maps.Keys(spans), func(a, b line) int {
		return cmp.Or(a.from.noon().Compare(b.from.noon()), a.to.noon().Compare(b.to.noon()), cmp.Compare(a.weekday, b.weekday))
	})
	var out []string
	for i := 0; i < len(lines); i++ {
		at, first := lines[i], lines[i].weekday
		hours := FormatHours(spans[at])
		for i+1 < len(lines) && lines[i+1] == (line{at.from, at.to, lines[i].weekday + 1}) && FormatHours(spans[lines[i+1]]) == hours {
			i++
		}
		text := names[first]
		if last := lines[i].weekday; last > first {
			text += "-" + names[last]
		}
		text += " " + hours
		if at.from != (Date{}) {
			text += fmt.Sprintf(from, at.from)
		}
		if at.to != (Date{}) {
			text += fmt.Sprintf(until, at.to.AddDays(-1))
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// FormatHours writes the hours of a day the way ParseHours reads them.
func FormatHours(spans []Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = formatMinute(s.Start) + "-" + formatMinute(s.End)
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

func formatMinute(minute int) string {
	if minute > 1440 {
		minute -= 1440
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
