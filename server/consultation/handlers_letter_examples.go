package consultation

import (
	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// letterExamples are drawings of the pages that letters lead to.
func letterExamples() []page.Example {
	drawn := func(p LetterPage) page.Example {
		p.Card, p.Secret, p.Name, p.Email, p.Office = exampleCard(Confirmed, Buyer), "example", "Erika Muster", "erika@rheinbogen.example", "office@office.example"
		p.Reasons, p.Late = reasonsOf["cancel"], LateMinutes
		return page.Example{Name: "consultation/letter", TitleKey: "letter.title", TitleArgs: []any{"Number", p.Number}, Body: p}
	}
	feed := &FeedState{CreatedAt: exampleAt, ReadAt: &exampleAt}
	all := []page.Example{
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Revoked: true}},
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Feed: feed, Address: "https://portal.example/calendar/example.ics"}},
		{Name: "consultation/feed", TitleKey: "letter.feed_title", Body: FeedPage{Feed: &FeedState{CreatedAt: exampleAt}}},
		drawn(LetterPage{Purpose: LinkMove, Slots: exampleSlots()}), drawn(LetterPage{Purpose: LinkMove}),
		drawn(LetterPage{Purpose: LinkCancel, Instead: true, Problem: problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})}),
		drawn(LetterPage{Purpose: LinkCancel, Dead: true, Problem: problem.New(problem.Gone, "letter_link_used")}),
		{Name: "consultation/letter", TitleKey: "letter.dead_title", Body: LetterPage{Dead: true, Problem: problem.New(problem.Gone, "letter_link_unknown"), Office: "office@office.example"}},
	}
	asked := map[LinkPurpose]*Proposal{LinkAnswer: {StartsAt: exampleAt, ExpiresAt: exampleAt}}
	for _, purpose := range []LinkPurpose{LinkCancel, LinkMove, LinkComes, LinkCannot, LinkLate, LinkAnswer, LinkAccept} {
		all = append(all, drawn(LetterPage{Purpose: purpose, Asked: asked[purpose]}), drawn(LetterPage{Purpose: purpose, Done: true, Asked: &Proposal{StartsAt: exampleAt}}))
	}
	all = append(all, drawn(LetterPage{Purpose: LinkAccept, Hosts: []account.User{{Name: "가람 (Garam)"}, {Name: "누리 (Nuri)"}},
		Problem: problem.InvalidFields(problem.Field{Name: "host", Code: "host_missing"})}))
	words := Page{Card: exampleCard(Confirmed, Office), Reasons: reasonsOf, Late: LateMinutes,
		Words: []Word{{"letter.said_late", "Erika Muster", 10, "", exampleAt}, {"letter.said_comes", "Garam", 0, "", exampleAt}},
		Tasks: []Word{{"letter.task_declined_by_mail", "", 0, "Erika has another appointment", exampleAt}, {"letter.task_no_reminder", "", 0, "", exampleAt},
			{"letter.task_alarm_supplier", "Garam", 0, "", exampleAt}, {"letter.task_alarm_buyer", "Erika Muster", 0, "", exampleAt}}}
	soon := Page{Card: exampleCard(Confirmed, Buyer), Reasons: reasonsOf, Late: LateMinutes, Cannot: true, OfficePhone: "+82 31 000 0000",
		Calendar: exampleCard(Confirmed, Buyer).calendarLinks("Lumivale", "https://office.example/en/consultations/SW-2026-0010")}
	moving := Page{Card: exampleCard(Confirmed, Buyer), Reasons: reasonsOf, Slots: exampleSlots(), Strip: Strip{Later: "?from=2026-12-10"}}
	farther := moving
	farther.Slots, farther.Strip.Days = nil, []DayChoice{{On: exampleAt, Query: "?from=2026-11-26&day=2026-11-26", Chosen: true}}
	afar := Page{Card: exampleCard(Confirmed, Nobody), Afar: true, Reasons: reasonsOf}
	for _, body := range []Page{moving, farther, afar} {
		all = append(all, page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: body})
	}
	return append(all, page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: soon},
		page.Example{Name: "consultation/page", TitleKey: "consultation.page_title", TitleArgs: []any{"Number", "SW-2026-0010"}, Body: words})
}
