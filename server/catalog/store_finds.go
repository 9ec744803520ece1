package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// numbered is a product that a term finds, by its number in product_index.
type numbered struct {
	Ord  int32
	Rank float32
}

// rankedMost is how many products are ranked by the weights of their words. Of more than that only the name counts.
const rankedMost = 2000

// The ranks of a product that is not ranked by its words: what ts_rank gives one word in the name, and one in the text.
const (
	rankOfName = 0.6
	rankOfText = 0.1
)

// findNumbered are the products that a tsquery finds, ranked by where their words stand (ts_rank). When it finds more than
// rankedMost, those with all words in the name are of rankOfName, the others of rankOfText.
func findNumbered(ctx context.Context, q postgres.Querier, query string) ([]numbered, error) {
	args := pgx.NamedArgs{"query": query, "most": rankedMost + 1}
	var found []numbered
	batch := byWords()
	queue(batch, &found, `
		select ord, ts_rank(tokens, @query::text::tsquery) as rank from product_index where tokens @@ @query::text::tsquery limit @most`, args)
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("find products by text: %w", err)
	}
	if len(found) <= rankedMost {
		return found, nil
	}
	var all, named []int32
	batch = byWords()
	batch.Queue(`select coalesce(array_agg(ord), '{}') from product_index where tokens @@ @query::text::tsquery`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&all) })
	batch.Queue(`select coalesce(array_agg(ord), '{}') from product_index where named @@ @query::text::tsquery`, args).
		QueryRow(func(row pgx.Row) error { return row.Scan(&named) })
	if err := q.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("find products by text: %w", err)
	}
	return byName(all, named), nil
}

// byWords is a batch, a transaction of its own, whose statements go by the indexes of words. To hold a product against a term costs
// PostgreSQL a hundred times what it reckons: by itself it reads all products for a word that a sixth of them have.
func byWords() *pgx.Batch {
	batch := &pgx.Batch{}
	batch.Queue(`select set_config('enable_seqscan', 'off', true)`)
	return batch
}

func byName(all, named []int32) []numbered {
	first := make(map[int32]bool, len(named))
	for _, ord := range named {
		first[ord] = true
	}
	found := make([]numbered, len(all))
	for i, ord := range all {
		found[i] = numbered{ord, rankOfText}
		if first[ord] {
			found[i].Rank = rankOfName
		}
	}
	return found
}

// termFinds is that a term, by its place in a list, finds a product.
type termFinds struct {
	Term int
	numbered
}

// findAmong are which of the terms find which of some products.
func findAmong(ctx context.Context, q postgres.Querier, terms []string, ords []int32) ([]termFinds, error) {
	rows, err := q.Query(ctx, `
		with asked as materialized (select n - 1 as term, query::tsquery as query from unnest(@terms::text[]) with ordinality as t (query, n))
		select term, ord, ts_rank(tokens, query) as rank from product_index, asked where ord = any(@ords) and tokens @@ query`,
		pgx.NamedArgs{"terms": terms, "ords": ords})
	if err != nil {
		return nil, fmt.Errorf("find changed products by text: %w", err)
	}
	return collect[termFinds](rows, "find changed products by text")
}
