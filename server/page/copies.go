package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// copiesMost is how many bytes of copies are kept since the older half was let go.
const copiesMost = 32 << 20

// Copies are finished pages of visitors, by all that they depend on: drawn once for those who ask at the same time, and
// given again while they are good. A page is kept only when its handler has said with Lasts that it is the same for every
// visitor and how that is known. Copies are safe for concurrent use.
type Copies struct {
	now        func() time.Time
	mu         sync.Mutex
	young, old map[string]*pageCopy
	bytes      int                      // of the young ones
	drawing    map[string]chan struct{} // closed when the page has been drawn
	turns      turns
}

// NewCopies has none yet.
func NewCopies(now func() time.Time) *Copies {
	return &Copies{now: now, young: map[string]*pageCopy{}, drawing: map[string]chan struct{}{}, turns: turns{places: turnPlaces()}}
}

// pageCopy is one page as it leaves. It never changes once made.
type pageCopy struct {
	lang  string
	tag   string // ETag (RFC 9110 §8.8.3), weak: both bodies say the same
	small []byte // compressed by gzip
	until time.Time
	good  func(context.Context) bool
}

// A sheet is what a page that is being drawn leaves a copy on.
type sheet struct {
	until time.Time
	good  func(context.Context) bool
	copy  *pageCopy
}

type sheetKey struct{}

// Copied reports whether a copy of the request's page could be kept.
func Copied(ctx context.Context) bool { return sheetFrom(ctx) != nil }

func sheetFrom(ctx context.Context) *sheet {
	on, _ := ctx.Value(sheetKey{}).(*sheet)
	return on
}

// Lasts says of the page that the request is about to write: it holds nothing of the person who asks, and another visitor may
// be given the same until an instant, as long as good says so at that moment. Without a copy to make it does nothing.
func Lasts(ctx context.Context, until time.Time, good func(context.Context) bool) {
	if on := sheetFrom(ctx); on != nil {
		on.until, on.good = until, good
	}
}

// Serve answers with a copy of the page of a key, once head has set the headers that no copy has, or has it drawn. While one
// request draws, those who ask for the same page wait for it, once. The page should leave within a time; when more people ask
// than can be served at once, the one that is due first is next.
func (c *Copies) Serve(w http.ResponseWriter, r *http.Request, key string, within time.Duration, head func(http.Header), draw http.Handler) {
	due := c.now().Add(within)
	for waited := false; ; waited = true {
		mine := c.turns.take(r.Context(), due)
		if mine == nil {
			return // nobody reads an answer any more
		}
		other := c.serve(w, r.WithContext(context.WithValue(r.Context(), turnKey{}, mine)), key, waited, head, draw)
		mine.end()
		if other == nil {
			return
		}
		select {
		case <-other:
		case <-r.Context().Done():
		}
	}
}

// serve is nil when it has answered; else somebody else draws the page and closes the channel, unless that was waited for before.
func (c *Copies) serve(w http.ResponseWriter, r *http.Request, key string, waited bool, head func(http.Header), draw http.Handler) (other chan struct{}) {
	if kept := c.find(key); kept != nil && c.now().Before(kept.until) && kept.good(r.Context()) {
		head(w.Header())
		kept.write(w, r)
		return nil
	}
	if other := c.begin(key); other != nil {
		if waited {
			draw.ServeHTTP(w, r) // a page that is not kept
			return nil
		}
		return other
	}
	on := &sheet{}
	defer c.end(key, on)
	draw.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sheetKey{}, on)))
	return nil
}

// begin is nil when the caller is to draw, and then has to end; else it is closed when whoever draws has ended.
func (c *Copies) begin(key string) chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.drawing[key]; other != nil {
		return other
	}
	c.drawing[key] = make(chan struct{})
	return nil
}

func (c *Copies) end(key string, on *sheet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if on.copy != nil {
		c.keep(key, on.copy)
	}
	close(c.drawing[key])
	delete(c.drawing, key)
}

func (c *Copies) find(key string) *pageCopy {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.young[key]; ok {
		return kept
	}
	kept := c.old[key]
	if kept != nil {
		c.keep(key, kept)
	}
	return kept
}

func (c *Copies) keep(key string, kept *pageCopy) {
	if c.bytes > copiesMost {
		c.young, c.old, c.bytes = map[string]*pageCopy{}, c.young, 0
	}
	if before := c.young[key]; before != nil {
		c.bytes -= len(before.small)
	}
	c.young[key] = kept
	c.bytes += len(kept.small)
}

// copyOf is the drawn page as a copy; nil where none may be made: the handler has not said that it lasts, it is somebody's, or
// it shows the key of its form, which is to be used once. Small is the page compressed, where it is already.
func copyOf(ctx context.Context, name string, drawn, small []byte) *pageCopy {
	on, frame := sheetFrom(ctx), FrameFrom(ctx)
	if on == nil || on.good == nil || !mayShrink(name, frame) || (frame.Token != "" && bytes.Contains(drawn, []byte(frame.Token))) {
		return nil
	}
	if small == nil {
		var made bytes.Buffer
		shrink(&made, drawn)
		small = made.Bytes()
	}
	sum := sha256.Sum256(drawn)
	on.copy = &pageCopy{
		lang: frame.Lang, tag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, small: bytes.Clone(small), until: on.until, good: on.good,
	}
	return on.copy
}

func (p *pageCopy) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", p.tag)
	if p.has(r) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := p.small
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
	} else {
		body = unshrunk(body)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.lang)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	endTurn(r.Context())
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may be gone
	}
}

// has reports whether the one who asks has this page already (RFC 9110 §13.1.2).
func (p *pageCopy) has(r *http.Request) bool {
	for tag := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == strings.TrimPrefix(p.tag, "W/") {
			return true
		}
	}
	return false
}

// unshrunk is for those who take nothing compressed, who are few.
func unshrunk(small []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		panic(err) // shrink has made it
	}
	whole, err := io.ReadAll(reader)
	if err != nil {
		panic(err)
	}
	return whole
}
