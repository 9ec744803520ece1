package settings

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Holiday is a public holiday of the office's country; Key is the sentence of its name.
type Holiday struct {
	On  time.Time
	Key string
}

// HandlersConfig is what the page needs besides the service.
type HandlersConfig struct {
	Pages    *page.Pages
	Zone     *time.Location // the office's
	City     string
	Holidays func(from, until time.Time) []Holiday // of the dates in [from, until)
	Now      func() time.Time
}

// Handlers are the page on which the office says what it says of itself.
type Handlers struct {
	service *Service
	HandlersConfig
}

// NewHandlers makes it.
func NewHandlers(service *Service, cfg HandlersConfig) *Handlers { return &Handlers{service, cfg} }

// SettingsPage is "settings/settings".
type SettingsPage struct {
	Version     int // that the forms are drawn over
	City        string
	Week        []WeekRow
	Phone, Mail string
	Days        []DayRow
	Typed       TypedDay
	Today       string
	Holidays    []Holiday // of a year ahead
	Languages   []SentencesIn
	Done        string // which part has been kept: "week", "contact", "day", "sentence"
	Problem     error
}

// WeekRow is one weekday as it is typed; empty times are a closed day.
type WeekRow struct {
	N             int // 1 is Monday
	Name          string
	Opens, Closes string // "09:00"
}

// DayRow is one of the office's own days.
type DayRow struct {
	Day
	At time.Time
}

// TypedDay is a refused form of a day.
type TypedDay struct {
	On, Note string
	Open     bool
}

// SentencesIn are the sentences of one language.
type SentencesIn struct {
	Lang string // as it is sent
	Name string // in the reader's language
	Rows []SentenceRow
}

// office is how many languages come first: those of the office itself, English and Korean.
const office = 2

// Ours are the languages of the office, and Others those of people abroad.
func (b SettingsPage) Ours() []SentencesIn { return b.Languages[:min(office, len(b.Languages))] }

// Others are the languages that follow Ours.
func (b SettingsPage) Others() []SentencesIn { return b.Languages[min(office, len(b.Languages)):] }

// Wrong reports whether the form of one of its sentences was refused.
func (in SentencesIn) Wrong() bool {
	return slices.ContainsFunc(in.Rows, func(r SentenceRow) bool { return r.Wrong })
}

// SentenceRow is the sentence of one reason.
type SentenceRow struct {
	Reason, Field string
	Text          string // as kept or typed, else built in
	Own           bool   // the office has one of its own
	Wrong         bool   // the form of this one was refused
}

// Settings shows them: GET /{lang}/desk/settings.
func (h *Handlers) Settings(w http.ResponseWriter, r *http.Request) error {
	kept, err := h.service.Settings(r.Context(), account.ViewerFrom(r.Context()))
	if err != nil {
		return err
	}
	body := h.body(r, kept)
	body.Done = r.URL.Query().Get("done")
	return h.Pages.Write(w, r, http.StatusOK, "settings/settings", "settings.title", body)
}

// Change keeps one part; do names it: POST /{lang}/desk/settings.
func (h *Handlers) Change(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	if err := account.May(v, account.KeepSettings, account.Object{}); err != nil {
		return err
	}
	seen, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	edit, err := editOf(r.PostForm)
	if err == nil {
		err = h.service.Change(ctx, v, seen, edit)
	}
	if err == nil {
		return page.SeeOther(w, r, "/desk/settings?done="+edit.did())
	}
	if !problem.OnForm(err) {
		return err
	}
	kept, failed := h.service.Settings(ctx, v) // as it is now, also where somebody else was first
	if failed != nil {
		return failed
	}
	body := h.body(r, kept)
	body.Problem = err
	body.retype(r.PostForm)
	return h.Pages.Write(w, r, problem.KindOf(err).Status(), "settings/settings", "settings.title", body)
}

// editOf reads a form.
func editOf(form url.Values) (Edit, error) {
	switch form.Get("do") {
	case "week":
		return weekOf(form)
	case "contact":
		return Contact{form.Get("phone"), form.Get("mail")}, nil
	case "day":
		return OwnDay{On: form.Get("on"), Open: form.Get("open") == "yes", Note: form.Get("note")}, nil
	case "no-day":
		return NoDay{form.Get("on")}, nil
	case "sentence":
		return Words{form.Get("in"), form.Get("reason"), form.Get("text")}, nil
	case "built-in":
		return Words{Lang: form.Get("in"), Reason: form.Get("reason")}, nil
	}
	return nil, problem.New(problem.Malformed, "malformed")
}

// weekOf reads the hours of all weekdays; both of a day empty is a closed one.
func weekOf(form url.Values) (Edit, error) {
	var week Week
	var wrong []problem.Field
	for i := range week {
		n := strconv.Itoa(i + 1)
		opens, closes := form.Get("opens-"+n), form.Get("closes-"+n)
		if opens == "" && closes == "" {
			continue
		}
		var fine, too bool
		week[i].Opens, fine = minutesOf(opens)
		week[i].Closes, too = minutesOf(closes)
		if week[i].Closes == 0 {
			week[i].Closes = 24 * 60 // until midnight
		}
		if !fine || !too {
			wrong = append(wrong, problem.Field{Name: "opens-" + n, Code: "hours_pair"})
		}
	}
	return week, refusal(wrong)
}

// minutesOf reads "09:00" as minutes since midnight.
func minutesOf(text string) (int, bool) {
	at, err := time.Parse("15:04", strings.TrimSpace(text))
	return at.Hour()*60 + at.Minute(), err == nil
}

// body is the page as what is kept says it.
func (h *Handlers) body(r *http.Request, k Kept) SettingsPage {
	lang, texts := page.LangOf(r.Context()), h.Pages.Texts()
	today := h.Now().In(h.Zone)
	body := SettingsPage{Version: k.Version, City: account.CityName(texts, lang, h.City), Phone: k.Phone, Mail: k.Mail, Today: today.Format(time.DateOnly), Holidays: h.Holidays(today, today.AddDate(1, 0, 0))}
	monday := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, hours := range k.Week {
		row := WeekRow{N: i + 1, Name: texts.Weekday(lang, monday.AddDate(0, 0, i))}
		if !hours.Closed() {
			row.Opens, row.Closes = Clock(hours.Opens), Clock(hours.Closes%(24*60))
		}
		body.Week = append(body.Week, row)
	}
	for _, d := range k.Days {
		if at, err := time.Parse(time.DateOnly, d.On); err == nil {
			body.Days = append(body.Days, DayRow{d, at})
		}
	}
	for _, in := range h.service.cfg.Langs {
		part := SentencesIn{Lang: in, Name: texts.LanguageName(lang, in)}
		for _, reason := range h.service.cfg.Reasons {
			row := SentenceRow{Reason: reason, Field: Words{Lang: in, Reason: reason}.Field(), Text: k.Sentence(in, reason)}
			if row.Own = row.Text != ""; !row.Own {
				row.Text = texts.T(in, BuiltIn(reason))
			}
			part.Rows = append(part.Rows, row)
		}
		body.Languages = append(body.Languages, part)
	}
	return body
}

// retype puts what was typed into the form that was refused.
func (b *SettingsPage) retype(form url.Values) {
	text := func(name string) string {
		typed := []rune(strings.ToValidUTF8(form.Get(name), ""))
		return string(typed[:min(len(typed), 2000)])
	}
	switch form.Get("do") {
	case "week":
		for i := range b.Week {
			n := strconv.Itoa(i + 1)
			b.Week[i].Opens, b.Week[i].Closes = text("opens-"+n), text("closes-"+n)
		}
	case "contact":
		b.Phone, b.Mail = text("phone"), text("mail")
	case "day":
		b.Typed = TypedDay{text("on"), text("note"), form.Get("open") == "yes"}
	case "sentence":
		for _, in := range b.Languages {
			for i := range in.Rows {
				if in.Lang == form.Get("in") && in.Rows[i].Reason == form.Get("reason") {
					in.Rows[i].Text, in.Rows[i].Wrong = text("text"), true
				}
			}
		}
	}
}
