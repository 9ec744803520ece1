package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

type synonymRow struct {
	WordGroup string
	HS4       string
	Words     map[string][]string
}

func (r synonymRow) group() SynonymGroup { return SynonymGroup{r.WordGroup, r.HS4, r.Words} }

func findSynonyms(ctx context.Context, q postgres.Querier) ([]SynonymGroup, error) {
	rows, err := q.Query(ctx, `select word_group, hs4, words from synonyms order by word_group`)
	if err != nil {
		return nil, fmt.Errorf("list synonyms: %w", err)
	}
	found, err := collect[synonymRow](rows, "list synonyms")
	groups := make([]SynonymGroup, len(found))
	for i, row := range found {
		groups[i] = row.group()
	}
	return groups, err
}

// lockSynonym is a group as it stands, held until the transaction ends; NotFound when there is none.
func lockSynonym(ctx context.Context, tx postgres.Tx, name string) (SynonymGroup, error) {
	rows, err := tx.Query(ctx, `select word_group, hs4, words from synonyms where word_group = @name for update`, pgx.NamedArgs{"name": name})
	if err != nil {
		return SynonymGroup{}, fmt.Errorf("find synonyms: %w", err)
	}
	found, err := collect[synonymRow](rows, "find synonyms")
	if err != nil {
		return SynonymGroup{}, err
	}
	if len(found) == 0 {
		return SynonymGroup{}, problem.New(problem.NotFound, "words_unknown")
	}
	return found[0].group(), nil
}

func upsertSynonym(ctx context.Context, tx postgres.Tx, g SynonymGroup, now time.Time) error {
	_, err := tx.Exec(ctx, `
		insert into synonyms (word_group, hs4, words, updated_at) values (@name, @hs4, @words, @now)
		on conflict (word_group) do update set hs4 = excluded.hs4, words = excluded.words, updated_at = excluded.updated_at`,
		pgx.NamedArgs{"name": g.Name, "hs4": g.HS4, "words": g.Words, "now": now})
	if err != nil {
		return fmt.Errorf("put synonyms: %w", err)
	}
	return nil
}

func insertSynonymChange(ctx context.Context, tx postgres.Tx, by account.UserID, before, after *SynonymGroup, now time.Time) error {
	name := ""
	words := func(g *SynonymGroup) map[string][]string {
		if g == nil {
			return nil
		}
		name = g.Name
		return g.Words
	}
	_, err := tx.Exec(ctx, `insert into synonym_changes (word_group, at, by_user, before, after) values (@name, @now, @by, @before, @after)`,
		pgx.NamedArgs{"before": words(before), "after": words(after), "name": name, "now": now, "by": by})
	if err != nil {
		return fmt.Errorf("log change of synonyms: %w", err)
	}
	return nil
}

func deleteSynonym(ctx context.Context, tx postgres.Tx, name string) error {
	if _, err := tx.Exec(ctx, `delete from synonyms where word_group = @name`, pgx.NamedArgs{"name": name}); err != nil {
		return fmt.Errorf("delete synonyms: %w", err)
	}
	return nil
}

// insertFirstSynonyms puts the groups when there are none yet.
func insertFirstSynonyms(ctx context.Context, tx postgres.Tx, groups []SynonymGroup, now time.Time) error {
	var some bool
	if err := tx.QueryRow(ctx, `select exists (select from synonyms)`).Scan(&some); err != nil {
		return fmt.Errorf("look for synonyms: %w", err)
	}
	if some {
		return nil
	}
	for _, g := range groups {
		if err := upsertSynonym(ctx, tx, g, now); err != nil {
			return err
		}
	}
	return nil
}
