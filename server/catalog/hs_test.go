package catalog

import (
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/problem"
)

func TestCustomsTreeCountsWhatIsPublished(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "one")
	b.put(t, company, exampleProduct("A-1"))
	odd := exampleProduct("A-2")
	odd.HS6 = "010121"
	b.put(t, company, odd)
	draft := exampleProduct("A-3")
	draft.Publishing = false
	b.put(t, company, draft)

	chapter, err := b.HS(t.Context(), "90")
	if err != nil || chapter.Node.N != 1 || chapter.Node.Name["ko"] == "" {
		t.Fatalf("chapter 90: %+v, %v", chapter.Node, err)
	}
	for _, child := range chapter.Children {
		if child.Code == "9018" && child.N != 1 || child.Code == "9019" && child.N != 0 {
			t.Errorf("%s has %d", child.Code, child.N)
		}
	}
	leaf, err := b.HS(t.Context(), "901890")
	if err != nil || len(leaf.Trail) != 2 || leaf.Trail[1].Code != "9018" || len(leaf.Children) != 0 {
		t.Errorf("901890: %+v, %v", leaf, err)
	}
	unnamed, err := b.HS(t.Context(), "0101")
	if err != nil || unnamed.Node.Name != nil || len(unnamed.Children) != 1 {
		t.Errorf("a heading without words but with products: %+v, %v", unnamed, err)
	}
	for _, code := range []string{"0202", "9", "901890000", "ab"} {
		if _, err := b.HS(t.Context(), code); !problem.Is(err, problem.NotFound) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestCustomsCodesAreLookedUpByDigitsAndWords(t *testing.T) {
	b := newBench(t)
	if err := b.InstallSynonyms(t.Context()); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"9018.90": "901890", "massage": "9019", "마사지": "9019", "lasers": "9013", "zzzz": "",
		"Verstärker": "8518", "Massagesessel": "9019", "アンプ": "8518", "массажное кресло": "9019"} {
		found, err := b.HSLookup(t.Context(), typed)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, node := range found {
			got += node.Code + " "
		}
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q finds %s, want %s", typed, got, want)
		}
	}
}

func TestImportedListNamesCodesAndABrokenOneChangesNothing(t *testing.T) {
	b := newBench(t)
	good := "\ufeffsection,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,\"Horses, asses\",01,4\n,TOTAL,Total,,0\n,9999,x,,4\n"
	if n, err := b.ImportHS(t.Context(), HSEdition, strings.NewReader(good)); n != 2 || err != nil {
		t.Fatalf("%d codes, %v", n, err)
	}
	page, err := b.HS(t.Context(), "01")
	if err != nil || page.Node.Name["en"] != "Animals; live" || len(page.Children) != 1 {
		t.Errorf("chapter 01: %+v, %v", page, err)
	}
	for what, list := range map[string]string{
		"no column":   "code,text\n01,x\n",
		"no code":     "hscode,description\n01,x\n1a,y\n",
		"twice":       "hscode,description\n01,x\n01,y\n",
		"wrong level": "hscode,description,level\n01,x,4\n",
		"half a row":  "hscode,description\n01,\"x\n",
		"nothing":     "",
	} {
		if _, err := b.ImportHS(t.Context(), HSEdition, strings.NewReader(list)); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if page, err := b.HS(t.Context(), "0101"); err != nil || page.Node.Name["en"] != "Horses, asses" {
		t.Errorf("after broken lists: %+v, %v", page, err)
	}
}
