package catalog

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
)

//go:embed schemes.csv
var schemesText []byte

// Ask is one certificate that a market asks for; any of the families does.
type Ask struct {
	Families []string
	Why      Texts
}

// asks are by market (ISO 3166-1) and chapter of HS. What is not there is not known, which does not say that nothing is asked.
var asks = mustAsks()

// areas are the groups of markets in schemes.csv that share their rules.
var areas = map[string][]string{
	"EU":   strings.Fields("AT BE BG CZ DE DK EE ES FI FR GR HR HU IE IT LT LV NL PL PT RO SE SI SK"),
	"EFTA": strings.Fields("CH NO"),
	"GULF": strings.Fields("AE QA SA"),
}

// mustAsks reads the table, which is part of the program.
func mustAsks() map[string]map[string][]Ask {
	found, err := readAsks(schemesText)
	if err != nil {
		panic(err)
	}
	return found
}

func readAsks(text []byte) (map[string]map[string][]Ask, error) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("schemes.csv: %w", err)
	}
	found := map[string]map[string][]Ask{}
	for _, row := range rows[1:] {
		markets, ok := areas[row[0]]
		if !ok {
			markets = []string{row[0]}
		}
		ask := Ask{Families: strings.Split(row[2], "|"), Why: Texts{"en": row[3], "ko": row[4]}}
		for _, market := range markets {
			if found[market] == nil {
				found[market] = map[string][]Ask{}
			}
			for chapter := range strings.FieldsSeq(row[1]) {
				found[market][chapter] = append(found[market][chapter], ask)
			}
		}
	}
	return found, nil
}

// Asks are the certificates that a market asks for goods of an HS chapter, heading or subheading; none where nothing is known.
func Asks(market, hs string) []Ask {
	if len(hs) < 2 {
		return nil
	}
	return asks[market][hs[:2]]
}

// Markets are those of which something is known, in the order of account.Countries.
var Markets = slices.DeleteFunc(slices.Clone(account.Countries), func(country string) bool {
	return !slices.Contains(slices.Collect(maps.Keys(mustAsks())), country)
})

// Regions are the parts of the world that makers have exported to, in the order of the page.
var Regions = []string{"europe", "east_asia", "southeast_asia", "central_asia", "middle_east", "africa", "north_america", "latin_america", "oceania"}

var regionCountries = map[string]string{
	"europe":         "AT BE BG CH CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LV NL NO PL PT RO RS SE SI SK UA",
	"east_asia":      "CN HK JP KR MN TW",
	"southeast_asia": "ID KH MY PH SG TH VN",
	"central_asia":   "IN KZ UZ",
	"middle_east":    "AE EG IL MA QA SA TR",
	"africa":         "KE NG ZA",
	"north_america":  "CA US",
	"latin_america":  "AR BR CL CO MX PE",
	"oceania":        "AU NZ",
}

var regionOf = func() map[string]string {
	of := map[string]string{}
	for region, countries := range regionCountries {
		for country := range strings.FieldsSeq(countries) {
			of[country] = region
		}
	}
	return of
}()

// regionsOf are the regions of countries, each once.
func regionsOf(countries []string) []string {
	var found []string
	for _, country := range countries {
		if region := regionOf[country]; region != "" && !slices.Contains(found, region) {
			found = append(found, region)
		}
	}
	return found
}
