package audit

import (
	"time"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's page for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	typed := Typed{From: "2026-10-27", To: "2026-11-26", Company: "Rhein"}
	firm, with := map[string]string{"en": "Lumivale", "ko": "루미베일"}, map[string]string{"en": "Rheinbogen"}
	var rows []Row
	add := func(kind, move, role string, change func(*Row)) {
		row := Row{Line: Line{At: at, Kind: kind, Version: 3, Role: role, Move: move, Hash: []byte{1, 2, 3, 4}}, Name: "Garam", Firm: firm, Short: "01020304"}
		change(&row)
		rows = append(rows, row)
	}
	add(OfConsultations, "decline", "office", func(r *Row) {
		r.Number, r.State, r.With, r.Said = "SW-2026-0010", "declined", with, "consultation.reason_other"
	})
	for _, move := range []string{"ask", "ring", "admit", "answer", "take", "refuse", "escalate", "hand_over", "book", "decline", "leave", "leave_text", "timeout", "enter_lobby", "go_live", "end"} {
		add(OfCalls, move, "caller", func(r *Row) { r.With, r.Short = with, "" })
	}
	for _, move := range []string{"confirm", "submit", "review", "pass", "ask", "close", "visit", "visited", "verify", "reject", "recheck", "suspend", "restore", "revoke", "withdraw",
		"endorsement_propose", "endorsement_sign", "endorsement_decline", "endorsement_expire", "endorsement_revoke", "endorsement_supersede"} {
		add(OfTrust, move, "officer", func(*Row) {})
	}
	for _, side := range []string{"member", "office", "server"} {
		add(OfCalls, "end", side, func(r *Row) { r.Name, r.Short = "", "" })
	}
	for _, act := range Acts {
		add(OfOffice, act, "office", func(r *Row) {
			if act == Task {
				r.About, r.Said = "Erika", "letter.task_cannot_come"
			}
			if act == Programme {
				r.Reason = "Cologne 2027"
			}
		})
	}
	var all []page.Example
	for _, body := range []LogPage{
		{Typed: typed, Kinds: Kinds, Rows: rows, Total: 120, Whole: true, Query: "?from=2026-10-27", Pager: page.Pager{Page: 2, Pages: 3, Prev: "?page=1", Next: "?page=3"}},
		{Typed: typed, Kinds: Kinds, Pager: page.Pager{Page: 1, Pages: 1}},
		{Typed: typed, Kinds: Kinds, Problem: problem.InvalidFields(problem.Field{Name: "from", Code: "day_form"}, problem.Field{Name: "to", Code: "day_order"})},
	} {
		all = append(all, page.Example{Name: "audit/log", TitleKey: "audit.title", Body: body})
	}
	return all
}
