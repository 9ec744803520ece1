package page

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

func pages(t *testing.T, content string) *Pages {
	t.Helper()
	texts, err := locale.Load(fstest.MapFS{
		"t.en.json": {Data: []byte(`{"t.title": "Title {{.N}}", "time.short_day": "{{.Weekday}} {{.Day}}", "time.day": "x",
			"problem.form_invalid": "Look", "problem.email_invalid": "No address"}`)},
		"t.ko.json": {Data: []byte(`{"t.title": "제목"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(texts, fstest.MapFS{
		"frame.html":     {Data: []byte(`{{define "frame"}}<title>{{.Title}}</title>{{template "content" .}}{{end}}`)},
		"part/bold.html": {Data: []byte(`<b>{{.}}</b>`)},
		"topic/one.html": {Data: []byte(`{{define "content"}}` + content + `{{end}}`)},
	}, func(name string) string { return "/assets/" + name })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func draw(t *testing.T, p *Pages, frame Frame, body any) string {
	t.Helper()
	drawn, err := p.Draw(WithFrame(t.Context(), frame), "topic/one", "t.title", body, "N", 1)
	if err != nil {
		t.Fatal(err)
	}
	return string(drawn)
}

func TestPageIsDrawnInsideTheFrame(t *testing.T) {
	p := pages(t, `{{template "part/bold" .Body}} <a href="{{path "/x/" .Body}}">{{lang}}</a>`)
	got := draw(t, p, Frame{Lang: "en"}, "a<b")
	if got != `<title>Title 1</title><b>a&lt;b</b> <a href="/en/x/a%3cb">en</a>` {
		t.Error(got)
	}
}

func TestParallelDrawingsKeepTheirOwnZone(t *testing.T) {
	p := pages(t, `{{hour .Body}}`)
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var done sync.WaitGroup
	for hours := range 12 {
		done.Add(1)
		go func() { // ends after its drawings
			defer done.Done()
			zone := time.FixedZone("z", hours*3600)
			want := fmt.Sprintf("%02d:00", 12+hours)
			for range 50 {
				drawn, err := p.Draw(WithFrame(context.Background(), Frame{Lang: "en", Zone: zone}), "topic/one", "t.title", at)
				if err != nil || !strings.HasSuffix(string(drawn), want) {
					t.Errorf("%s: %s (%v)", want, drawn, err)
				}
			}
		}()
	}
	done.Wait()
}

func TestFailedDrawingWritesNothing(t *testing.T) {
	p := pages(t, `some text {{.Body.Missing}}`)
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, "/en", nil)
	request = request.WithContext(WithFrame(request.Context(), Frame{Lang: "en"}))
	if err := p.Write(recorder, request, http.StatusOK, "topic/one", "t.title", struct{}{}); err == nil {
		t.Fatal("a template that names a field that is not there was drawn")
	}
	if recorder.Body.Len() != 0 || len(recorder.Result().Header) != 0 {
		t.Errorf("written: %q %v", recorder.Body, recorder.Result().Header)
	}
}

func TestWrongFieldsReachTheForm(t *testing.T) {
	p := pages(t, `{{sentence .Body}}|{{wrong .Body "email"}}|{{wrong .Body "name"}}|{{range faults .Body}}{{.Name}}={{.Text}};{{end}}`)
	refusal := problem.InvalidFields(problem.Field{Name: "email", Code: "email_invalid"})
	if got := draw(t, p, Frame{Lang: "en"}, refusal); !strings.HasSuffix(got, `Look|No address||email=No address;`) {
		t.Error(got)
	}
	var none *problem.Error
	if got := draw(t, p, Frame{Lang: "en"}, none); !strings.HasSuffix(got, `|||`) {
		t.Errorf("a fresh form shows %s", got)
	}
}

func TestClockShowsTheViewersWallFirst(t *testing.T) {
	p := pages(t, `{{with clock .Body "Asia/Seoul" "Suwon"}}{{.Mine.Hour}} {{.Mine.City}} {{.Other.Hour}} {{.Other.City}} {{.Other.DayShift}}{{end}}`)
	got := draw(t, p, Frame{Lang: "en", Zone: time.UTC, City: "London"}, time.Date(2026, 11, 24, 16, 30, 0, 0, time.UTC))
	if !strings.HasSuffix(got, "16:30 London 01:30 Suwon 1") {
		t.Error(got)
	}
}

func TestPickNeverShowsAnEmptyField(t *testing.T) {
	for _, c := range []struct {
		texts map[string]string
		want  Picked
	}{
		{map[string]string{"ko": "가", "en": "a"}, Picked{"가", "ko", false}},
		{map[string]string{"ko": "", "en": "a"}, Picked{"a", "en", true}},
		{map[string]string{"ro": "r", "de": "d"}, Picked{"d", "de", true}},
		{map[string]string{"de": "", "ro": "r"}, Picked{"r", "ro", true}},
		{nil, Picked{}},
	} {
		if got := Pick("ko", c.texts); got != c.want {
			t.Errorf("%v: %+v", c.texts, got)
		}
	}
}

func TestPathsAreComparedBySegments(t *testing.T) {
	for path, want := range map[string]bool{"/products": true, "/products/a?q=1": true, "/products?q=1": true, "/productsx": false, "": false} {
		if under(path, "/products") != want {
			t.Errorf("%q: %v", path, !want)
		}
	}
}

func TestLetterSaysTheSameInBothForms(t *testing.T) {
	letter := Letter{Lang: "en", Office: "Office", Greeting: "Dear A&B,", Lines: []string{"One."}, Code: "123456",
		Facts: []Fact{{"When", "Tuesday"}}, Button: Fact{"Open", "https://portal.example/en"}, After: []string{"Two."}, Why: "Because."}
	html, text, err := letter.Draw()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"One.", "123456", "Tuesday", "https://portal.example/en", "Two.", "Because."} {
		if !strings.Contains(html, word) || !strings.Contains(text, word) {
			t.Errorf("%q is not in both forms", word)
		}
	}
	if !strings.Contains(html, "A&amp;B") || !strings.Contains(text, "A&B") {
		t.Error("the greeting is escaped in the wrong form")
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "http-equiv") {
		t.Error("a letter carries script")
	}
}

func TestAddressIsMadeOfTextsAndNumbersAndOfATextThatMayBeMissing(t *testing.T) {
	code := "SW-E-0007"
	for want, parts := range map[string][]any{
		"/verify/SW-E-0007": {"/verify/", &code}, "/products/7": {"/products/", 7}, "/products": {"/products/"}, "/a/b": {"/a", "/b"},
	} {
		if got := joined(parts); got != want {
			t.Errorf("%v: %s", parts, got)
		}
	}
}
