package consultation

// economicArea are the countries where goods need the CE mark: European Union, Iceland, Liechtenstein, Norway.
var economicArea = map[string]bool{
	"AT": true, "BE": true, "BG": true, "HR": true, "CY": true, "CZ": true, "DK": true, "EE": true, "FI": true, "FR": true, "DE": true,
	"GR": true, "HU": true, "IE": true, "IT": true, "LV": true, "LT": true, "LU": true, "MT": true, "NL": true, "PL": true, "PT": true,
	"RO": true, "SK": true, "SI": true, "ES": true, "SE": true, "IS": true, "LI": true, "NO": true,
}

// marketAsks are the certificate families that a country asks for in a category of the catalog. It knows what officers
// are asked most; none means that nothing is known, not that nothing is needed.
func marketAsks(country, category string) []string {
	switch {
	case economicArea[country] && category == "components":
		return []string{"RoHS"}
	case economicArea[country], country == "TR", country == "CH", country == "GB":
		return []string{"CE"}
	case country == "US" && category == "medical":
		return []string{"FDA"}
	case country == "US":
		return []string{"FCC"}
	case country == "KR" && category == "medical":
		return []string{"MFDS"}
	case country == "KR":
		return []string{"KC"}
	case category == "medical":
		return []string{"ISO 13485"}
	}
	return nil
}
