package consultation

import (
	"slices"

	"github.com/etradeoffice/portal/server/problem"
)

// ReasonsOf are the codes that each form may give as its reason; locale keys "consultation.reason_<code>". There is no
// free text in their place: they are counted, and spoken in the reader's language.
var ReasonsOf = map[string][]string{
	"return":  {"unclear_goal", "thin_profile", "certificate_missing", "time_does_not_suit", "other"},
	"decline": {"wrong_buyer_type", "thin_profile", "unclear_goal", "certificate_missing", "time_does_not_suit", "suspicious", "other"},
	"cancel":  {"time_does_not_suit", "no_longer_needed", "cannot_come", "other"},
	"suspend": {"member_suspended", "certificate_expired", "emergency"},
	"fail":    {"connection_failed", "server_lost", "other"},
	"prolong": {"holidays", "papers_coming", "other"},
	"need":    {"no_common_language", "common_language", "sides_agree", "other"},
}

// Reasons are all codes that people may give, sorted.
var Reasons = allReasons()

func allReasons() []string {
	var all []string
	for _, codes := range ReasonsOf {
		all = append(all, codes...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// because checks that the decision gives one of the reasons of the form.
func (d Decision) because(form string) error {
	if !slices.Contains(ReasonsOf[form], d.Reason) {
		return problem.InvalidFields(problem.Field{Name: "reason", Code: "reason_missing"})
	}
	return nil
}

// private reports whether the reason of how a consultation ended is nobody's but its giver's and the office's: who was
// declined reads that it was, and the words meant for them.
func (c Consultation) private(side Owner) bool {
	switch c.State {
	case Declined:
		return side == c.RequestedSide || side == Interpreter
	case Withdrawn:
		return side != c.RequestedSide && side != Office
	case Suspended:
		return side != Office
	default:
		return false
	}
}

// seenBy is the consultation as a side may read it.
func (c Consultation) seenBy(side Owner) Consultation {
	if c.private(side) {
		c.Reason = ""
		if c.State == Suspended {
			c.ReasonText = ""
		}
	}
	return c
}
