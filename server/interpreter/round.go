package interpreter

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Candidate is somebody free for a seat, with the tier in which they are asked.
type Candidate struct {
	User account.UserID
	Tier int
}

// Terms are how long offers stand.
type Terms struct {
	Longest  time.Duration // an offer stands at most so long before the next tier is asked
	Shortest time.Duration // and at least
	Urgent   time.Duration // before the start; from then on all tiers are asked at once
}

// DefaultTerms are the office's.
func DefaultTerms() Terms {
	return Terms{Longest: 4 * time.Hour, Shortest: 5 * time.Minute, Urgent: 3 * time.Hour}
}

// Round is one round of offers for a seat.
type Round struct {
	People    []Candidate
	ExpiresAt time.Time
}

// Next is who is asked now: of those who have not been asked yet the lowest tier, or everybody when the start is near.
// An offer takes a quarter of the time that is left, so that there is always time for those after. An empty round means
// that nobody is left to ask.
func (t Terms) Next(now, start time.Time, free []Candidate, asked map[account.UserID]bool) Round {
	urgent, tier := start.Sub(now) <= t.Urgent, 0
	for _, c := range free {
		if !asked[c.User] && (tier == 0 || c.Tier < tier) {
			tier = c.Tier
		}
	}
	var r Round
	for _, c := range free {
		if !asked[c.User] && (urgent || c.Tier == tier) {
			r.People = append(r.People, c)
		}
	}
	r.ExpiresAt = now.Add(min(max(start.Sub(now)/4, t.Shortest), t.Longest))
	return r
}
