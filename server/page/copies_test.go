package page

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// copyist draws the page "home" with what it is told, and counts how often.
type copyist struct {
	*Copies
	pages *Pages
	now   time.Time
	good  atomic.Bool
	drawn atomic.Int32
	frame Frame
	says  string
	lasts bool
}

func newCopyist(t *testing.T) *copyist {
	t.Helper()
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := New(texts, fstest.MapFS{
		"frame.html": {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)}, "part/bold.html": {Data: []byte(`<b></b>`)},
		"home.html": {Data: []byte(`{{define "content"}}{{.Body}} {{.Person.Name}}{{end}}`)},
	}, func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	c := &copyist{pages: pages, now: time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC), frame: Frame{Lang: "en", Token: "once-only"}, says: "public", lasts: true}
	c.good.Store(true)
	c.Copies = NewCopies(func() time.Time { return c.now })
	return c
}

func (c *copyist) ask(key string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/en", nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.serveTo(w, r, key)
	return w
}

func (c *copyist) serveTo(w http.ResponseWriter, r *http.Request, key string) {
	c.Serve(w, r, key, 0, func(h http.Header) { h.Set("X-Head", "set") }, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.drawn.Add(1)
		if c.lasts {
			Lasts(r.Context(), c.now.Add(time.Minute), func(context.Context) bool { return c.good.Load() })
		}
		if err := c.pages.Write(w, r.WithContext(WithFrame(r.Context(), c.frame)), http.StatusOK, "home", "t.title", c.says); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
}

func (c *copyist) wants(t *testing.T, what string, drawn int32) {
	t.Helper()
	if got := c.drawn.Load(); got != drawn {
		t.Errorf("%s: drawn %d times, want %d", what, got, drawn)
	}
}

func TestCopyIsGivenWhileItIsGood(t *testing.T) {
	c := newCopyist(t)
	first, second, packed := c.ask("a"), c.ask("a"), c.ask("a", "Accept-Encoding", "gzip")
	c.wants(t, "three ask", 1)
	if first.Body.String() != "public " || second.Body.String() != "public " || second.Header().Get("X-Head") != "set" || second.Header().Get("Content-Language") != "en" {
		t.Errorf("first %q, second %q %v", first.Body, second.Body, second.Header())
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := io.ReadAll(reader); err != nil || string(whole) != "public " {
		t.Errorf("compressed: %q, %v", whole, err)
	}
	tag := second.Header().Get("ETag")
	if tag == "" || tag != first.Header().Get("ETag") {
		t.Errorf("tags %q and %q", first.Header().Get("ETag"), tag)
	}
	if again := c.ask("a", "If-None-Match", `"x", `+tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
		t.Errorf("the same again: %d, %q", again.Code, again.Body)
	}
	c.ask("b")
	c.wants(t, "another address", 2)
	c.good.Store(false)
	c.says = "changed"
	if got := c.ask("a", "If-None-Match", tag); got.Body.String() != "changed " {
		t.Errorf("after a change: %q", got.Body)
	}
	c.good.Store(true)
	c.ask("a")
	c.wants(t, "changed once", 3)
	c.now = c.now.Add(time.Minute)
	c.ask("a")
	c.wants(t, "after its life", 4)
}

func TestNothingOfAPersonIsKept(t *testing.T) {
	for what, change := range map[string]func(*copyist){
		"a name":             func(c *copyist) { c.frame.Person.Name = "Ana" },
		"the key of a form":  func(c *copyist) { c.says = "key once-only" },
		"nobody has said so": func(c *copyist) { c.lasts = false },
	} {
		c := newCopyist(t)
		change(c)
		if got := c.ask("a"); got.Header().Get("ETag") != "" {
			t.Errorf("%s: has a tag", what)
		}
		c.ask("a")
		c.wants(t, what, 2)
	}
}

func TestThoseWhoAskAtTheSameTimeShareOneDrawing(t *testing.T) {
	c := newCopyist(t)
	const askers = 20
	begun, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	slow := func() {
		c.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/en", nil), "a", 0, func(http.Header) {}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c.drawn.Add(1)
			close(begun)
			<-release
			Lasts(r.Context(), c.now.Add(time.Minute), func(context.Context) bool { return true })
			if err := c.pages.Write(w, r.WithContext(WithFrame(r.Context(), c.frame)), http.StatusOK, "home", "t.title", c.says); err != nil {
				t.Error(err)
			}
		}))
	}
	all.Go(slow)
	<-begun
	var same atomic.Int32
	for range askers {
		all.Go(func() {
			if bytes.Equal(c.ask("a").Body.Bytes(), []byte("public ")) {
				same.Add(1)
			}
		})
	}
	close(release)
	all.Wait()
	c.wants(t, "all at once", 1)
	if same.Load() != askers {
		t.Errorf("%d of %d got the page", same.Load(), askers)
	}
}

func TestOldCopiesAreLetGo(t *testing.T) {
	c := newCopyist(t)
	big := &pageCopy{small: make([]byte, copiesMost/2+1), until: c.now.Add(time.Hour), good: func(context.Context) bool { return true }}
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		c.mu.Lock()
		c.keep(key, big)
		c.mu.Unlock()
	}
	if kept := len(c.young) + len(c.old); kept > 4 || c.find("a") != nil || c.find("f") == nil {
		t.Errorf("%d of 6 are kept", kept)
	}
}
