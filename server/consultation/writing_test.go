package consultation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// atOnce has all entries wait before the first of them leads, and gives what each was told.
func atOnce(t *testing.T, s *Service, entries []entry) []error {
	t.Helper()
	w := &writing{leading: leaders, commit: s.writeTogether}
	errs := make([]error, len(entries))
	var all sync.WaitGroup
	for i, e := range entries {
		all.Go(func() { errs[i] = w.write(t.Context(), e) })
	}
	waiting := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.waiting)
	}
	for waiting() < len(entries) {
		runtime.Gosched()
	}
	w.handOver()
	all.Wait()
	if w.leading != leaders-1 || len(w.waiting) != 0 {
		t.Errorf("%d lead and %d wait after all", w.leading, len(w.waiting))
	}
	return errs
}

// TestWrittenTogetherEqualsSomeOrder holds what comes of bookings that are written together against writing them one after the
// other: those that were written do not meet, and each of the others meets one of those. So there is an order, the written ones
// first, in which each would have been told the same.
func TestWrittenTogetherEqualsSomeOrder(t *testing.T) {
	b := newBench(t)
	b.service.settings.Unanswered, b.service.settings.Hourly = 1000, 1000
	buyers := []account.Viewer{b.buyer(), b.buyer(), b.buyer(), b.buyer(), b.buyer()}
	written, refusals := 0, 0
	for round := range 10 {
		dice := rand.New(rand.NewPCG(25, uint64(round)))
		day := thursday.AddDate(0, 0, []int{0, 1, 4, 5, 6, 7, 8, 11, 12, 13}[round])
		var entries []entry
		for range 10 {
			f := b.form(day.Add(time.Duration(dice.IntN(8)-6)*30*time.Minute), topic)
			if dice.IntN(2) == 0 {
				f.Topic = interpreted()
			}
			f.Key = fmt.Sprint(round, " ", dice.IntN(8))
			booking, err := b.service.Prepare(t.Context(), buyers[dice.IntN(len(buyers))], f)
			b.must(err)
			entries = append(entries, booking.entry)
		}
		first := entries[0] // somebody on another node is faster than all
		b.must(b.service.writeTogether(t.Context(), entries[:1]))
		entries = entries[1:]
		done := []entry{first}
		var left []entry
		for i, err := range atOnce(t, b.service, entries) {
			if err != nil {
				if _, named := refusedOf(err); !named {
					t.Fatalf("round %d: %v", round, err)
				}
				left = append(left, entries[i])
				continue
			}
			for _, other := range done {
				if claimsMeet(rested(other), rested(entries[i])) {
					t.Errorf("round %d: two that meet were written", round)
				}
			}
			done = append(done, entries[i])
		}
		for _, e := range left {
			met := false
			for _, other := range done {
				met = met || claimsMeet(other, e)
			}
			if !met {
				t.Errorf("round %d: refused, and met nobody", round)
			}
		}
		written, refusals = written+len(done), refusals+len(left)
	}
	if written < 20 || refusals < 20 {
		t.Errorf("%d written, %d refused: that shows little", written, refusals)
	}
	b.sound()
}

// claimsMeet is whether one of two would be refused after the other; asking for the same person is no reason.
func claimsMeet(a, b entry) bool {
	a.counts, b.counts = account.UserID{}, account.UserID{}
	return a.meets(b)
}

// rested is an entry whose interpreters may take more of the same half-day.
func rested(e entry) entry {
	e.made.Third = slices.Clone(e.made.Third)
	for i := range e.made.Third {
		e.made.Third[i].Alone = 0
	}
	return e
}

func TestLoneBookingWaitsForNobody(t *testing.T) {
	calls := 0
	w := &writing{commit: func(_ context.Context, all []entry) error { calls += len(all); return nil }}
	for range 3 {
		if err := w.write(t.Context(), entry{made: made{Consultation: Consultation{ID: newID()}}}); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 3 || w.leading != 0 {
		t.Errorf("%d written, %d lead", calls, w.leading)
	}
}

func TestLimitOfOpenRequestsHoldsForRequestsAtOnce(t *testing.T) {
	b := newBench(t)
	usual := b.service.settings.Unanswered
	for i, who := range []struct {
		name  string
		buyer account.Viewer
		most  int
	}{{"somebody new", b.buyer(), usual - account.L0.Fewer()}, {"somebody known", b.endorsed(), usual}} {
		day := thursday.AddDate(0, 0, 4*i)
		codes := together(12, func(i int) error {
			_, err := b.service.Request(t.Context(), who.buyer, b.form(day.AddDate(0, 0, i%2).Add(-time.Duration(i/2)*time.Hour), topic))
			return err
		})
		if codes[""] != who.most || codes["too_many_requests"] != 12-who.most {
			t.Errorf("%s: codes %v, %d are allowed", who.name, codes, who.most)
		}
	}
	b.sound()
}

// A draft is a request by the time its person's are counted: it is not one more than itself.
func TestRequestOfADraftCountsOnce(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	most := b.service.settings.Unanswered - account.L0.Fewer()
	for i := range most + 1 {
		opener := uuid.NewString()
		draft := b.held(opener, thursday.Add(-time.Duration(i)*time.Hour))
		_, err := b.service.Request(t.Context(), buyer, RequestForm{Opener: opener, Draft: draft.ID, Company: b.company, Topic: topic})
		if limited := refused(err) == "too_many_requests"; limited != (i == most) || limited != (err != nil) {
			t.Errorf("request %d of %d: %v", i+1, most, err)
		}
	}
	b.sound()
}

func TestDraftsOfAPersonAreLimitedAtOnce(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	codes := together(8, func(i int) error {
		_, err := b.service.Hold(t.Context(), HoldRequest{Opener: uuid.NewString(), Person: buyer.User, Company: b.company,
			Start: thursday.Add(-time.Duration(i%6)*time.Hour).AddDate(0, 0, i/6), Length: 30 * time.Minute})
		return err
	})
	if codes[""] != b.service.settings.Drafts || codes["too_many_drafts"] != 8-codes[""] {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}
