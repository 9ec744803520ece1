package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
)

// relevanceCmd asks the catalog of a demo with one made-up product of each kind what people of nine languages type, and
// counts how much of what they should find is among the first ten.
type relevanceCmd struct {
	JSON bool `help:"Print JSON."`
}

//go:embed relevance.csv
var relevanceText []byte

type relevanceResult struct {
	Queries  int              `json:"queries"`
	Recall   float64          `json:"recall_at_10"`
	MRR      float64          `json:"mrr"`
	Products int              `json:"products"`
	ByLang   []relevanceShare `json:"by_language"`
	Missed   []relevanceMiss  `json:"missed,omitempty"`
}

type relevanceShare struct {
	Lang    string  `json:"lang"`
	Queries int     `json:"queries"`
	Recall  float64 `json:"recall_at_10"`
}

// relevanceMiss is a query of which something was not among the first ten.
type relevanceMiss struct {
	Lang   string   `json:"lang"`
	Query  string   `json:"query"`
	Wanted []string `json:"wanted"`
	Found  []string `json:"found"`
}

type relevanceQuery struct {
	lang, text string
	wanted     []string // SKUs
}

// kindsMadeUp is how many kinds of products the demo makes up, so that each is there once.
const kindsMadeUp = 109

// Run starts the demo and asks it.
func (c *relevanceCmd) Run(ctx context.Context) error {
	queries, err := relevanceQueries()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "loadtest-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil { // as root PostgreSQL runs as somebody else
		return err
	}
	office, address, err := startOffice(ctx, dir, "--companies", "20", "--products", fmt.Sprint(kindsMadeUp))
	if err != nil {
		return err
	}
	defer stopProcess(office)
	result := relevanceResult{Queries: len(queries)}
	shares := map[string]*relevanceShare{}
	for _, q := range queries {
		found, err := firstTen(ctx, address, q.text)
		if err != nil {
			return fmt.Errorf("%q: %w", q.text, err)
		}
		share := shares[q.lang]
		if share == nil {
			share = &relevanceShare{Lang: q.lang}
			shares[q.lang] = share
		}
		recall, rank := judge(q.wanted, found)
		share.Queries++
		share.Recall += recall
		result.Recall += recall
		result.MRR += rank
		if recall < 1 {
			result.Missed = append(result.Missed, relevanceMiss{q.lang, q.text, q.wanted, found})
		}
	}
	for _, lang := range []string{"en", "ko", "de", "ru", "ja", "zh", "vi", "ro", "es"} {
		if share := shares[lang]; share != nil {
			result.ByLang = append(result.ByLang, relevanceShare{lang, share.Queries, round(share.Recall/float64(share.Queries), 3)})
		}
	}
	result.Recall = round(result.Recall/float64(len(queries)), 4)
	result.MRR = round(result.MRR/float64(len(queries)), 4)
	if result.Products, err = countProducts(ctx, address); err != nil {
		return err
	}
	return show(c.JSON, result)
}

// judge is the share of the wanted SKUs among those found, and one over the place of the first (0: none is there).
func judge(wanted, found []string) (recall, rank float64) {
	n := 0
	for i, sku := range found {
		if !slices.Contains(wanted, sku) {
			continue
		}
		n++
		if rank == 0 {
			rank = 1 / float64(i+1)
		}
	}
	return float64(n) / float64(len(wanted)), rank
}

func relevanceQueries() ([]relevanceQuery, error) {
	rows, err := csv.NewReader(bytes.NewReader(relevanceText)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("relevance.csv: %w", err)
	}
	queries := make([]relevanceQuery, 0, len(rows)-1)
	for _, row := range rows[1:] {
		q := relevanceQuery{lang: row[0], text: row[1]}
		for _, wanted := range strings.Fields(row[2]) {
			if wanted == strings.ToLower(wanted) { // a kind: the made-up product of it
				wanted = "G-" + strings.ToUpper(wanted) + "-1"
			}
			q.wanted = append(q.wanted, wanted)
		}
		queries = append(queries, q)
	}
	return queries, nil
}

type productList struct {
	Total    int
	Products []struct{ SKU string }
}

func askProducts(ctx context.Context, address, query string) (productList, error) {
	var list productList
	body, err := get(ctx, visitor, address+"/api/v1/products"+query)
	if err != nil {
		return list, err
	}
	return list, json.Unmarshal(body, &list)
}

func firstTen(ctx context.Context, address, text string) ([]string, error) {
	list, err := askProducts(ctx, address, "?q="+url.QueryEscape(text))
	if err != nil {
		return nil, err
	}
	skus := make([]string, min(len(list.Products), 10))
	for i := range skus {
		skus[i] = list.Products[i].SKU
	}
	return skus, nil
}

func countProducts(ctx context.Context, address string) (int, error) {
	list, err := askProducts(ctx, address, "")
	return list.Total, err
}

func (r relevanceResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d queries over %d products: recall at 10 %.4f, mean reciprocal rank %.4f\n", r.Queries, r.Products, r.Recall, r.MRR)
	for _, share := range r.ByLang {
		fmt.Fprintf(&b, "  %s  %3d queries  %.3f\n", share.Lang, share.Queries, share.Recall)
	}
	for _, miss := range r.Missed {
		fmt.Fprintf(&b, "  missed: %s %q wanted %v, found %v\n", miss.Lang, miss.Query, miss.Wanted, miss.Found)
	}
	return b.String()
}
