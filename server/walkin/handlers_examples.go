package walkin

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	maker := account.Company{Slug: "miraon-imaging", NameEn: "Miraon Imaging Co., Ltd.", NameKo: "미라온이미징", City: "Suwon", Zone: "Asia/Seoul"}
	slots := []schedule.Slot{{Window: schedule.Window{Start: at.Add(26 * time.Hour), End: at.Add(27 * time.Hour)}}}
	title := []any{"Company", maker.NameEn}
	all := []page.Example{
		{Name: "walkin/ask", TitleKey: "walkin.ask_title", TitleArgs: title, Body: AskPage{Company: maker, SKU: "MI-F24", Slots: slots}},
		{Name: "walkin/ask", TitleKey: "walkin.ask_title", TitleArgs: title, Body: AskPage{Company: maker, Problem: problem.New(problem.Conflict, "queue_full", "Count", 3)}},
	}
	for _, r := range exampleRings(at) {
		body := CallPage{Ring: r, Company: maker, Step: step(r), Until: at.Add(time.Minute), Before: 2, Wait: 14 * time.Minute, Known: r.Version > 1, Silent: r.Version == 3, Slots: slots}
		if !r.Waiting() && !r.Talking() {
			body.Problem = problem.InvalidFields(problem.Field{Name: "text", Code: "message_short"})
		}
		if !r.Talking() && r.State != Ended {
			all = append(all, page.Example{Name: "walkin/call", TitleKey: "walkin.call_title", TitleArgs: title, Body: body})
			body.Films = true
			body.Film = map[bool]*Film{true: {Ring: r.ID, Seconds: 12, MadeAt: at}}[r.Version%2 == 0]
			all = append(all, page.Example{Name: "walkin/call", TitleKey: "walkin.call_title", TitleArgs: title, Body: body})
		}
	}
	quiet := at.Add(time.Hour)
	desk := Desk{AnyHour: true, QuietUntil: &quiet}
	return append(all,
		page.Example{Name: "walkin/rings", TitleKey: "walkin.rings_title", Body: RingsPage{Side: Office, Rows: exampleRows(at, maker, slots, Office), Past: exampleRows(at, maker, nil, Office),
			Figures: Figures{Rings: 41, Answered: 28, Office: 6, Booked: 3, Unanswered: 2, Left: 2, Median: 19 * time.Second}, Reasons: Reasons, Done: "book"}},
		page.Example{Name: "walkin/rings", TitleKey: "walkin.rings_title", Body: RingsPage{Side: Member, Rows: exampleRows(at, maker, nil, Member), Desk: desk, Problem: problem.New(problem.Conflict, "ring_taken")}},
		page.Example{Name: "walkin/rings", TitleKey: "walkin.rings_title", Body: RingsPage{Untested: true}},
		page.Example{Name: "live/check", TitleKey: "check.title", Body: CheckPage{}}, page.Example{Name: "live/check", TitleKey: "check.title", Body: CheckPage{Report: true, Desk: true}},
		page.Example{Name: "live/check", TitleKey: "check.title", Body: CheckPage{Report: true, Desk: true, Ready: true}},
		page.Example{Name: "walkin/settings", TitleKey: "walkin.settings_title", Body: SettingsPage{Supplier: true, Desk: desk, Saved: true, Blocks: []BlockRow{{Block{BlockedAt: at}, maker}}}},
		page.Example{Name: "walkin/settings", TitleKey: "walkin.settings_title", Body: SettingsPage{Supplier: true}},
		page.Example{Name: "walkin/settings", TitleKey: "walkin.settings_title", Body: SettingsPage{}},
	)
}

func exampleRings(at time.Time) []Ring {
	ring := func(version int, state State, rings, gate, outcome string) Ring {
		rung := at
		r := Ring{ID: ID{uuid.UUID{15: byte(version)}}, State: state, Version: version, Rings: rings, Gate: gate, FirstAsk: version%2 == 1, StopsAt: at.Add(30 * time.Minute),
			Talk: Talk{Language: "en", SKU: "MI-F24"}, Course: Course{AskedAt: at, RungAt: &rung, Outcome: outcome}}
		if state == Declined {
			r.Reason = Reasons[0]
		}
		if r.Talking() || outcome == OutcomeBooked {
			r.Number = "SW-2026-0042"
		}
		return r
	}
	noted := ring(9, CallerLeft, RingsCompany, "", OutcomeLeft)
	noted.Note = "Please tell us about your terms for Romania."
	return []Ring{ring(1, Queued, RingsCompany, "", ""), ring(2, Queued, RingsCompany, "", ""), ring(3, Ringing, RingsCompany, "", ""), ring(4, Ringing, RingsOffice, "", ""),
		ring(5, Ringing, RingsOffice, GateLevel, ""), ring(6, Ringing, RingsOffice, GateLanguage, ""), ring(7, Declined, RingsOffice, "", OutcomeDeclined),
		ring(8, TimedOut, RingsOffice, "", OutcomeUnanswered), noted, ring(10, Answered, RingsCompany, "", OutcomeAnswered), ring(11, OfficeTook, RingsOffice, "", OutcomeOffice),
		ring(12, Lobby, RingsCompany, "", OutcomeAnswered), ring(13, Live, RingsCompany, "", OutcomeAnswered), ring(14, Ended, RingsOffice, "", OutcomeBooked)}
}

func exampleRows(at time.Time, maker account.Company, slots []schedule.Slot, side Side) []RingRow {
	from := account.Company{NameEn: "Simfonia Cosmetica SRL", City: "Cluj-Napoca", Country: "RO", Zone: "Europe/Bucharest"}
	var rows []RingRow
	for _, r := range exampleRings(at) {
		row := RingRow{Ring: r, From: from, To: maker, Name: "Radu Exemplu", Speaks: []string{"ro", "en"}, Product: catalog.Texts{"en": "Skin analyzer"}, Side: side,
			Loud: r.Version%2 == 1, Waited: 12, Legal: Legal(r, side), Slots: slots, Until: at.Add(time.Minute), Mine: r.State == Answered}
		if side == Office {
			row.Others = []catalog.CompanyCard{{Maker: catalog.Maker{Name: catalog.Texts{"en": "Onmaek Care Inc."}}, Hours: catalog.Hours{Presence: control.AtDesk}},
				{Maker: catalog.Maker{Name: catalog.Texts{"en": "Durea Scalp Science Inc."}}}}
		}
		if r.Version == 6 {
			row.NeedFrom, row.NeedTo = "ko", "es"
		}
		if r.Outcome == "" {
			row.Outcome = OutcomeAnswered
		}
		rows = append(rows, row)
	}
	return rows
}
