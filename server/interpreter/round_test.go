package interpreter

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestRoundsGoByTierUntilTheStartIsNear(t *testing.T) {
	now := time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)
	a, b, c := account.UserID{UUID: uuid.New()}, account.UserID{UUID: uuid.New()}, account.UserID{UUID: uuid.New()}
	free := []Candidate{{a, 1}, {b, 1}, {c, 2}}
	asked := func(who ...account.UserID) map[account.UserID]bool {
		all := map[account.UserID]bool{}
		for _, id := range who {
			all[id] = true
		}
		return all
	}
	for _, tt := range []struct {
		name  string
		left  time.Duration
		asked map[account.UserID]bool
		want  []account.UserID
		wait  time.Duration
	}{
		{"days ahead", 72 * time.Hour, nil, []account.UserID{a, b}, 4 * time.Hour},
		{"a quarter of what is left", 8 * time.Hour, nil, []account.UserID{a, b}, 2 * time.Hour},
		{"the second tier", 72 * time.Hour, asked(a, b), []account.UserID{c}, 4 * time.Hour},
		{"who is left of the first", 72 * time.Hour, asked(a), []account.UserID{b}, 4 * time.Hour},
		{"all at once when the start is near", 30 * time.Minute, nil, []account.UserID{a, b, c}, 7*time.Minute + 30*time.Second},
		{"never shorter than can be read", 8 * time.Minute, asked(a), []account.UserID{b, c}, 5 * time.Minute},
		{"nobody is left", 72 * time.Hour, asked(a, b, c), nil, 4 * time.Hour},
	} {
		round := DefaultTerms().Next(now, now.Add(tt.left), free, tt.asked)
		var got []account.UserID
		for _, p := range round.People {
			got = append(got, p.User)
		}
		if !slices.Equal(got, tt.want) || !round.ExpiresAt.Equal(now.Add(tt.wait)) {
			t.Errorf("%s: %v until %s", tt.name, got, round.ExpiresAt.Sub(now))
		}
	}
}

func TestStagesGoOneWay(t *testing.T) {
	life := []Stage{Offered, Accepted, Briefed, CheckedIn, Interpreting, Done, Rated}
	for i := 1; i < len(life); i++ {
		if err := life[i-1].To(life[i]); err != nil {
			t.Errorf("%s to %s: %v", life[i-1], life[i], err)
		}
		if life[i].Holds() != true {
			t.Errorf("%s does not hold the seat", life[i])
		}
	}
	for _, tt := range []struct{ from, to Stage }{
		{Offered, Briefed}, {Lapsed, Accepted}, {Declined, Accepted}, {Withdrawn, Briefed}, {CheckedIn, NoShow}, {Done, Withdrawn}, {Rated, Done},
	} {
		err := tt.from.To(tt.to)
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("%s to %s: %v", tt.from, tt.to, err)
		}
	}
}

func TestRankIsTierThenWordThenStars(t *testing.T) {
	who := func(tier int, r Record) int { return Profile{Tier: tier, Record: r}.rank() }
	order := []int{
		who(1, Record{Kept: 50, Stars: 250, Rated: 50}), who(1, Record{Kept: 50, Stars: 200, Rated: 50}), who(1, Record{}),
		who(1, Record{Late: 1}), who(1, Record{Missed: 1}), who(2, Record{Kept: 50, Stars: 250, Rated: 50}),
	}
	if !slices.IsSorted(order) {
		t.Errorf("ranks %v", order)
	}
}
