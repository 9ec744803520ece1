package wanted

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	names := catalog.Texts{"en": "Restaura Clinic", "ko": "레스타우라"}
	open := Request{ID: uuid.UUID{1}, Title: "Scalp cooling caps", Details: "For twelve clinics.\n\nWith a service contract.", HS: "9018", Quantity: "30 a year", Market: "RO", State: Open, DueAt: at.Add(time.Hour), AskedAt: at}
	late, answered, declined, withdrawn := open, open, open, open
	late.DueAt = at.Add(-time.Hour)
	answered.State, answered.EndedAt, answered.Answer, answered.SKUs, answered.Officer = Answered, &at, "Two makers.", []string{"LV-Q1600"}, &account.UserID{}
	declined.State, declined.EndedAt, declined.Answer, declined.Officer = Declined, &at, "Nobody in the city makes these.", &account.UserID{}
	withdrawn.State, withdrawn.EndedAt = Withdrawn, &at
	hit := catalog.Hit{SKU: "LV-Q1600", Name: catalog.Texts{"en": "Pigment laser"}, MOQ: 1, Unit: "SET", Maker: catalog.Maker{Slug: "lumivale", Name: names, City: "Suwon", Zone: "Asia/Seoul"}}
	title := func(body RequestPage) page.Example {
		return page.Example{Name: "wanted/request", TitleKey: "wanted.request_title", TitleArgs: []any{"Title", body.Title}, Body: body}
	}
	wrong := problem.InvalidFields(problem.Field{Name: "title", Code: "wanted_title"}, problem.Field{Name: "details", Code: "wanted_details"})
	return []page.Example{
		{Name: "wanted/ask", TitleKey: "wanted.ask_title", Body: AskPage{Typed: Request{Title: "caps", Market: "RO"}, Countries: []string{"DE", "RO"}, Due: at}},
		{Name: "wanted/ask", TitleKey: "wanted.ask_title", Body: AskPage{Countries: []string{"DE"}, Due: at, Problem: wrong}},
		{Name: "wanted/mine", TitleKey: "wanted.mine_title", Body: MinePage{}},
		{Name: "wanted/mine", TitleKey: "wanted.mine_title", Body: MinePage{[]Request{open, late, answered, declined, withdrawn}}},
		{Name: "wanted/queue", TitleKey: "wanted.queue_title", Body: QueuePage{}},
		{Name: "wanted/queue", TitleKey: "wanted.queue_title", Body: QueuePage{[]QueueRow{{late, names}, {open, names}}, []QueueRow{{answered, names}}, true}},
		title(RequestPage{Request: open, Names: names, Country: "RO", Mine: true, Done: true}),
		title(RequestPage{Request: late, Names: names, Country: "RO", Office: true, Near: []catalog.Hit{hit}, Problem: problem.New(problem.Conflict, "wanted_ended")}),
		title(RequestPage{Request: answered, Names: names, Country: "RO", Mine: true, Hits: []catalog.Hit{hit}}),
		title(RequestPage{Request: declined, Names: names, Country: "RO", Office: true}), title(RequestPage{Request: withdrawn, Names: names, Country: "RO"}),
	}
}
