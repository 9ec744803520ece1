package catalog

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"sync"
)

//go:embed hs.csv
var ownHS []byte

// ownHSNames are the chapters and headings of HS 2022 that the office has own words for, by code of 2, 4 or 6 digits.
var ownHSNames = sync.OnceValue(func() map[string]Texts {
	rows, err := csv.NewReader(bytes.NewReader(ownHS)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("hs.csv, which is part of the program: %v", err))
	}
	names := make(map[string]Texts, len(rows))
	for _, row := range rows[1:] {
		names[row[0]] = Texts{"en": row[1], "ko": row[2]}
	}
	return names
})

// HSName is what a code of HS 2022 stands for, in the office's own words; nil for one that it has no words for.
func HSName(code string) Texts { return ownHSNames()[code] }
