package catalog

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// timesAsked is a catalog without a database that notes how many companies schedule was asked for in each turn.
func timesAsked(answer func(company account.CompanyID) ([]time.Time, error)) (s *Service, turns *[]int, now *time.Time) {
	turns, now = new([]int), new(today)
	s = New(Config{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return *now },
		NextFree: func(_ context.Context, companies []account.CompanyID, _ int) (map[account.CompanyID][]time.Time, error) {
			*turns = append(*turns, len(companies))
			next := map[account.CompanyID][]time.Time{}
			for _, company := range companies {
				starts, err := answer(company)
				if err != nil {
					return nil, err
				}
				next[company] = starts
			}
			return next, nil
		},
	})
	return s, turns, now
}

func TestFreeTimesAreAskedOnceForAllVisitors(t *testing.T) {
	one, two := account.CompanyID{UUID: uuid.UUID{1}}, account.CompanyID{UUID: uuid.UUID{2}}
	s, turns, now := timesAsked(func(company account.CompanyID) ([]time.Time, error) {
		if company == two {
			return nil, nil
		}
		return []time.Time{today.Add(time.Hour)}, nil
	})
	var visitors sync.WaitGroup
	for range 20 {
		visitors.Go(func() {
			if next := s.freeTimes(t.Context(), []account.CompanyID{one, two}); len(next[one]) != 1 || len(next[two]) != 0 {
				t.Errorf("next %v", next)
			}
		})
	}
	visitors.Wait()
	if len(*turns) != 1 || (*turns)[0] != 2 {
		t.Errorf("20 visitors: asked %v", *turns)
	}
	s.freeTimes(t.Context(), []account.CompanyID{one, {UUID: uuid.UUID{3}}})
	if len(*turns) != 2 || (*turns)[1] != 1 {
		t.Errorf("one more company: asked %v", *turns)
	}
	*now = today.Add(freeKept)
	s.freeTimes(t.Context(), []account.CompanyID{one})
	if len(*turns) != 3 {
		t.Errorf("when they are too old: asked %v", *turns)
	}
}

func TestFreeTimesThatNobodyKnewAreAskedAgain(t *testing.T) {
	one := account.CompanyID{UUID: uuid.UUID{1}}
	away := true
	s, turns, _ := timesAsked(func(account.CompanyID) ([]time.Time, error) {
		if away {
			return nil, errors.New("away")
		}
		return []time.Time{today.Add(time.Hour)}, nil
	})
	if next := s.freeTimes(t.Context(), []account.CompanyID{one}); len(next[one]) != 0 {
		t.Errorf("next %v", next)
	}
	away = false
	if next := s.freeTimes(t.Context(), []account.CompanyID{one}); len(next[one]) != 1 || len(*turns) != 2 {
		t.Errorf("next %v after %d turns", next, len(*turns))
	}
}

func TestWaitingForFreeTimesEndsWithTheRequest(t *testing.T) {
	one := account.CompanyID{UUID: uuid.UUID{1}}
	s, turns, now := timesAsked(func(account.CompanyID) ([]time.Time, error) { return nil, nil })
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, mine, _ := s.kept.share([]account.CompanyID{one}, *now) // somebody asks, and has no answer yet
	if next := s.freeTimes(gone, mine); len(next[one]) != 0 || len(*turns) != 0 {
		t.Errorf("next %v, asked %v", next, *turns)
	}
	s.kept.keep(mine, nil, true, *now)
}

func TestOldFreeTimesAreShownWhileSomebodyAsks(t *testing.T) {
	one := account.CompanyID{UUID: uuid.UUID{1}}
	s, turns, now := timesAsked(func(account.CompanyID) ([]time.Time, error) { return []time.Time{today.Add(time.Hour)}, nil })
	s.freeTimes(t.Context(), []account.CompanyID{one})
	*now = now.Add(time.Minute)
	_, mine, _ := s.kept.share([]account.CompanyID{one}, *now)
	if next := s.freeTimes(t.Context(), []account.CompanyID{one}); len(mine) != 1 || len(next[one]) != 1 || len(*turns) != 1 {
		t.Errorf("next %v after %d turns", next, len(*turns))
	}
	s.kept.keep(mine, nil, true, *now)
	if next := s.freeTimes(t.Context(), []account.CompanyID{one}); len(next[one]) != 1 {
		t.Errorf("asked again it is %v", next)
	}
}
