package catalog

import (
	"context"
	"sync"
	"time"
)

const (
	// wordsKept is how long another process of the office may search by an older list.
	wordsKept = time.Minute
	// namedKept is how long a new word in a name may be missing among those that misspelt ones are held against. To count
	// them is to go over the catalog: a second for 100,000 products, two at most.
	namedKept = 10 * time.Minute
)

// keptWords is the lexicon that searches read by.
type keptWords struct {
	mu      sync.Mutex
	lexicon *lexicon // nil: there is none, or an officer has changed it
	until   time.Time
	named   map[string]int // words of names
	counted time.Time
	reading sync.Mutex // held by the one who reads
}

func (k *keptWords) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lexicon = nil
}

func (k *keptWords) known(now time.Time) (l *lexicon, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lexicon, k.lexicon != nil && now.Before(k.until)
}

// lexicon is the office's, about wordsKept old at most. While one caller reads it the others go on with what there is, and
// wait where there is none.
func (s *Service) lexicon(ctx context.Context) (*lexicon, error) {
	now := s.now()
	known, fresh := s.words.known(now)
	if fresh || (known != nil && !s.words.reading.TryLock()) {
		return known, nil
	}
	if known == nil {
		s.words.reading.Lock()
	}
	defer s.words.reading.Unlock()
	if known, fresh = s.words.known(now); fresh {
		return known, nil // the one before has read it
	}
	return s.readLexicon(ctx, now)
}

// Warm reads what searches look at in memory, so that the first one does not wait for it.
func (s *Service) Warm(ctx context.Context) error {
	if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
		return err
	}
	_, err := s.lexicon(ctx)
	return err
}

func (s *Service) readLexicon(ctx context.Context, now time.Time) (*lexicon, error) {
	groups, err := findSynonyms(ctx, s.db)
	if err != nil {
		return nil, err
	}
	k := s.words
	k.mu.Lock()
	named, counted := k.named, k.counted
	k.mu.Unlock()
	if named == nil || now.Sub(counted) >= namedKept {
		if named, err = findNamed(ctx, s.db); err != nil {
			return nil, err
		}
		counted = now
	}
	made := newLexicon(groups, named)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lexicon, k.until, k.named, k.counted = made, now.Add(wordsKept), named, counted
	return made, nil
}
