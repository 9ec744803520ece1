package intake

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

const laser = "A-1|Laser|Short|medical|9018.90|2|12.50|Incheon|KRINC|10|x"

func TestTableIsLookedAtTakenAndShownOnceTheOfficeAgrees(t *testing.T) {
	s := newScene(t)
	i := s.rows(
		laser,
		"a-2|Amplifier|Two channels|components|8542.33.9000|1,000 개|0.92|Incheon|KR INC|84 days|x",
		"A-3|Nothing|Short|componets|8542|ten|free|Incheon||10|x",
		"A-2|Again|Short|medical|901890|1|1|Incheon|KRINC|10|x",
		"A-4|Begun|Short|medical|||||||",
	)
	if r := i.Report; i.State != Checked || r.New != 3 || r.Incomplete != 1 || !slices.Equal(r.Bad, []int{3, 4}) {
		t.Fatalf("%s, report %+v", i.State, r)
	}
	wrong := map[string]string{}
	for _, e := range i.Report.Errors {
		if !e.Warns {
			wrong[e.Field] = e.Code + " " + e.Idea
		}
	}
	if want := map[string]string{"category": "category_unknown components", "hs6": "hs_form ", "moq": "cell_number ", "price": "tier_form ", "sku": "cell_twice "}; !maps.Equal(wrong, want) {
		t.Errorf("errors %v, want %v", wrong, want)
	}
	if n := s.count(`select count(*) from products`, nil) + s.count(`select count(*) from product_drafts`, nil); n != 0 {
		t.Errorf("looking has made %d products", n)
	}

	i = s.apply(i, true)
	if i.Asked != 2 || s.public("A-1", "name_en") != "" {
		t.Fatalf("%d asked, public before the office agrees: %q", i.Asked, s.public("A-1", "name_en"))
	}
	if state := s.sheet("A-4").State(); state != "draft" {
		t.Errorf("an incomplete one is %s", state)
	}
	made := s.sheet("A-2").Next
	if made.HS6 != "854233" || made.Terms.MOQ != 1000 || made.Tiers[0].Minor != 92 || made.Terms.Port != "KRINC" || made.Terms.LeadFirst != 84 || made.Terms.LeadRepeat != 84 {
		t.Errorf("made %+v", made)
	}
	batches, err := s.studio.Batches(t.Context(), s.officer)
	if err != nil || len(batches) != 1 || batches[0].Waiting != 2 || batches[0].Doubtful != 0 || batches[0].Name != "t.csv" {
		t.Fatalf("batches %+v, %v", batches, err)
	}
	if done := s.approve(i); done != 2 || s.public("A-1", "name_en") != "Laser" {
		t.Errorf("%d approved, public %q", done, s.public("A-1", "name_en"))
	}
	if err := s.Apply(t.Context(), s.maker, i.ID, false); !problem.Is(err, problem.Conflict) {
		t.Errorf("applied twice: %v", err)
	}
}

func TestChangeOfAPublishedProductWaitsForTheOffice(t *testing.T) {
	s := newScene(t)
	s.approve(s.apply(s.rows(laser, "A-2|Amplifier|Short|medical|901890|1|10|Incheon|KRINC|10|x"), true))
	s.must(s.studio.Move(t.Context(), s.maker, "A-2", "archive"))

	i := s.apply(s.rows("A-1|Laser II|Short|medical|9013.20|2|40|Incheon|KRINC|10|x", "A-2|Amplifier II|Short|medical|901890|1|10|Incheon|KRINC|10|x"), true)
	if got := s.public("A-1", "name_en"); got != "Laser" || s.sheet("A-1").State() != "changing" {
		t.Errorf("public %q, %s", got, s.sheet("A-1").State())
	}
	if old := s.sheet("A-2"); old.State() != "archived" || old.Next.Name["en"] != "Amplifier II" || i.Asked != 1 {
		t.Errorf("an archived one is %s, %q; %d asked", old.State(), old.Next.Name["en"], i.Asked)
	}
	_, items, err := s.studio.Batch(t.Context(), s.officer, i.ID.UUID)
	if err != nil || len(items) != 1 || !slices.Equal(items[0].Doubts, []string{"hs", "price"}) {
		t.Errorf("doubts %+v, %v", items, err)
	}
	if done := s.approve(i); done != 0 || s.public("A-1", "name_en") != "Laser" {
		t.Errorf("%d doubtful ones are approved unseen", done)
	}
	blocked := s.rows("A-1|Laser III|Short|medical|9013.20|2|40|Incheon|KRINC|10|x")
	if len(blocked.Report.Errors) != 1 || blocked.Report.Errors[0].Code != "import_waits" {
		t.Errorf("while it waits: %+v", blocked.Report)
	}
}

func TestUndoingBringsBackWhatIsStillAsImported(t *testing.T) {
	s := newScene(t)
	s.approve(s.apply(s.rows(laser, "A-2|Amplifier|Short|medical|901890|1|10|Incheon|KRINC|10|x"), true))
	i := s.apply(s.rows(
		"A-1|Laser II|Shorter|medical|9018.90|3|12.50|Incheon|KRINC|10|x",
		"B-1|Pump|Short|medical|901890|1|1|Incheon|KRINC|10|x", "B-2|Valve|Short|medical|901890|1|1|Incheon|KRINC|10|x", "B-3|Hose|Short|medical||||||",
	), false)
	s.must(s.studio.Save(t.Context(), s.maker, "A-1", map[string]string{"name_en": "My own name"}))
	s.must(s.studio.Save(t.Context(), s.maker, "B-2", map[string]string{"brand": "Unrelated", "name_en": "Valve II"}))
	i = s.undo(i)
	if i.State != Undone || len(i.Report.Left) != 2 {
		t.Fatalf("%s, left %+v", i.State, i.Report.Left)
	}
	for n, want := range []Left{{"A-1", []string{"name_en"}}, {"B-2", []string{"name_en"}}} {
		if got := i.Report.Left[n]; got.SKU != want.SKU || !slices.Equal(got.Fields, want.Fields) {
			t.Errorf("left %+v, want %+v", got, want)
		}
	}
	if a := s.sheet("A-1").Next; a.Name["en"] != "My own name" || a.Short["en"] != "Short" || a.Terms.MOQ != 2 {
		t.Errorf("brought back %+v", a)
	}
	for _, gone := range []string{"B-1", "B-3"} {
		if _, err := s.studio.Sheet(t.Context(), s.maker, gone); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
	if err := s.Undo(t.Context(), s.maker, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("undone twice: %v", err)
	}
}

func TestUndoingWhatTheOfficeHasApprovedIsAChangeForTheOffice(t *testing.T) {
	s := newScene(t)
	s.approve(s.apply(s.rows(laser), true))
	i := s.apply(s.rows("A-1|Laser II|Short|medical|9018.90|2|12.50|Incheon|KRINC|10|x"), true)
	s.approve(i)
	if got := s.public("A-1", "name_en"); got != "Laser II" {
		t.Fatalf("public %q", got)
	}
	s.clock = today.Add(undoable)
	if err := s.Undo(t.Context(), s.maker, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("after a week: %v", err)
	}
	s.clock = s.clock.Add(-time.Second)
	i = s.undo(i)
	if len(i.Report.Left) != 0 || i.Asked != 1 || s.public("A-1", "name_en") != "Laser II" {
		t.Errorf("left %v, %d asked, public %q", i.Report.Left, i.Asked, s.public("A-1", "name_en"))
	}
	if s.approve(i); s.public("A-1", "name_en") != "Laser" {
		t.Errorf("public %q", s.public("A-1", "name_en"))
	}
}

func TestWhatUndoingLeavesInSightIsPausedAtOnce(t *testing.T) {
	s := newScene(t)
	i := s.apply(s.rows("ON-1|Laser|Two wavelengths|medical|901890|1|10|Incheon|KRINC|3|", "ON-2|Lamp|One wavelength|medical|901890|1|10|Incheon|KRINC|3|", "ON-3|Lens|No wavelength|medical|901890|1|10|Incheon|KRINC|3|"), true)
	s.approve(i)
	if _, err := s.Pause(t.Context(), s.maker, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("an import that stands is paused: %v", err)
	}
	s.must(s.studio.Move(t.Context(), s.maker, "ON-3", "pause"))
	i = s.undo(i)
	shown, err := s.Shown(t.Context(), s.maker, i.ID)
	s.must(err)
	if !slices.Equal(shown, []string{"ON-1", "ON-2"}) {
		t.Fatalf("in sight are %v", shown)
	}
	_, other := s.supplier(s.accounts, "two")
	if _, err := s.Pause(t.Context(), other, i.ID); err == nil {
		t.Error("another maker pauses them")
	}
	paused, err := s.Pause(t.Context(), s.maker, i.ID)
	s.must(err)
	if paused != 2 || s.public("ON-1", "name_en")+s.public("ON-2", "name_en") != "" || s.sheet("ON-2").State() != "paused" {
		t.Errorf("%d are paused", paused)
	}
	if _, err := s.Pause(t.Context(), s.maker, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("they are paused twice: %v", err)
	}
}

func TestMissingCustomsCodeIsProposedAndTakenOnceItsMakerAcceptsIt(t *testing.T) {
	s := newScene(t)
	groups, err := catalog.FirstSynonyms()
	s.must(err)
	if len(groups) == 0 {
		t.Fatal("nobody has words")
	}
	s.must(s.catalog.InstallSynonyms(t.Context()))
	i := s.rows("HS-1|Skin laser|Two wavelengths|medical||1|10|Incheon|KRINC|3|", "HS-2|Scalp camera|Wireless|beauty||1|10|Incheon|KRINC|3|", "HS-3|Zzyzx|Nobody knows|beauty||1|10|Incheon|KRINC|3|")
	proposed := i.Report.Proposals()
	if len(proposed) != 2 || proposed[0].Row != 1 || proposed[0].Idea[:4] != "9018" || proposed[1].Idea[:4] != "8525" {
		t.Fatalf("proposed are %+v", proposed)
	}
	if applied := s.apply(s.rows("HS-9|Skin laser|Two wavelengths|medical||1|10|Incheon|KRINC|3|"), false); applied.Report.Incomplete != 1 || valueOf(s.sheet("HS-9"), "hs6") != "" {
		t.Errorf("a proposal that nobody accepted is taken: %q", valueOf(s.sheet("HS-9"), "hs6"))
	}
	if err := s.Accept(t.Context(), s.maker, i.ID, []int{3, 99}); !problem.Is(err, problem.Invalid) {
		t.Errorf("rows without a proposal are accepted: %v", err)
	}
	_, other := s.supplier(s.accounts, "two")
	if err := s.Accept(t.Context(), other, i.ID, []int{1}); err == nil {
		t.Error("another maker accepts it")
	}
	s.must(s.Accept(t.Context(), s.maker, i.ID, []int{1, 3}))
	i = s.apply(s.step(i.ID), false)
	if got := valueOf(s.sheet("HS-1"), "hs6"); got != proposed[0].Idea || valueOf(s.sheet("HS-2"), "hs6") != "" || i.Report.Incomplete != 2 {
		t.Errorf("accepted is %q, %d are not whole", got, i.Report.Incomplete)
	}
	without := s.handIn(HandedIn{Table: csv(t, [][]string{{"품번", "Product name"}, {"HS-4", "Skin laser"}})})
	s.must(s.Accept(t.Context(), s.maker, without.ID, []int{1}))
	s.apply(s.step(without.ID), false)
	if got := valueOf(s.sheet("HS-4"), "hs6"); len(got) != 6 {
		t.Errorf("in a table without a column for it, accepted is %q", got)
	}
}

func TestCertificatesThatAMarketAsksForAndNobodyNamesAreListed(t *testing.T) {
	s := newScene(t)
	s.must(s.catalog.PutCompany(t.Context(), s.company, catalog.Profile{Line: catalog.Texts{"en": "Things"}, Currency: "USD", Markets: []string{"DE"}}))
	asked := func(cells ...[]string) (found []string) {
		for _, e := range s.handIn(HandedIn{Table: csv(t, cells)}).Report.Errors {
			if e.Code == "import_asked" {
				found = append(found, e.Typed)
			}
		}
		return found
	}
	header := []string{"품번", "Product name", "HS code", "Certificates"}
	open := asked(header, []string{"CE-1", "Laser", "901890", ""})
	if len(open) != 1 || !strings.Contains(open[0], "DE") || !strings.Contains(open[0], "CE") {
		t.Fatalf("asked are %v", open)
	}
	named := asked(header, []string{"CE-2", "Laser", "901890", "CE-MDR"})
	if len(named) > 0 && strings.Contains(named[0], "CE (") {
		t.Errorf("asked though it is named: %v", named)
	}
	if none := asked(header, []string{"CE-3", "Laser", "", ""}); len(none) != 0 {
		t.Errorf("asked of goods that nobody knows: %v", none)
	}
}

func TestUndoingTakesBackWhatWaitsForTheOffice(t *testing.T) {
	s := newScene(t)
	i := s.undo(s.apply(s.rows(laser), true))
	if n := s.count(`select count(*) from products`, nil); n != 0 || len(i.Report.Left) != 0 {
		t.Errorf("%d products, left %v", n, i.Report.Left)
	}
	if waiting, err := s.studio.Batches(t.Context(), s.officer); err != nil || len(waiting) != 0 {
		t.Errorf("the office still has %+v, %v", waiting, err)
	}
}
