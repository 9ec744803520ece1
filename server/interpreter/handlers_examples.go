package interpreter

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	row := Row{Profile: Profile{Tier: 1, Languages: []Language{{schedule.Pair{From: "ko", To: "ro"}, "work"}, {schedule.Pair{From: "ro", To: "ko"}, "native"}}, Domains: Domains,
		Qualified: []string{"medical"}, NDAOn: &at, NDAUntil: &at, ClearedUntil: &at, Record: Record{Kept: 12, Stars: 9, Rated: 2}},
		Name: "도담 (Dodam)", City: "Suwon", Zone: "Asia/Seoul", Hours: "mon-fri 9-22", Ties: []string{"Lumivale"}}
	wrong, bare := row, Row{Profile: Profile{Tier: 2}, Name: "가온 (Gaon)"}
	row.User.UUID[0], wrong.User.UUID[0] = 1, 2
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "tier", Code: "tier_unknown"}, problem.Field{Name: "domains", Code: "domain_unknown"},
		problem.Field{Name: "languages", Code: "language_pair_unknown"})
	list := func(title string, rows ...Row) page.Example {
		return page.Example{Name: "interpreter/list", TitleKey: title, Body: ListPage{Rows: rows, Domains: Domains, Spoken: Spoken, Levels: Levels, Saved: "도담"}}
	}
	profile := func(p ProfilePage) page.Example {
		return page.Example{Name: "interpreter/profile", TitleKey: "interpreter.profile_title", Body: p}
	}
	return []page.Example{
		{Name: "interpreter/new", TitleKey: "interpreter.new_title", Body: NewPage{Typed: account.Newcomer{Lang: "ko"}, Langs: locale.Offered}},
		{Name: "interpreter/new", TitleKey: "interpreter.new_title", Body: NewPage{Langs: locale.Offered, Problem: problem.InvalidFields(
			problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "email", Code: "email_invalid"})}},
		list("interpreter.list_title"), list("interpreter.list_title", row, wrong, bare),
		profile(ProfilePage{Row: row, Text: row.Hours, Saved: true}),
		profile(ProfilePage{Row: bare, Text: "soon", Problem: problem.InvalidFields(problem.Field{Name: "text", Code: "hours_invalid"})}),
	}
}
