package schedule

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
)

// AvailabilityPage is "schedule/availability".
type AvailabilityPage struct {
	Mine       bool // the viewer's own hours, not the company's
	There      bool // some have been declared
	City       string
	Today      string // 2027-03-28, in the host's zone: the first day that forms take
	Text       string
	Weekdays   []string
	Cells      []HourRow
	Exceptions []ExceptionRow
	Exception  ExceptionForm
	Stays      []StayRow
	Stay       StayForm
	Places     []account.Place
	Habits     HabitsForm
	Terms      TermsForm
	Country    string // whose public holidays can be closed; "" where none are known
	Preview    Preview
	Affected   []Affected // of the whole company
	Saved      bool
	Problem    error
}

// HourRow is one hour of the week, Cell one weekday in it; its value is weekday-hour.
type (
	HourRow struct {
		Label string
		Days  []Cell
	}
	Cell struct {
		Value string
		Day   string
		Open  bool
	}
)

// ExceptionRow is a date with other hours; Hours is empty on a closed day.
type ExceptionRow struct {
	On      time.Time
	Value   string
	Hours   string
	Reason  string
	Holiday string // name in "schedule.holiday_<name>"
}

// StayRow is a stay in another zone, its last day included.
type StayRow struct {
	From, Until time.Time
	Value       string // of From
	Zone        string
	City        string // key in "place.city_<key>"
}

// What was typed, or stands.
type (
	ExceptionForm struct{ On, Hours, Reason string }
	StayForm      struct{ From, Until, Place string }
	HabitsForm    struct{ Early, Late, Before, After string }
	TermsForm     struct {
		Lengths                   []LengthChoice
		Step, Notice, Window, Cap string
	}
	LengthChoice struct {
		Minutes int
		Chosen  bool
	}
)

const firstHour, lastHour = 7, 22

// lengths are those that the form offers, in minutes.
var lengths = []int{15, 20, 30, 45, 60, 90}

// given is what a request brings to the page.
type given struct {
	query   url.Values // of the address, or the refused form
	saved   bool
	problem error
}

// typed are the form's values where the refused part is do, else what stands.
func (g given) typed(do, name, stands string) string {
	if g.problem != nil && (g.query.Get("do") == do || do == "weekly" && g.query.Get("do") == "") {
		return g.query.Get(name)
	}
	return stands
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, k Keeper, company account.Company, g given) error {
	kept, err := h.service.Kept(r.Context(), k)
	if err != nil {
		return err
	}
	lang := page.FrameFrom(r.Context()).Lang
	body := AvailabilityPage{
		Mine: k.Member != (account.UserID{}), There: kept.There, City: account.CityName(h.texts, lang, company.City), Places: account.Places,
		Today: DateOf(h.service.now(), kept.Zone).String(), Saved: g.saved, Problem: g.problem,
		Text:       g.typed("weekly", "text", FormatWeekly(kept.Rules, lang)),
		Exceptions: exceptionRows(kept.Exceptions), Stays: stayRows(kept.Travel),
		Exception: ExceptionForm{g.typed("exception", "on", ""), g.typed("exception", "hours", ""), g.typed("exception", "reason", "")},
		Stay:      StayForm{g.typed("travel", "from", ""), g.typed("travel", "until", ""), g.typed("travel", "place", "")},
		Habits: HabitsForm{g.typed("habits", "early", minuteText(kept.Habits.Early)), g.typed("habits", "late", minuteText(kept.Habits.Late)),
			g.typed("habits", "before", minutesText(kept.Before)), g.typed("habits", "after", minutesText(kept.After))},
		Terms: TermsForm{lengthChoices(kept.Terms.Lengths), g.typed("terms", "step", minutesText(kept.Terms.Step)),
			g.typed("terms", "notice", strconv.Itoa(int(kept.Terms.Notice.Hours()))), g.typed("terms", "window", strconv.Itoa(kept.Terms.WindowDays)),
			g.typed("terms", "cap", strconv.Itoa(kept.Terms.DayCap))},
	}
	if slices.Contains(Countries, company.Country) {
		body.Country = company.Country
	}
	body.Weekdays = h.weekdays(lang)
	body.Cells = cells(kept.Rules, body.Weekdays)
	if body.Affected, err = h.affected(r.Context(), k.Company); err != nil {
		return err
	}
	if body.Preview, err = h.preview(r.Context(), k, kept, g.query); err != nil {
		return err
	}
	return h.pages.Write(w, r, status, "schedule/availability", "schedule.title", body)
}

func (h *Handlers) weekdays(lang string) []string {
	sunday := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	days := make([]string, 7)
	for i := range days {
		days[i] = h.texts.Weekday(lang, sunday.AddDate(0, 0, i+1))
	}
	return days
}

func exceptionRows(all []Exception) []ExceptionRow {
	rows := make([]ExceptionRow, len(all))
	for i, e := range all {
		rows[i] = ExceptionRow{On: e.On.noon(), Value: e.On.String(), Hours: FormatHours(e.Spans), Reason: e.Reason, Holiday: e.Holiday}
	}
	return rows
}

func stayRows(all []Travel) []StayRow {
	rows := make([]StayRow, len(all))
	for i, t := range all {
		rows[i] = StayRow{From: t.From.noon(), Until: t.To.AddDays(-1).noon(), Value: t.From.String(), Zone: t.Zone.String()}
		for _, p := range account.Places {
			if p.Zone == t.Zone.String() {
				rows[i].City = p.Key
				break
			}
		}
	}
	return rows
}

func lengthChoices(chosen []time.Duration) []LengthChoice {
	minutes := lengths
	for _, l := range chosen {
		if m := int(l / time.Minute); !slices.Contains(minutes, m) {
			minutes = append(minutes[:len(minutes):len(minutes)], m)
		}
	}
	choices := make([]LengthChoice, len(minutes))
	for i, m := range minutes {
		choices[i].Minutes = m
		choices[i].Chosen = slices.Contains(chosen, time.Duration(m)*time.Minute)
	}
	return choices
}

func minuteText(minute int) string {
	if minute == 0 {
		return ""
	}
	return formatMinute(minute)
}

func minutesText(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }

// cells are the hours of the week; a cell is open when all of its hour is.
func cells(rules []Rule, weekdays []string) []HourRow {
	var rows []HourRow
	for hour := firstHour; hour < lastHour; hour++ {
		row := HourRow{Label: fmt.Sprintf("%02d:00", hour)}
		for day := 1; day <= 7; day++ {
			cell := Cell{Value: fmt.Sprintf("%d-%d", day, hour), Day: weekdays[day-1]}
			for _, rule := range rules {
				if rule.From == (Date{}) && rule.To == (Date{}) && rule.Weekday == day && rule.Span.Start <= hour*60 && rule.Span.End >= hour*60+60 {
					cell.Open = true
				}
			}
			row.Days = append(row.Days, cell)
		}
		rows = append(rows, row)
	}
	return rows
}
