package consultation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// together runs work n times at once and returns the refusals' codes with how often each came; "" is success.
func together(n int, work func(i int) error) map[string]int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[string]int{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			err := work(i)
			mu.Lock()
			defer mu.Unlock()
			codes[refused(err)]++
		})
	}
	close(start)
	wg.Wait()
	return codes
}

func TestCases48And49OneOfManyHoldsASlot(t *testing.T) {
	for _, shifted := range []bool{false, true} {
		t.Run(fmt.Sprint("shifted ", shifted), func(t *testing.T) {
			b := newBench(t)
			b.must(b.schedule.SetTerms(t.Context(), b.company, terms(15*time.Minute)))
			codes := together(48, func(i int) error {
				start := thursday
				if shifted && i%2 == 1 {
					start = start.Add(15 * time.Minute)
				}
				_, err := b.service.Hold(t.Context(), HoldRequest{Opener: fmt.Sprint("browser ", i), Company: b.company, Start: start, Length: 30 * time.Minute})
				if taken, ok := errors.AsType[*Taken](err); ok && len(taken.Alternatives) != 3 {
					t.Errorf("%d alternatives", len(taken.Alternatives))
				}
				return err
			})
			if codes[""] != 1 || codes["slot_taken"] != 47 {
				t.Errorf("codes %v", codes)
			}
			b.sound()
		})
	}
}

func TestCase50OneBuyerIsInOnePlace(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	second := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, second.ID.UUID, "Asia/Seoul", rules))
	companies := []account.CompanyID{b.company, second.ID}
	codes := together(8, func(i int) error {
		f := b.form(thursday, topic)
		f.Company = companies[i%2]
		_, err := b.service.Request(t.Context(), buyer, f)
		return err
	})
	if codes[""] != 1 || codes["slot_taken"]+codes["buyer_taken"] != 7 {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestARequestThatNeverGetsATurnTakesNothing(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	for range requestsAtOnce {
		b.service.asking <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	f := b.form(thursday, topic)
	if _, err := b.service.Request(ctx, buyer, f); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("refused with %v", err)
	}
	<-b.service.asking
	if _, err := b.service.Request(t.Context(), buyer, f); err != nil {
		t.Errorf("the same request, with a turn: %v", err)
	}
	if working := len(b.service.asking); working != requestsAtOnce-1 {
		t.Errorf("%d turns are taken", working)
	}
}

func TestCase51NoTwoMeetingsShareAnInterpreter(t *testing.T) {
	b := newBench(t)
	var suppliers []account.CompanyID
	for range 4 {
		c := b.newCompany(account.SupplierCompany, "KR", "Suwon", "Asia/Seoul")
		rules, err := schedule.ParseWeekly("mon-fri 9-18")
		b.must(err)
		b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, c.ID.UUID, "Asia/Seoul", rules))
		suppliers = append(suppliers, c.ID)
	}
	var buyers []account.Viewer
	for range 4 {
		buyers = append(buyers, b.buyer())
	}
	codes := together(4, func(i int) error {
		f := b.form(thursday, interpreted())
		f.Company = suppliers[i]
		_, err := b.service.Request(t.Context(), buyers[i], f)
		return err
	})
	if codes[""] != 2 || codes["interpreter_taken"] != 2 { // the bench has two interpreters
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase43DayCapHoldsUnderARaceOverDistinctSlots(t *testing.T) {
	b := newBench(t)
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, b.company.UUID, "Asia/Seoul", rules))
	capped := terms(20 * time.Minute)
	capped.DayCap, capped.Lengths = 3, []time.Duration{10 * time.Minute}
	b.must(b.schedule.SetTerms(t.Context(), b.company, capped))
	midnight := thursday.Add(-15 * time.Hour) // in Seoul
	codes := together(50, func(i int) error {
		_, err := b.service.Hold(t.Context(), HoldRequest{Opener: fmt.Sprint("browser ", i), Company: b.company,
			Start: midnight.Add(time.Duration(i) * 20 * time.Minute), Length: 10 * time.Minute})
		return err
	})
	if codes[""] != 3 || codes["day_full"] != 47 {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase52TwoOfficersApproveOnce(t *testing.T) {
	b := newBench(t)
	other := b.person("Asia/Seoul", account.Grant{Role: account.Officer})
	c := b.request(b.buyer(), thursday, topic)
	codes := together(2, func(i int) error {
		_, err := b.service.Approve(t.Context(), []account.Viewer{b.officer, other}[i], Decision{Number: c.Number, Version: c.Version})
		return err
	})
	if codes[""] != 1 || codes["consultation_changed"] != 1 {
		t.Errorf("codes %v", codes)
	}
	offered := 0
	for _, n := range b.notices(c.ID) {
		if n == "offered" {
			offered++
		}
	}
	if offered != 1 {
		t.Errorf("%d notices of the offer", offered)
	}
	b.sound()
}

func TestCase53ApproveAgainstWithdrawHasOneWinner(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	codes := together(2, func(i int) error {
		var err error
		if i == 0 {
			_, err = b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number, Version: c.Version})
		} else {
			_, err = b.service.Cancel(t.Context(), buyer, Decision{Number: c.Number, Version: c.Version, Reason: "no_longer_needed"})
		}
		return err
	})
	if codes[""] != 1 || len(codes) != 2 {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase55DraftAtItsExpiryHasOneOwner(t *testing.T) {
	for _, beside := range []time.Duration{-time.Millisecond, 0, time.Millisecond} {
		t.Run(beside.String(), func(t *testing.T) {
			b := newBench(t)
			buyer, other := b.buyer(), b.buyer()
			hold, err := b.service.Hold(t.Context(), HoldRequest{Opener: "browser", Company: b.company, Start: thursday, Length: 30 * time.Minute})
			b.must(err)
			b.setNow(hold.ExpiresAt.Add(beside))
			codes := together(2, func(i int) error {
				var err error
				if i == 0 {
					f := b.form(thursday, topic)
					f.Draft, f.Opener = hold.ID, "browser"
					_, err = b.service.Request(t.Context(), buyer, f)
				} else {
					_, err = b.service.Request(t.Context(), other, b.form(thursday, topic))
				}
				return err
			})
			if codes[""] != 1 || codes["slot_taken"] != 1 {
				t.Errorf("codes %v", codes)
			}
			b.sound()
		})
	}
}

func TestCase57SameKeyMakesOneConsultation(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	f := b.form(thursday, topic)
	f.Key = "a key"
	var mu sync.Mutex
	made := map[ID]bool{}
	codes := together(6, func(int) error {
		c, err := b.service.Request(t.Context(), buyer, f)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			made[c.ID] = true
		}
		return err
	})
	if codes[""] != 6 || len(made) != 1 {
		t.Errorf("codes %v, made %d", codes, len(made))
	}
	f.Start = thursday.Add(time.Hour)
	if _, err := b.service.Request(t.Context(), buyer, f); refused(err) != "key_reused" {
		t.Errorf("another body: %v", err)
	}
	if _, err := b.service.Request(t.Context(), b.buyer(), f); err != nil {
		t.Errorf("another person's key: %v", err)
	}
	b.sound()
}
