package page

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// crowd are people who wait for one place, and the order in which they got it.
type crowd struct {
	turns
	order []string
}

func (c *crowd) ask(ctx context.Context, who string, due time.Duration) {
	mine := c.take(ctx, time.Now().Add(due))
	if mine == nil {
		c.order = append(c.order, who+" went away")
		return
	}
	c.order = append(c.order, who)
	mine.end()
	mine.end()
}

func TestWhoIsDueFirstIsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{turns: turns{places: 1}}
		first := c.take(t.Context(), time.Now())
		leaving, leave := context.WithCancel(t.Context())
		for _, one := range []struct {
			who string
			ctx context.Context
			due time.Duration
		}{{"search", t.Context(), 120}, {"another search", t.Context(), 121}, {"gone", leaving, 10}, {"product", t.Context(), 30}, {"company", t.Context(), 31}} {
			go c.ask(one.ctx, one.who, one.due*time.Millisecond)
			synctest.Wait()
		}
		leave()
		synctest.Wait()
		first.end()
		synctest.Wait()
		if want := []string{"gone went away", "product", "company", "search", "another search"}; !slices.Equal(c.order, want) {
			t.Errorf("the order was %q, want %q", c.order, want)
		}
		if c.places != 1 || len(c.queue) != 0 {
			t.Errorf("%d places are free and %d wait, want 1 and nobody", c.places, len(c.queue))
		}
	})
}

func TestWhoTakesLongHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{turns: turns{places: 1}}
		slow := c.take(t.Context(), time.Now())
		began := time.Now()
		c.ask(t.Context(), "next", 0)
		if waited := time.Since(began); waited != turnMost {
			t.Errorf("the next waited for %v, want %v", waited, turnMost)
		}
		slow.end()
		if c.places != 1 {
			t.Errorf("%d places are free, want 1", c.places)
		}
	})
}

// slowReader is a connection that takes an answer only after a while.
type slowReader struct {
	*httptest.ResponseRecorder
	c    *copyist
	free int // places when the body was written
}

func (w *slowReader) Write(b []byte) (int, error) {
	w.free = w.c.turns.places
	return w.ResponseRecorder.Write(b)
}

func TestSlowReaderHasNoPlace(t *testing.T) {
	c := newCopyist(t)
	all := c.turns.places
	for _, what := range []string{"drawn", "copied"} {
		w := &slowReader{httptest.NewRecorder(), c, 0}
		c.serveTo(w, httptest.NewRequest(http.MethodGet, "/en", nil), "a")
		if w.free != all || w.Body.Len() == 0 {
			t.Errorf("%s: %d of %d places are free while %q is written", what, w.free, all, w.Body)
		}
	}
	c.wants(t, "the same twice", 1)
}
