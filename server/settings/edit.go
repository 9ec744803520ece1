package settings

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	daysMost     = 200 // own days that are kept
	noteMost     = 80  // letters of a day's name
	sentenceMost = 500 // letters of a sentence: what an officer may send
)

// Edit is a change of one part of what the office says of itself: Week, Contact, OwnDay, NoDay or Words.
type Edit interface {
	did() string          // as the office's log calls it
	check(c Config) error // what is wrong with it, by fields
	part(k Kept) string   // what is kept of the part, as the log writes it; two who edit the same part see the same text
	apply(k *Kept)
}

// Week changes the opening hours of all weekdays, Monday first.
type Week [7]Hours

var weekdays = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func (Week) did() string { return audit.Week }

func (w Week) check(Config) error {
	var wrong []problem.Field
	open := 0
	for i, h := range w {
		if h.Closed() {
			continue
		}
		open++
		if h.Opens < 0 || h.Closes > 24*60 || h.Opens >= h.Closes {
			wrong = append(wrong, problem.Field{Name: fmt.Sprintf("opens-%d", i+1), Code: "hours_order"})
		}
	}
	if open == 0 { // no deadline in working days would ever come
		wrong = append(wrong, problem.Field{Name: "opens-1", Code: "week_closed"})
	}
	return refusal(wrong)
}

func (Week) part(k Kept) string {
	said := make([]string, len(k.Week))
	for i, h := range k.Week {
		said[i] = weekdays[i] + " " + h.String()
	}
	return strings.Join(said, ", ")
}

func (w Week) apply(k *Kept) { k.Week = w }

// String is "09:00-18:00", or "-" of a closed day.
func (h Hours) String() string {
	if h.Closed() {
		return "-"
	}
	return Clock(h.Opens) + "-" + Clock(h.Closes)
}

// Clock writes minutes since midnight as "09:00".
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// Contact changes how people reach the office.
type Contact struct{ Phone, Mail string }

var phoneText = regexp.MustCompile(`^\+?[0-9(][0-9 ()./-]{4,28}$`)

func (Contact) did() string { return audit.Contact }

func (c Contact) check(Config) error {
	var wrong []problem.Field
	if phone := clean(c.Phone); phone != "" && !phoneText.MatchString(phone) {
		wrong = append(wrong, problem.Field{Name: "phone", Code: "phone_invalid"})
	}
	address := clean(c.Mail)
	parsed, err := mail.ParseAddress(address)
	if _, domain, _ := strings.Cut(address, "@"); err != nil || parsed.Address != address || len(address) > 200 || !strings.Contains(domain, ".") {
		wrong = append(wrong, problem.Field{Name: "mail", Code: "email_invalid"})
	}
	return refusal(wrong)
}

func (Contact) part(k Kept) string { return strings.TrimSpace(k.Phone + " " + k.Mail) }

func (c Contact) apply(k *Kept) {
	k.own(&k.Phone, clean(c.Phone), followsPhone)
	k.own(&k.Mail, clean(c.Mail), followsMail)
}

// OwnDay adds a day, or says otherwise of one that is kept.
type OwnDay Day

func (OwnDay) did() string { return audit.Day }

func (d OwnDay) check(Config) error {
	var wrong []problem.Field
	if at, err := time.Parse(time.DateOnly, d.On); err != nil || at.Year() < 2000 || at.Year() > 2200 {
		wrong = append(wrong, problem.Field{Name: "on", Code: "day_form"})
	}
	if utf8.RuneCountInString(clean(d.Note)) > noteMost {
		wrong = append(wrong, problem.Field{Name: "note", Code: "text_long"})
	}
	return refusal(wrong)
}

func (d OwnDay) part(k Kept) string { return dayIn(k, d.On) }

func (d OwnDay) apply(k *Kept) {
	NoDay{d.On}.apply(k)
	k.Days = append(k.Days, Day{d.On, d.Open, clean(d.Note)})
	slices.SortFunc(k.Days, func(a, b Day) int { return strings.Compare(a.On, b.On) })
}

// NoDay has a date go by the week and the public holidays again.
type NoDay struct{ On string }

func (NoDay) did() string { return audit.Day }

func (NoDay) check(Config) error { return nil }

func (d NoDay) part(k Kept) string { return dayIn(k, d.On) }

func (d NoDay) apply(k *Kept) {
	k.Days = slices.DeleteFunc(k.Days, func(one Day) bool { return one.On == d.On })
}

// dayIn is what is kept of a date.
func dayIn(k Kept, on string) string {
	for _, d := range k.Days {
		if d.On != on {
			continue
		}
		said := on + " closed"
		if d.Open {
			said = on + " open"
		}
		return strings.TrimSpace(said + " " + d.Note)
	}
	return on + " -"
}

// Words changes the sentence of a reason in a language. Without a text the built-in one holds again.
type Words struct{ Lang, Reason, Text string }

func (Words) did() string { return audit.Sentence }

func (w Words) check(c Config) error {
	if !slices.Contains(c.Langs, w.Lang) || !slices.Contains(c.Reasons, w.Reason) {
		return problem.New(problem.NotFound, "not_found")
	}
	if utf8.RuneCountInString(w.text()) > sentenceMost {
		return problem.InvalidFields(problem.Field{Name: w.Field(), Code: "text_long"})
	}
	return nil
}

// Field is the name of the field in which the sentence is typed.
func (w Words) Field() string { return "text-" + w.Lang + "-" + w.Reason }

// text is the sentence as it is kept: paragraphs stay.
func (w Words) text() string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(w.Text, ""), "\r\n", "\n"))
}

func (w Words) part(k Kept) string {
	text := k.Sentence(w.Lang, w.Reason)
	if text == "" {
		return w.Lang + " " + w.Reason + ": -"
	}
	return w.Lang + " " + w.Reason + ": “" + text + "”"
}

func (w Words) apply(k *Kept) {
	if k.Sentences[w.Lang] == nil {
		k.Sentences[w.Lang] = map[string]string{}
	}
	if text := w.text(); text != "" {
		k.Sentences[w.Lang][w.Reason] = text
	} else {
		delete(k.Sentences[w.Lang], w.Reason)
	}
}

// BuiltIn is the locale key of the sentence that holds where the office has none of its own.
func BuiltIn(reason string) string { return "desk.template_" + reason }

func refusal(wrong []problem.Field) error {
	if len(wrong) == 0 {
		return nil
	}
	return problem.InvalidFields(wrong...)
}
