package catalog

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

var importHeader = []string{"품번", "Product name", "Description", "분야", "HS code", "MOQ", "단가", "Place", "port", "납기", "Remark"}

func tableOf(rows ...string) [][]string {
	cells := [][]string{importHeader}
	for _, row := range rows {
		cells = append(cells, strings.Split(row, "|"))
	}
	return cells
}

// exporter is somebody of a company, as the database knows them.
func (b *bench) exporter(t *testing.T, company account.CompanyID) account.Viewer {
	t.Helper()
	id := account.UserID{UUID: uuid.New()}
	_, err := b.db.Exec(t.Context(), `insert into users (id, email, name, lang, zone) values (@id, @email, 'Somebody', 'ko', 'Asia/Seoul')`,
		pgx.NamedArgs{"id": id, "email": id.String() + "@maker.example"})
	if err != nil {
		t.Fatal(err)
	}
	return account.Viewer{User: id, Grants: []account.Grant{{Role: account.Supplier, Company: company}}}
}

func (b *bench) handIn(t *testing.T, v account.Viewer, company account.CompanyID, cells [][]string) (Import, ImportReport) {
	t.Helper()
	i, err := b.StartImport(t.Context(), v, company, "t.csv", cells, nil)
	if err != nil {
		t.Fatal(err)
	}
	i, report, err := b.Import(t.Context(), v, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	return i, report
}

func TestTableIsCheckedAppliedAndUndone(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "one")
	v := b.exporter(t, company)
	known := exampleProduct("A-1")
	known.Certs = []Certificate{{Scheme: "KC", State: Held}}
	b.put(t, company, known)
	before, err := findOwned(t.Context(), b.db, company)
	if err != nil {
		t.Fatal(err)
	}

	i, report := b.handIn(t, v, company, tableOf(
		"a-1|Laser A-1 II|Short|medical|9018.90|2|12.50|Incheon|KRINC|10|x",
		"A-2|Amplifier|Two channels|components|8542.33.9000|1,000 개|0.92|Incheon|KR INC|84 days|x",
		"A-3|Nothing|Short|componets|8542|ten|free|Incheon||10|x",
		"A-2|Again|Short|medical|901890|1|1|Incheon|KRINC|10|x",
	))
	if report.New != 1 || report.Changed != 1 || report.Same != 0 || !slices.Equal(report.Bad, []int{3, 4}) {
		t.Fatalf("report %+v", report)
	}
	wrong := map[string]string{}
	for _, e := range report.Errors {
		wrong[e.Field] = e.Code + " " + e.Idea
	}
	if want := map[string]string{
		"category": "category_unknown components", "hs6": "hs_form ", "moq": "cell_number ", "price": "cell_money ", "port": "cell_missing ", "sku": "cell_twice ",
	}; !reflect.DeepEqual(wrong, want) {
		t.Errorf("errors %v, want %v", wrong, want)
	}
	if owned, _ := findOwned(t.Context(), b.db, company); !reflect.DeepEqual(owned, before) {
		t.Error("looking at a table has changed products")
	}

	if _, err := b.ApplyImport(t.Context(), v, i.ID); err != nil {
		t.Fatal(err)
	}
	owned, err := findOwned(t.Context(), b.db, company)
	if err != nil || len(owned) != 2 {
		t.Fatalf("%d products, %v", len(owned), err)
	}
	changed, made := owned["A-1"], owned["A-2"]
	if changed.Name["en"] != "Laser A-1 II" || changed.Name["ko"] != "레이저" || changed.Tiers[0].Minor != 1250 || changed.Tiers[1].Level != 1 || len(changed.Certs) != 1 || changed.Terms.MOQ != 2 {
		t.Errorf("changed %+v", changed)
	}
	if made.HS6 != "854233" || made.Terms.MOQ != 1000 || made.Tiers[0].Minor != 92 || made.Terms.Port != "KRINC" || made.Terms.LeadFirst != 84 {
		t.Errorf("made %+v", made)
	}
	if got := skus(b.search(t, Query{}).Hits); got != "A-1 " {
		t.Errorf("drafts are shown: %s", got)
	}
	if _, err := b.ApplyImport(t.Context(), v, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("applied twice: %v", err)
	}

	if kept, err := b.UndoImport(t.Context(), v, i.ID); err != nil || len(kept) != 0 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	owned, err = findOwned(t.Context(), b.db, company)
	if err != nil || len(owned) != 1 || owned["A-1"].Name["en"] != before["A-1"].Name["en"] || !reflect.DeepEqual(owned["A-1"].Tiers, before["A-1"].Tiers) || len(owned["A-1"].Certs) != 1 {
		t.Errorf("after undoing %+v, %v", owned, err)
	}
	if _, err := b.UndoImport(t.Context(), v, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("undone twice: %v", err)
	}
}

func TestUndoingLeavesWhatWasEditedSinceAndEndsAfterAWeek(t *testing.T) {
	b := newBench(t)
	now := today
	b.now = func() time.Time { return now }
	company := b.company(t, "one")
	v := b.exporter(t, company)
	row := "|Laser|Short|medical|901890|1|1|Incheon|KRINC|10|x"
	i, _ := b.handIn(t, v, company, tableOf("A-1"+row, "A-2"+row))
	if _, err := b.ApplyImport(t.Context(), v, i.ID); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	b.put(t, company, exampleProduct("A-2"))
	now = today.Add(undoable)
	if _, err := b.UndoImport(t.Context(), v, i.ID); !problem.Is(err, problem.Conflict) {
		t.Errorf("after a week: %v", err)
	}
	now = now.Add(-time.Second)
	kept, err := b.UndoImport(t.Context(), v, i.ID)
	if err != nil || !slices.Equal(kept, []string{"A-2"}) {
		t.Errorf("kept %v, %v", kept, err)
	}
	if owned, err := findOwned(t.Context(), b.db, company); err != nil || len(owned) != 1 {
		t.Errorf("left %v, %v", owned, err)
	}
}

func TestExportedTableImportsAsUnchanged(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "one")
	v := b.exporter(t, company)
	full := exampleProduct("A-1")
	full.Keywords = map[string][]string{"ko": {"레이저", "피부"}, "en": {"laser"}}
	full.GTIN, full.Terms.LeadSample, full.Tiers = "9521234001010", 5, []Tier{{From: 1, Minor: 1480000}, {From: 3, Minor: 92}, {From: 9, Minor: 7, Level: 3}}
	b.put(t, company, full)
	b.put(t, company, exampleProduct("A-2"))
	rows, err := b.ExportRows(t.Context(), v, company)
	if err != nil {
		t.Fatal(err)
	}
	header := make([]string, len(importFields))
	for i, f := range importFields {
		header[i] = f.Name
	}
	_, report := b.handIn(t, v, company, append([][]string{header}, rows...))
	if report.Same != 2 || report.Good() != 0 || len(report.Bad) != 0 {
		t.Errorf("report %+v", report)
	}
}

func TestColumnsAreGuessedAndCorrected(t *testing.T) {
	got := guessColumns([]string{"SKU*", " HS  Code ", "제품명 (국문)", "???", "sku"}, map[string][]string{"port": {"???!"}})
	if want := []string{"sku", "hs6", "name_ko", "", ""}; !slices.Equal(got, want) {
		t.Errorf("guessed %v, want %v", got, want)
	}
	b := newBench(t)
	company := b.company(t, "one")
	v := b.exporter(t, company)
	i, _ := b.handIn(t, v, company, [][]string{{"x", "y"}, {"A-1", "Laser"}})
	if err := b.MapImport(t.Context(), v, i.ID, []string{"sku", "sku"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("one field twice: %v", err)
	}
	if err := b.MapImport(t.Context(), v, i.ID, []string{"sku", "weapons"}); !problem.Is(err, problem.Malformed) {
		t.Errorf("an unknown field: %v", err)
	}
	if err := b.MapImport(t.Context(), v, i.ID, []string{"sku", "name_en"}); err != nil {
		t.Fatal(err)
	}
	if mapped, _, err := b.Import(t.Context(), v, i.ID); err != nil || !slices.Equal(mapped.Columns, []string{"sku", "name_en"}) {
		t.Errorf("columns %v, %v", mapped.Columns, err)
	}
}

func TestNobodySeesOrChangesAnothersTable(t *testing.T) {
	b := newBench(t)
	company, other := b.company(t, "one"), b.company(t, "two")
	i, _ := b.handIn(t, b.exporter(t, company), company, tableOf("A-1|Laser|Short|medical|901890|1|1|Incheon|KRINC|10|x"))
	stranger := b.exporter(t, other)
	_, _, look := b.Import(t.Context(), stranger, i.ID)
	_, apply := b.ApplyImport(t.Context(), stranger, i.ID)
	_, undo := b.UndoImport(t.Context(), stranger, i.ID)
	_, export := b.ExportRows(t.Context(), stranger, company)
	for what, err := range map[string]error{"look": look, "apply": apply, "undo": undo, "export": export, "map": b.MapImport(t.Context(), stranger, i.ID, nil)} {
		if err == nil {
			t.Errorf("%s by another company is let through", what)
		}
	}
}
