package account

import (
	"testing"

	"github.com/etradeoffice/portal/server/problem"
)

func TestEachLevelMayWhatTheTableSays(t *testing.T) {
	for level, want := range map[Level][]Right{
		L0: {BrowseCatalog, SaveProducts},
		L1: {BrowseCatalog, SaveProducts, Inquire, SeeMemberPrices},
		L2: {BrowseCatalog, SaveProducts, Inquire, SeeMemberPrices, RequestFreely, WalkIn},
		L3: {BrowseCatalog, SaveProducts, Inquire, SeeMemberPrices, RequestFreely, WalkIn, SeeCityPrices},
		L4: {BrowseCatalog, SaveProducts, Inquire, SeeMemberPrices, RequestFreely, WalkIn, SeeCityPrices, TakePriority, BeWitnessed},
	} {
		allowed := map[Right]bool{}
		for _, r := range want {
			allowed[r] = true
		}
		for r := range needs {
			err := level.Must(r)
			if level.May(r) != allowed[r] || (err == nil) != allowed[r] || err != nil && !problem.Is(err, problem.Forbidden) {
				t.Errorf("L%d, %s: %v", level, r, err)
			}
		}
	}
	if L4.May("fly") {
		t.Error("a right that is not in the table was given")
	}
}
