package schedule

import (
	"fmt"
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
	hoursText = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?\s*[-~–]\s*(\d{1,2})(?::(\d{2}))?$`)
)

// ParseWeekly reads hours as people type them, one line or comma-separated piece after the other: "mon-fri 14-18",
// "tue 08:00-09:30 20-22", "월-금 9-12 13-18". An end at or before its start runs into the next day.
func ParseWeekly(text string) ([]Rule, error) {
	var rules []Rule
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }) {
		piece = strings.ToLower(strings.TrimSpace(piece))
		if piece == "" {
			continue
		}
		days, hours, _ := strings.Cut(piece, " ")
		weekdays, ok := parseDays(days)
		spans, fine := parseSpans(hours)
		if !ok || !fine {
			return nil, problem.New(problem.Invalid, "hours_unreadable", "Text", piece)
		}
		for _, weekday := range weekdays {
			for _, span := range spans {
				rules = append(rules, Rule{Weekday: weekday, Span: span})
			}
		}
	}
	return join(rules), nil
}

func parseDays(text string) ([]int, bool) {
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
		if end <= start {
			end += 24 * 60
		}
		if start > 1439 || end > 2880 || end-start > 24*60 || m[2] > "59" || m[4] > "59" {
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

// FormatWeekly writes rules the way ParseWeekly reads them, a line a weekday.
func FormatWeekly(rules []Rule) string {
	names := [...]string{1: "mon", 2: "tue", 3: "wed", 4: "thu", 5: "fri", 6: "sat", 7: "sun"}
	lines := map[int][]string{}
	for _, r := range rules {
		lines[r.Weekday] = append(lines[r.Weekday], formatMinute(r.Span.Start)+"-"+formatMinute(r.Span.End))
	}
	var out []string
	for weekday := 1; weekday <= 7; weekday++ {
		if spans := lines[weekday]; len(spans) > 0 {
			slices.Sort(spans)
			out = append(out, names[weekday]+" "+strings.Join(spans, " "))
		}
	}
	return strings.Join(out, "\n")
}

func formatMinute(minute int) string {
	if minute > 1440 {
		minute -= 1440
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
