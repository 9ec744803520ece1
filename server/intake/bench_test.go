package intake

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/sheet"
	"github.com/etradeoffice/portal/server/studio"
)

// BenchmarkImport takes 5,000 products in a workbook from the file to drafts: read, looked at, applied. The second figure is
// for 5,000 changes of those. Processor time is the program's own; PostgreSQL's is in the rest.
func BenchmarkImport(b *testing.B) {
	words := NewWords(texts())
	header := make([]string, len(tableFields))
	for i, f := range tableFields {
		header[i] = words.Label("ko", f.Name)
	}
	file := func(name string) *bytes.Reader {
		rows := [][]string{header}
		for n := range sheet.MostRows - 1 {
			typed := map[string]string{}
			for field, value := range sample {
				if field != "sku" && field != "pictures" {
					typed[field] = value
				}
			}
			typed["name_en"], typed["name_ko"] = fmt.Sprintf("%s %d", name, n), fmt.Sprintf("피부 분석기 %d호", n)
			rows = append(rows, cellsOf(studio.NewSheet(anybody, fmt.Sprintf("LV-%d", n)).Typing(typed, today)))
		}
		var book bytes.Buffer
		if err := (sheet.Book{Rows: rows, Fold: folded}).Write(&book); err != nil {
			b.Fatal(err)
		}
		return bytes.NewReader(book.Bytes())
	}
	made, changed := file("Skin analyzer"), file("New analyzer")
	for b.Loop() {
		b.StopTimer()
		s := newScene(b)
		b.StartTimer()
		for _, f := range []*bytes.Reader{made, changed} {
			if _, err := f.Seek(0, 0); err != nil {
				b.Fatal(err)
			}
			began, used := b.Elapsed(), processorTime(b)
			i := s.apply(s.handIn(HandedIn{FileName: "t.xlsx", Table: f}), false)
			if i.Report.Good() != sheet.MostRows-1 {
				b.Fatalf("%+v", i.Report)
			}
			name := "new"
			if f == changed {
				name = "changed"
			}
			b.ReportMetric((b.Elapsed() - began).Seconds(), name+"_s")
			b.ReportMetric((processorTime(b) - used).Seconds(), name+"_cpu_s")
		}
	}
}

// processorTime is what this process has used of the processors.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
