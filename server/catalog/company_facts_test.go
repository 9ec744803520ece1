package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCompanysPageTellsWhatTheOfficeAcceptedAndNoContacts(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "maker")
	past, soon := today.AddDate(0, 0, -3), today.AddDate(1, 0, 0)
	if err := b.PutCompany(t.Context(), company, Profile{Line: Texts{"en": "Lasers"}, Currency: "USD", Details: map[string]string{
		"legal_form": "Stock company", "office_address": "1 Example-ro\nSuwon", "tenure": "own", "vat": "KR999", "proofs": "ISO 9001", "years": "2024 | 8.5 M | 3.8 M | DE, VN",
		"contacts": "export | Somebody | somebody@maker.example | 031 | ko | prices", "tracking": "yes"}}); err != nil {
		t.Fatal(err)
	}
	first, second := exampleProduct("A-1"), exampleProduct("A-2")
	first.Certs = []Certificate{{Scheme: "ISO 13485", Number: "Q-1", State: Held, ExpiresOn: &soon}, {Scheme: "KC", Number: "K-1", State: Held, ExpiresOn: &past}, {Scheme: "FDA", Number: "F-1", State: Unverified}}
	second.Certs = []Certificate{{Scheme: "ISO 13485", Number: "Q-1", State: Held, ExpiresOn: &soon}}
	b.put(t, company, first)
	b.put(t, company, second)
	c, err := b.Company(t.Context(), "maker")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, section := range []string{"legal", "works"} {
		for _, fact := range c.Facts(section) {
			said = append(said, fact.Name+": "+strings.Join(fact.Lines(), ", "))
		}
	}
	if want := "legal_form: Stock company; office_address: 1 Example-ro, Suwon; vat: KR999; tenure: own"; strings.Join(said, "; ") != want {
		t.Errorf("it says %v, want %s", said, want)
	}
	if years := c.Years(); len(years) != 1 || years[0] != (CompanyYear{"2024", "8.5 M", "3.8 M", "DE, VN"}) {
		t.Errorf("of the years before %v", years)
	}
	if len(c.Certs) != 1 || c.Certs[0].Number != "Q-1" {
		t.Errorf("its products hold %+v", c.Certs)
	}
	for _, hidden := range []string{"contacts", "tracking"} {
		if c.Profile.Details[hidden] != "" {
			t.Errorf("the page is given its %s", hidden)
		}
	}
	c.Founded, c.Staff = 2006, 48
	raw, err := json.Marshal(companyLD(c, "en", "https://portal.example"))
	if err != nil {
		t.Fatal(err)
	}
	var told any
	if err := json.Unmarshal(raw, &told); err != nil {
		t.Fatal(err)
	}
	if faults := unknown(told); len(faults) > 0 {
		t.Errorf("schema.org knows no %v", faults)
	}
	for _, want := range []string{`"streetAddress":"1 Example-ro\nSuwon"`, `"foundingDate":"2006"`, `"numberOfEmployees":{"@type":"QuantitativeValue","value":48}`, `"vatID":"KR999"`, `"certificationIdentification":"Q-1"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("structured data lack %s", want)
		}
	}
}
