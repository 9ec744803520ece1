package page

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// Pages draws pages: every file of the template folder but frame.html and part/*.html is one page, named by its path
// without ".html" ("catalog/product"). It is safe for concurrent use.
type Pages struct {
	texts   *locale.Texts
	asset   func(string) string
	masters map[string]*template.Template // page name: frame, parts and content, never executed
	mu      sync.Mutex
	pens    map[penKey][]*pen // free ones
	desk    chan struct{}     // a place for each drawing at the same time
	drawn   *keptParts[template.HTML]
	forms   *keptParts[form]
}

type penKey struct{ lang, name string }

// A pen draws one page in one language, one drawing at a time: the template functions read the frame it holds.
type pen struct {
	tmpl  *template.Template
	frame *Frame
	link  string // see address; "": not asked for yet
}

// places is how many pages are drawn at the same time. Drawing never waits, so more than the processors can do would
// only need more pens, and a new pen costs far more than a drawing: its templates are escaped once.
func places() int { return max(4, 2*runtime.GOMAXPROCS(0)) }

// New parses the template folder. A page is put together with the frame and the parts that it draws, so a wrong template, one
// that is not there or an unknown function is an error here and not at a request. The asset function turns a name into its hashed URL.
func New(texts *locale.Texts, templates fs.FS, asset func(name string) string) (*Pages, error) {
	p := &Pages{texts: texts, asset: asset, masters: map[string]*template.Template{}, pens: map[penKey][]*pen{}, desk: make(chan struct{}, places()), drawn: newKeptParts[template.HTML](), forms: newKeptParts[form]()}
	shared, err := openBook(templates, p.funcs("", &pen{}))
	if err != nil {
		return nil, err
	}
	names, err := pageNames(templates)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if p.masters[name], err = shared.page(name); err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
	}
	return p, nil
}

// Names lists the pages that can be drawn.
func (p *Pages) Names() []string {
	names := make([]string, 0, len(p.masters))
	for name := range p.masters {
		names = append(names, name)
	}
	return names
}

// Texts are the sentences that the pages use, for mails and answers that are no page.
func (p *Pages) Texts() *locale.Texts { return p.texts }

// Write draws the page into a buffer and, when that succeeded, answers with it; on an error nothing has been written.
// The frame comes from the request's context. Name is the template's path without ".html"; titleKey with titleArgs
// (key, value pairs) is the sentence of the title.
func (p *Pages) Write(w http.ResponseWriter, r *http.Request, status int, name, titleKey string, body any, titleArgs ...any) error {
	drawn, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(drawn)
	drawn.Reset()
	if err := p.draw(r.Context(), drawn, name, titleKey, body, titleArgs...); err != nil {
		return err
	}
	lang := FrameFrom(r.Context()).Lang
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", lang)
	sent := drawn
	var compressed []byte
	if mayShrink(name, FrameFrom(r.Context())) {
		w.Header().Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			w.Header().Set("Content-Encoding", "gzip")
			small, _ := buffers.Get().(*bytes.Buffer)
			defer buffers.Put(small)
			small.Reset()
			shrink(small, drawn.Bytes())
			sent, compressed = small, small.Bytes()
		}
	}
	if status == http.StatusOK {
		if made := copyOf(r.Context(), name, drawn.Bytes(), compressed); made != nil {
			w.Header().Set("ETag", made.tag)
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(sent.Len()))
	endTurn(r.Context())
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		// The client may be gone; there is nobody left to tell.
		_, _ = w.Write(sent.Bytes())
	}
	return nil
}

// Draw is the page as bytes, in the language of the context's frame.
func (p *Pages) Draw(ctx context.Context, name, titleKey string, body any, titleArgs ...any) ([]byte, error) {
	var drawn bytes.Buffer
	err := p.draw(ctx, &drawn, name, titleKey, body, titleArgs...)
	return drawn.Bytes(), err
}

// buffers are those that answers are drawn into.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (p *Pages) draw(ctx context.Context, into *bytes.Buffer, name, titleKey string, body any, titleArgs ...any) error {
	p.desk <- struct{}{}
	defer func() { <-p.desk }()
	frame := FrameFrom(ctx)
	frame.Title = p.texts.T(frame.Lang, titleKey, titleArgs...)
	frame.Body = body
	key := penKey{frame.Lang, name}
	pen, err := p.takePen(key)
	if err != nil {
		return err
	}
	pen.frame, pen.link = &frame, ""
	if err := pen.tmpl.ExecuteTemplate(into, "frame", frame); err != nil {
		return fmt.Errorf("draw page %s in %s: %w", name, frame.Lang, err)
	}
	p.putPen(key, pen)
	return nil
}

// Seconds is a duration as the header Retry-After wants it (RFC 9110 §10.2.3), rounded up.
func Seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}

func (p *Pages) takePen(key penKey) (*pen, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if free := p.pens[key]; len(free) > 0 {
		p.pens[key] = free[:len(free)-1]
		return free[len(free)-1], nil
	}
	master, ok := p.masters[key.name]
	if !ok {
		return nil, fmt.Errorf("no page %q", key.name)
	}
	tmpl, err := master.Clone()
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", key.name, err)
	}
	fresh := &pen{tmpl: tmpl}
	funcs := p.funcs(key.lang, fresh)
	fold(tmpl.Funcs(funcs), funcs)
	return fresh, nil
}

func (p *Pages) putPen(key penKey, used *pen) {
	used.frame = nil
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pens[key] = append(p.pens[key], used)
}
