package catalog

import (
	"context"
	"slices"
	"time"
)

const (
	// commonFrom is from how many products on it is worth while to look for common words before anybody asks: of fewer, each is
	// found in a few milliseconds.
	commonFrom = 10_000
	// commonMost is how many of the words of names are looked for, those that most products have.
	commonMost = 200
)

// commonLanguages are those in which the first word of each group of synonyms is looked for.
var commonLanguages = []string{"en", "ko"}

// WarmWords looks for the words that people type most and that most products have, one after the other, so that the first one who
// searches for one of them after a start does not wait for PostgreSQL to read all that it finds: 20 to 200 ms of 100,000 products.
// Between two words it rests for so many times what the last one took, and so leaves the machine to those who browse meanwhile. What is
// known already costs nothing. It ends with ctx.
func (s *Service) WarmWords(ctx context.Context, rest int) error {
	if s.shelf.size() < commonFrom {
		return nil
	}
	return s.warmWords(ctx, rest)
}

// WarmOn goes on with it until ctx ends: an import of some hundred products has the shelf forget all words (see judgedMost), and those
// that are common are looked for again, not by the one who searches next. It looks every so often whether there is something to do.
func (s *Service) WarmOn(ctx context.Context, rest int, every time.Duration) error {
	return s.warmOn(ctx, every, func() error { return s.WarmWords(ctx, rest) })
}

func (s *Service) warmOn(ctx context.Context, every time.Duration, warm func() error) error {
	for warmed := -1; ; {
		if lost := s.shelf.finds.forgotten(); lost != warmed {
			if err := warm(); err != nil {
				return err
			}
			warmed = lost
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

func (s *Service) warmWords(ctx context.Context, rest int) error {
	words, err := s.lexicon(ctx)
	if err != nil {
		return err
	}
	for _, text := range words.common() {
		began := time.Now()
		for _, t := range words.ask(text).terms {
			if _, err := s.shelf.findings(ctx, s.db, t.query); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(rest) * time.Since(began)):
		}
	}
	return nil
}

func (s *shelf) size() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.articles)
}

// common are the words that are looked for before anybody asks, those first that most names have.
func (l *lexicon) common() []string {
	common := l.words.most(commonMost)
	for _, spoken := range l.spoken {
		for _, word := range spoken {
			if slices.Contains(commonLanguages, word.Lang) {
				common = append(common, word.Text)
			}
		}
	}
	return common
}
