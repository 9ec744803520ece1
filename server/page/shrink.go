package page

import (
	"bytes"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// mayShrink reports whether a page may leave compressed: those of home and catalog, for visitors. Whoever can have a person
// open addresses with words of his choice and see how long the answers are could read out what stands beside those words
// (BREACH), so what is of a person leaves as it is. A visitor's page holds nothing that the one who asks does not know: the
// key of its forms is new at each drawing.
func mayShrink(name string, f Frame) bool {
	return f.Person.Name == "" && (name == "home" || strings.HasPrefix(name, "catalog/"))
}

// writers are used again: a new one is 800 kB.
var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	return w
}}

// shrink compresses for lines, not for keeping: the fastest level makes a sixth of a page in half a millisecond, the best a
// seventh in two.
func shrink(into *bytes.Buffer, body []byte) {
	w, _ := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(into)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
}

// takesGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as browsers write it.
func takesGzip(accepted string) bool {
	for coding := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}
