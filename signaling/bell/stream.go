package bell

import (
	"fmt"
	"net/http"
	"regexp"
	"time"
)

const (
	// beatEvery keeps proxies from ending a silent stream, and finds clients that are gone.
	beatEvery  = 25 * time.Second
	writeLimit = 5 * time.Second
	// streamLife ends each stream, so that a node that leaves gets rid of its clients and none is held for ever.
	streamLife = 15 * time.Minute
	comeBack   = 2000 // ms until the browser connects again
	maxOpen    = 5000
)

// thingName is what can be listened to.
var thingName = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// ServeHTTP streams what is rung for the thing in the path value "thing", as server-sent events (HTML Standard §9.2):
// "changed" to look again, "lost" to look by itself from now on, "back" when that is over. It says nothing else, so anyone
// may listen.
func (b *Bell) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	thing := r.PathValue("thing")
	if !thingName.MatchString(thing) {
		http.NotFound(w, r)
		return
	}
	if b.open() >= maxOpen {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "too many listeners", http.StatusServiceUnavailable)
		return
	}
	heard, up, leave := b.listen(thing)
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	out := stream{w: w, control: http.NewResponseController(w)}
	first := "event: back\ndata:\n\n"
	if !up {
		first = "event: lost\ndata:\n\n"
	}
	if !out.say(fmt.Sprintf("retry: %d\n%s", comeBack, first)) {
		return
	}
	beat, end := time.NewTicker(beatEvery), time.NewTimer(streamLife)
	defer beat.Stop()
	defer end.Stop()
	for {
		var said string
		select {
		case <-r.Context().Done():
			return
		case <-end.C:
			return
		case <-b.over:
			return
		case <-beat.C:
			said = ":\n\n"
		case s := <-heard:
			said = "event: " + [...]string{changed: "changed", lost: "lost", back: "back"}[s] + "\ndata:\n\n"
		}
		if !out.say(said) {
			return
		}
	}
}

func (b *Bell) open() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, channels := range b.listeners {
		n += len(channels)
	}
	return n
}

// stream writes events, each within its own limit: the server's limit for a whole answer does not fit one that goes on.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s stream) say(text string) bool {
	if s.control.SetWriteDeadline(time.Now().Add(writeLimit)) != nil {
		return false
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
