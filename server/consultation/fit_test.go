package consultation

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var rewrite = flag.Bool("update", false, "write the golden files anew")

// wellFitting is a request that nothing speaks against; tests spoil one thing at a time.
func wellFitting() FitFacts {
	at := time.Date(2027, 6, 10, 6, 0, 0, 0, time.UTC)
	return FitFacts{
		Interests: []string{"9018"}, Market: "DE", Voucher: "sister_city", VoucherBy: "Cologne",
		Products: []FitProduct{{SKU: "LV-CO30", HS6: "901890", Proven: []string{"CE", "ISO 13485"}}},
		Talk:     "en", Supplier: []string{"ko", "en"}, Buyer: []string{"de", "en"}, SupplierAt: on(at, "Asia/Seoul"), BuyerAt: on(at, "Europe/Berlin"), Met: 1,
	}
}

// fitCases are requests as an officer meets them.
var fitCases = map[string]func(*FitFacts){
	"nothing speaks against it":       func(*FitFacts) {},
	"imports this very subheading":    func(f *FitFacts) { f.Interests = []string{"3304", "901890"} },
	"imports another heading":         func(f *FitFacts) { f.Interests = []string{"9027", "33"} },
	"imports something else":          func(f *FitFacts) { f.Interests = []string{"8471"} },
	"says nothing of what it imports": func(f *FitFacts) { f.Interests = nil },
	"brought by an association":       func(f *FitFacts) { f.Voucher = "association" },
	"nobody vouches":                  func(f *FitFacts) { f.Voucher, f.VoucherBy = "", "" },
	"free mail, nobody vouches":       func(f *FitFacts) { f.Voucher, f.VoucherBy, f.FreeMail = "", "", true },
	"suspended":                       func(f *FitFacts) { f.Suspended = true },
	"the mark is applied for":         func(f *FitFacts) { f.Products[0].Proven, f.Products[0].Awaited = nil, []string{"CE"} },
	"the mark is missing":             func(f *FitFacts) { f.Products[0].Proven = nil },
	"one of two products lacks it": func(f *FitFacts) {
		f.Products = append(f.Products, FitProduct{SKU: "LV-X", HS6: "901890"})
	},
	"a market that nothing is known of": func(f *FitFacts) { f.Market, f.Products[0].HS6 = "MX", "330499" },
	"no common language":                func(f *FitFacts) { f.Talk = "de" },
	"an interpreter is reserved":        func(f *FitFacts) { f.Talk, f.Pair, f.Interpreter = "de", true, InterpreterPencilled },
	"an interpreter is missing":         func(f *FitFacts) { f.Talk, f.Pair, f.Interpreter = "de", true, InterpreterMissing },
	"evening in Suwon":                  func(f *FitFacts) { f.SupplierAt, f.BuyerAt = f.SupplierAt.Add(5*time.Hour), f.BuyerAt.Add(5*time.Hour) },
	"night in Toluca":                   func(f *FitFacts) { f.BuyerAt = on(f.BuyerAt, "America/Mexico_City") },
	"first contact":                     func(f *FitFacts) { f.Met = 0 },
	"cancelled once":                    func(f *FitFacts) { f.Cancelled = 1 },
	"missed one":                        func(f *FitFacts) { f.Missed = 1 },
}

func TestFitCheckIsAsWrittenDown(t *testing.T) {
	got := map[string]Fit{}
	for name, spoil := range fitCases {
		f := wellFitting()
		spoil(&f)
		got[name] = CheckFit(f)
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
		fit, sum, most := CheckFit(f), 0, 0
		for _, r := range fit.Reasons {
			if r.Points < 0 || r.Points > r.Of {
				t.Errorf("%s is worth %d of %d", r.Key, r.Points, r.Of)
			}
			if r.Verdict == FitGood && 3*r.Points < 2*r.Of || r.Verdict == FitPoor && 3*r.Points > r.Of {
				t.Errorf("%s is %s with %d of %d", r.Key, r.Verdict, r.Points, r.Of)
			}
			sum, most = sum+r.Points, most+r.Of
		}
		if fit.Score != sum || most != 100 {
			t.Errorf("score %d, reasons %d of %d", fit.Score, sum, most)
		}
		if len(names) > 0 && fit.Score >= CheckFit(wellFitting()).Score {
			t.Errorf("spoiled by %v it is worth %d", names, fit.Score)
		}
	})
}
