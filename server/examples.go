package server

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/digest"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/office"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
)

// Examples are drawings of all pages, each in some of its states, for checks; a topic adds its own here.
func Examples() []page.Example {
	letter := mail.Kept{
		ID: "c2lnbi1pbg", Lang: "en", To: "ana@restaura.example", ToName: "Ana Exemplu", Subject: "Your consultation",
		Text: "Hello", HTML: "<p>Hello</p>", Calendar: "BEGIN:VCALENDAR", Method: "REQUEST",
	}
	all := []page.Example{
		{Name: "error", TitleKey: "error.not_found_title", Body: ErrorPage{404, problem.New(problem.NotFound, "not_found"), "0123456789"}},
		{Name: "error", TitleKey: "error.title", Body: ErrorPage{500, problem.New(problem.Internal, "internal"), "0123456789"}},
		{Name: "mail/list", TitleKey: "mail.list_title", Body: MailListPage{}},
		{Name: "mail/list", TitleKey: "mail.list_title", Body: MailListPage{Letters: []mail.Kept{letter}, To: "ana@restaura.example", People: []string{"ana@restaura.example"}}},
		{Name: "mail/letter", TitleKey: "mail.letter_title", TitleArgs: []any{"Subject", "Hello"}, Body: MailLetterPage{letter}},
		{Name: "mail/letter", TitleKey: "mail.letter_title", TitleArgs: []any{"Subject", "Hello"}, Body: MailLetterPage{mail.Kept{ID: "a", To: "a@b.example", Subject: "S", Text: "T"}}},
	}
	for _, topic := range []func() []page.Example{
		account.Examples, media.Examples, catalog.Examples, saved.Examples, wanted.Examples, studio.Examples, intake.Examples,
		inquiry.Examples, schedule.Examples, audit.Examples, interpreter.Examples, meeting.Examples, office.Examples, briefing.Examples,
		walkin.Examples, refill.Examples, digest.Examples, deal.Examples, report.Examples, integration.Examples, trust.Examples, settings.Examples,
	} {
		all = append(all, topic()...)
	}
	return all
}

// ExampleFrame is the frame that examples are drawn in, of somebody with two roles.
func ExampleFrame(lang string) page.Frame {
	opens := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	return page.Frame{
		Lang: lang, Path: "/products?q=laser", Zone: time.UTC, City: "Cluj-Napoca", Demo: true, Token: "token",
		Person: page.Person{Name: "하나 (Hana)", Roles: []string{"officer", "buyer"}}, Badges: map[string]int{"queue": 3},
		Now:     opens.Add(7*time.Hour + 30*time.Minute),
		Opening: page.Opening{Zone: "Asia/Seoul", Shifts: []page.Shift{{From: opens, Until: opens.Add(9 * time.Hour)}, {From: opens.AddDate(0, 0, 1), Until: opens.AddDate(0, 0, 1).Add(9 * time.Hour)}}},
		Reach:   page.Reach{Phone: "+82 31 000 0000", Mail: "office@office.example"},
	}
}
