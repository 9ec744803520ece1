package refill

import (
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

var (
	exampleAt    = time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	exampleNames = map[string]string{"en": "Lumivale Medical Co., Ltd.", "ko": "루미베일메디칼"}
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	join := JoinPage{Company: catalog.Company{Maker: catalog.Maker{Slug: "lumivale", Name: exampleNames, City: "Suwon", Zone: "Asia/Seoul"}}, Lengths: []int{30, 45}, Pairs: []string{"ko-de"},
		Hours: []int{0, 8, 20, 24}, Typed: Typed{FromDay: "2026-11-27", ToDay: "2026-12-10", FromHour: 8, ToHour: 20, Length: 30, Pair: "ko-de", Product: "LV-CO30", StandBy: true}}
	wrong := join
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "to_day", Code: "waitlist_days"}, problem.Field{Name: "to_hour", Code: "waitlist_hours"})
	free := join
	free.Problem, free.Free = problem.New(problem.Conflict, "waitlist_not_needed"), []time.Time{exampleAt}
	waits := WaitCard{Waited: Waited{Entry: Entry{State: Waiting, StandBy: true, Wish: Wish{FromMin: 480, ToMin: 1200, Length: 30 * time.Minute}}, Ahead: 1}, Name: exampleNames, Slug: "lumivale", City: "Suwon",
		Zone: "Asia/Seoul", Place: 2, From: exampleAt, To: exampleAt.AddDate(0, 0, 14)}
	held := waits
	held.State, held.Offer, held.Place = Held, &Offer{StartsAt: exampleAt, EndsAt: exampleAt.Add(30 * time.Minute), ExpiresAt: exampleAt.Add(-time.Hour)}, 1
	asked := StandbyCard{Standby: Standby{State: "open", StartsAt: exampleAt, EndsAt: exampleAt.Add(20 * time.Minute), ExpiresAt: exampleAt.Add(3 * time.Minute)}, Side: "buyer", With: exampleNames}
	all := []page.Example{
		{Name: "refill/join", TitleKey: "refill.join_title", Body: join}, {Name: "refill/join", TitleKey: "refill.join_title", Body: wrong}, {Name: "refill/join", TitleKey: "refill.join_title", Body: free},
		{Name: "refill/list", TitleKey: "refill.list_title", Body: ListPage{}},
		{Name: "refill/list", TitleKey: "refill.list_title", Body: ListPage{Waits: []WaitCard{waits, held}, Asked: []StandbyCard{asked}, Done: "join"}},
		{Name: "refill/list", TitleKey: "refill.list_title", Body: ListPage{Waits: []WaitCard{waits}, Problem: problem.New(problem.Conflict, "waitlist_lapsed")}},
	}
	for _, done := range []string{"pass", "leave"} {
		all = append(all, page.Example{Name: "refill/list", TitleKey: "refill.list_title", Body: ListPage{Done: done}})
	}
	for _, state := range []string{"open", "taken", "refused", "lapsed", "late"} {
		for _, side := range []string{"buyer", "supplier"} {
			card := asked
			card.State, card.Side = state, side
			all = append(all, page.Example{Name: "refill/standby", TitleKey: "refill.standby_title", Body: StandbyPage{StandbyCard: card, Zone: "Asia/Seoul", City: "Suwon", Minutes: 20,
				Interpreted: "ko-de", Mine: side == "buyer", Theirs: side == "supplier", Number: "SW-2026-0042", Problem: problem.New(problem.Conflict, "standby_over")}})
		}
	}
	return all
}
