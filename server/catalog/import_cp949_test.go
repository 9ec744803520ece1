package catalog

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/korean"

	"github.com/etradeoffice/portal/server/sheet"
)

func TestTwoHundredRowsSavedByKoreanExcelBecomeDrafts(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "one")
	v := b.exporter(t, company)
	lines := []string{"품번,제품명 국문,영문명,영문 설명,분야,HS 코드,최소 주문량,단가,인도 장소,선적항,납기"}
	for n := range 200 {
		lines = append(lines, fmt.Sprintf(`KR-%03d,"피부 분석기, %d호","Skin analyzer %d",Shows the skin in 15 seconds.,beauty,9027.50,"1,000 개",%d.50,Busan,KRPUS,21일`, n, n, n, 100+n))
	}
	encoded, err := korean.EUCKR.NewEncoder().String(strings.Join(lines, "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	cells, err := sheet.Read(strings.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	i, report := b.handIn(t, v, company, cells)
	if report.New != 200 || len(report.Errors) != 0 {
		t.Fatalf("%d new, errors %v", report.New, report.Errors[:min(len(report.Errors), 5)])
	}
	if _, err := b.ApplyImport(t.Context(), v, i.ID); err != nil {
		t.Fatal(err)
	}
	owned, err := b.OwnedProducts(t.Context(), company)
	if err != nil {
		t.Fatal(err)
	}
	last := owned["KR-199"]
	if len(owned) != 200 || last.Name["ko"] != "피부 분석기, 199호" || last.Terms.MOQ != 1000 || last.Tiers[0].Minor != 29950 || last.Terms.LeadFirst != 21 || len(last.Faults()) != 0 {
		t.Errorf("%d products, the last %+v", len(owned), last)
	}
}
