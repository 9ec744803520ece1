package page

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/etradeoffice/portal/server/locale"
)

func TestOnlyPublicPagesOfVisitorsLeaveCompressed(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	content := &fstest.MapFile{Data: []byte(`{{define "content"}}{{.Body}}{{end}}`)}
	p, err := New(texts, fstest.MapFS{
		"frame.html":     {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)},
		"part/bold.html": {Data: []byte(`<b></b>`)}, "home.html": content, "catalog/product.html": content, "account/sign-in.html": content,
	}, func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Repeat("public words ", 100)
	for _, c := range []struct {
		name, accepts, person string
		compressed            bool
	}{
		{"home", "gzip, deflate, br", "", true}, {"catalog/product", "br;q=1.0, gzip;q=0.8", "", true}, {"catalog/product", "gzip;q=0", "", false},
		{"catalog/product", "", "", false}, {"catalog/product", "gzip", "Ana", false}, {"account/sign-in", "gzip", "", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/en", nil)
		r.Header.Set("Accept-Encoding", c.accepts)
		w := httptest.NewRecorder()
		frame := Frame{Lang: "en", Person: Person{Name: c.person}}
		if err := p.Write(w, r.WithContext(WithFrame(r.Context(), frame)), http.StatusOK, c.name, "t.title", said); err != nil {
			t.Fatal(err)
		}
		var body io.Reader = w.Body
		if compressed := w.Header().Get("Content-Encoding") == "gzip"; compressed != c.compressed {
			t.Errorf("%+v: compressed is %v", c, compressed)
		} else if compressed {
			if w.Body.Len() > len(said)/4 {
				t.Errorf("%+v: %d bytes of %d", c, w.Body.Len(), len(said))
			}
			if body, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != said {
			t.Errorf("%+v: says %q, %v", c, got, err)
		}
	}
}
