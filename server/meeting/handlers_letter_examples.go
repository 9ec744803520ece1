package meeting

import (
	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// letterExamples are drawings of the pages that letters lead to.
func letterExamples() []page.Example {
	drawn := func(p LetterPage) page.Example {
		p.Card, p.Secret, p.Name, p.Email, p.Office = ExampleCard(consultation.Confirmed, consultation.Buyer), "example", "Erika Muster", "erika@rheinbogen.example", "office@office.example"
		p.Reasons, p.Late = consultation.ReasonsOf["cancel"], consultation.LateMinutes
		return page.Example{Name: "consultation/letter", TitleKey: "letter.title", TitleArgs: []any{"Number", p.Number}, Body: p}
	}
	feed := &consultation.FeedState{CreatedAt: ExampleAt, ReadAt: &ExampleAt}
	all := []page.Example{
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Revoked: true}},
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Feed: feed, Address: "https://portal.example/calendar/example.ics"}},
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Feed: &consultation.FeedState{CreatedAt: ExampleAt}}},
		drawn(LetterPage{Purpose: consultation.LinkMove, Slots: ExampleSlots()}), drawn(LetterPage{Purpose: consultation.LinkMove}),
		drawn(LetterPage{Purpose: consultation.LinkCancel, Instead: true, Problem: problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})}),
		drawn(LetterPage{Purpose: consultation.LinkCancel, Dead: true, Problem: problem.New(problem.Gone, "letter_link_used")}),
		{Name: "consultation/letter", TitleKey: "letter.dead_title", Body: LetterPage{Dead: true, Problem: problem.New(problem.Gone, "letter_link_unknown"), Office: "office@office.example"}},
	}
	asked := map[consultation.LinkPurpose]*consultation.Proposal{consultation.LinkAnswer: {StartsAt: ExampleAt, ExpiresAt: ExampleAt}}
	for _, purpose := range []consultation.LinkPurpose{consultation.LinkCancel, consultation.LinkMove, consultation.LinkComes, consultation.LinkCannot, consultation.LinkLate, consultation.LinkAnswer, consultation.LinkAccept} {
		all = append(all, drawn(LetterPage{Purpose: purpose, Asked: asked[purpose]}), drawn(LetterPage{Purpose: purpose, Done: true, Asked: &consultation.Proposal{StartsAt: ExampleAt}}))
	}
	all = append(all, drawn(LetterPage{Purpose: consultation.LinkAccept, Hosts: []account.User{{Name: "가람 (Garam)"}, {Name: "누리 (Nuri)"}},
		Problem: problem.InvalidFields(problem.Field{Name: "host", Code: "host_missing"})}))
	words := Page{Card: ExampleCard(consultation.Confirmed, consultation.Office), Reasons: consultation.ReasonsOf, Late: consultation.LateMinutes,
		Words: []Word{{"letter.said_late", "Erika Muster", 10, "", ExampleAt}, {"letter.said_comes", "Garam", 0, "", ExampleAt}},
		Tasks: []Word{{"letter.task_declined_by_mail", "", 0, "Erika has another appointment", ExampleAt}, {"letter.task_no_reminder", "", 0, "", ExampleAt},
			{"letter.task_alarm_supplier", "Garam", 0, "", ExampleAt}, {"letter.task_alarm_buyer", "Erika Muster", 0, "", ExampleAt}}}
	soon := Page{Card: ExampleCard(consultation.Confirmed, consultation.Buyer), Reasons: consultation.ReasonsOf, Late: consultation.LateMinutes, Cannot: true, OfficePhone: "+82 31 000 0000",
		Calendar: ExampleCard(consultation.Confirmed, consultation.Buyer).CalendarLinks("Lumivale", "https://office.example/en/consultations/SW-2026-0010")}
	moving := Page{Card: ExampleCard(consultation.Confirmed, consultation.Buyer), Reasons: consultation.ReasonsOf, Slots: ExampleSlots(), Strip: Strip{Later: "?from=2026-12-10"}}
	farther := moving
	farther.Slots, farther.Strip.Days = nil, []DayChoice{{On: ExampleAt, Query: "?from=2026-11-26&day=2026-11-26", Chosen: true}}
	afar := Page{Card: ExampleCard(consultation.Confirmed, consultation.Nobody), Afar: true, Reasons: consultation.ReasonsOf}
	for _, body := range []Page{moving, farther, afar} {
		all = append(all, page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: body})
	}
	return append(all, page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: soon},
		page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: words})
}
