package catalog

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

//go:embed synonyms.csv
var firstSynonyms []byte

// FirstSynonyms are the groups that an office begins with.
func FirstSynonyms() ([]SynonymGroup, error) {
	rows, err := csv.NewReader(bytes.NewReader(firstSynonyms)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("synonyms.csv: %w", err)
	}
	header, groups := rows[0], make([]SynonymGroup, 0, len(rows)-1)
	for _, row := range rows[1:] {
		g := SynonymGroup{Name: row[0], HS4: row[1], Words: map[string][]string{}}
		for i, words := range row[2:] {
			if words != "" {
				g.Words[header[2+i]] = strings.Split(words, ";")
			}
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// InstallSynonyms puts FirstSynonyms into an office that has none yet.
func (s *Service) InstallSynonyms(ctx context.Context) error {
	groups, err := FirstSynonyms()
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return insertFirstSynonyms(ctx, tx, groups, s.now()) })
}

// Synonyms are all groups, by name.
func (s *Service) Synonyms(ctx context.Context, v account.Viewer) ([]SynonymGroup, error) {
	if err := account.May(v, account.EditSynonyms, account.Object{}); err != nil {
		return nil, err
	}
	return findSynonyms(ctx, s.db)
}

var (
	groupForm   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	headingForm = regexp.MustCompile(`^([0-9]{4})?$`)
)

const (
	longestGroup  = 40 // characters of a group's name
	longestPhrase = 60 // characters of a word or phrase
	mostWords     = 20 // in one language
)

// SynonymLanguages are those in which a group can have words, in the order of the form.
var SynonymLanguages = []string{"en", "ko", "de", "ro", "es", "vi", "ru", "ja", "zh"}

// wrong lists the fields that cannot be taken.
func (g SynonymGroup) wrong() []problem.Field {
	var found []problem.Field
	if len(g.Name) > longestGroup || !groupForm.MatchString(g.Name) {
		found = append(found, problem.Field{Name: "group", Code: "words_group"})
	}
	if !headingForm.MatchString(g.HS4) {
		found = append(found, problem.Field{Name: "hs4", Code: "words_heading"})
	}
	n := 0
	for _, lang := range SynonymLanguages {
		n += len(g.Words[lang])
		if len(g.Words[lang]) > mostWords {
			found = append(found, problem.Field{Name: lang, Code: "words_many"})
		}
		for _, text := range g.Words[lang] {
			if len([]rune(text)) > longestPhrase || len(split(text)) == 0 {
				found = append(found, problem.Field{Name: lang, Code: "words_form"})
				break
			}
		}
	}
	if n < 2 {
		found = append(found, problem.Field{Name: "en", Code: "words_few"})
	}
	return found
}

// PutSynonyms makes a group or changes it, and logs who did. Every search from then on knows it.
func (s *Service) PutSynonyms(ctx context.Context, v account.Viewer, g SynonymGroup) error {
	if err := account.May(v, account.EditSynonyms, account.Object{}); err != nil {
		return err
	}
	if wrong := g.wrong(); len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var before *SynonymGroup
		switch old, err := lockSynonym(ctx, tx, g.Name); {
		case err == nil:
			before = &old
		case !problem.Is(err, problem.NotFound):
			return err
		}
		now := s.now()
		if err := upsertSynonym(ctx, tx, g, now); err != nil {
			return err
		}
		return insertSynonymChange(ctx, tx, v.User, before, &g, now)
	})
	s.words.forget()
	return err
}

// DropSynonyms takes a group away, and logs who did.
func (s *Service) DropSynonyms(ctx context.Context, v account.Viewer, name string) error {
	if err := account.May(v, account.EditSynonyms, account.Object{}); err != nil {
		return err
	}
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		before, err := lockSynonym(ctx, tx, name)
		if err != nil {
			return err
		}
		if err := deleteSynonym(ctx, tx, name); err != nil {
			return err
		}
		return insertSynonymChange(ctx, tx, v.User, &before, nil, s.now())
	})
	s.words.forget()
	return err
}
