package fit

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/consultation"
)

var rewrite = flag.Bool("update", false, "write the golden files anew")

// wellFitting is a request that nothing speaks against; tests spoil one thing at a time.
func wellFitting() Facts {
	at := time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)
	return Facts{
		Interests: []string{"9018"}, Market: "DE", Voucher: "sister_city", VoucherBy: "Cologne",
		Products: []Product{{SKU: "LV-CO30", HS6: "901890", Proven: []string{"CE", "ISO 13485"}}},
		Talk:     "en", Supplier: []string{"ko", "en"}, Buyer: []string{"de", "en"}, SupplierAt: on(at, "Asia/Seoul"), BuyerAt: on(at, "Europe/Berlin"), Met: 1,
	}
}

// fitCases are requests as an officer meets them.
var fitCases = map[string]func(*Facts){
	"nothing speaks against it":       func(*Facts) {},
	"imports this very subheading":    func(f *Facts) { f.Interests = []string{"3304", "901890"} },
	"imports another heading":         func(f *Facts) { f.Interests = []string{"9027", "33"} },
	"imports something else":          func(f *Facts) { f.Interests = []string{"8471"} },
	"says nothing of what it imports": func(f *Facts) { f.Interests = nil },
	"brought by an association":       func(f *Facts) { f.Voucher = "association" },
	"nobody vouches":                  func(f *Facts) { f.Voucher, f.VoucherBy = "", "" },
	"free mail, nobody vouches":       func(f *Facts) { f.Voucher, f.VoucherBy, f.FreeMail = "", "", true },
	"suspended":                       func(f *Facts) { f.Suspended = true },
	"the mark is applied for":         func(f *Facts) { f.Products[0].Proven, f.Products[0].Awaited = nil, []string{"CE"} },
	"the mark is missing":             func(f *Facts) { f.Products[0].Proven = nil },
	"one of two products lacks it": func(f *Facts) {
		f.Products = append(f.Products, Product{SKU: "LV-X", HS6: "901890"})
	},
	"a market that nothing is known of": func(f *Facts) { f.Market, f.Products[0].HS6 = "MX", "330499" },
	"no common language":                func(f *Facts) { f.Talk = "de" },
	"an interpreter is reserved":        func(f *Facts) { f.Talk, f.Pair, f.Interpreter = "de", true, consultation.InterpreterPencilled },
	"an interpreter is missing":         func(f *Facts) { f.Talk, f.Pair, f.Interpreter = "de", true, consultation.InterpreterMissing },
	"evening in Suwon":                  func(f *Facts) { f.SupplierAt, f.BuyerAt = f.SupplierAt.Add(5*time.Hour), f.BuyerAt.Add(5*time.Hour) },
	"night in Toluca":                   func(f *Facts) { f.BuyerAt = on(f.BuyerAt, "America/Mexico_City") },
	"first contact":                     func(f *Facts) { f.Met = 0 },
	"cancelled once":                    func(f *Facts) { f.Cancelled = 1 },
	"missed one":                        func(f *Facts) { f.Missed = 1 },
}

func TestFitCheckIsAsWrittenDown(t *testing.T) {
	got := map[string]Assessment{}
	for name, spoil := range fitCases {
		f := wellFitting()
		spoil(&f)
		got[name] = Assess(f)
	}
	path := filepath.Join("testdata", "fit.json")
	drawn, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *rewrite {
		if err := os.WriteFile(path, append(drawn, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(drawn)+"\n" {
		t.Errorf("fit checks differ from %s (go test -run FitCheck -update writes it anew):\n%s", path, drawn)
	}
}

func TestScoreIsTheSumOfItsReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := wellFitting()
		names := rapid.SliceOf(rapid.SampledFrom([]string{"suspended", "nobody vouches", "missed one", "first contact", "night in Toluca", "no common language", "the mark is missing", "imports something else"})).Draw(t, "spoiled")
		for _, name := range names {
			fitCases[name](&f)
		}
		fit, sum, most := Assess(f), 0, 0
		for _, r := range fit.Reasons {
			if r.Points < 0 || r.Points > r.Of {
				t.Errorf("%s is worth %d of %d", r.Key, r.Points, r.Of)
			}
			if r.Verdict == Good && 3*r.Points < 2*r.Of || r.Verdict == Poor && 3*r.Points > r.Of {
				t.Errorf("%s is %s with %d of %d", r.Key, r.Verdict, r.Points, r.Of)
			}
			sum, most = sum+r.Points, most+r.Of
		}
		if fit.Score != sum || most != 100 {
			t.Errorf("score %d, reasons %d of %d", fit.Score, sum, most)
		}
		if len(names) > 0 && fit.Score >= Assess(wellFitting()).Score {
			t.Errorf("spoiled by %v it is worth %d", names, fit.Score)
		}
	})
}
