package studio

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// bareGroups are the controls of a section, called by their own names.
func bareGroups(s Sheet, section string) []Group {
	var groups []Group
	for _, f := range sectionFields(section) {
		in := Input{Name: f.Name, Label: f.Name, Hint: "hint", Kind: f.Kind, Lang: f.Lang, LangName: f.Lang, Value: s.Value(f), Required: f.Required, Most: 100,
			Returned: s.Returned[f.Name], Public: "before", Changed: true, Options: []Option{{"a", "A"}}}
		for _, column := range f.Columns {
			in.Columns = append(in.Columns, Column{Name: column, Label: column})
		}
		if f.Kind == catalog.Rows {
			in.Columns[len(in.Columns)-1].Options = []Option{{"0", "everybody"}}
			in.Rows = append(catalog.SplitRows(in.Value, len(f.Columns)), make([]string, len(f.Columns)))
		}
		groups = append(groups, Group{in})
	}
	return groups
}

// Examples are drawings of every page of the studio.
func Examples() []page.Example {
	now := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	soon, past := now.AddDate(0, 0, 20), now.AddDate(0, 0, -3)
	company := account.CompanyID{UUID: uuid.UUID{1}}
	product := catalog.NewProduct("LV-1")
	product.Name, product.Short = catalog.Texts{"ko": "레이저", "de": "Laser"}, catalog.Texts{"ko": "짧은 글"}
	product.Certs = []catalog.Certificate{
		{ID: catalog.CertificateID{UUID: uuid.UUID{2}}, Scheme: "CE-MDR", Number: "D-1", Body: "NB 0000", State: catalog.Held, ExpiresOn: &soon, VerifiedOn: &past, VerifiedHow: "register", Mandatory: true, File: "a.pdf"},
		{ID: catalog.CertificateID{UUID: uuid.UUID{3}}, Scheme: "KC", State: catalog.Unverified},
	}
	product.Origins = []catalog.Origin{{Field: "name", Lang: "de", SourceLang: "ko", SourceHash: "old", Method: catalog.ByMachine}}
	stand := catalog.Standpoint{SKU: "LV-1", CompanyID: company}
	draft := Draft{SKU: "LV-1", CompanyID: company, Typed: map[string]string{"hs6": "90", "name_en": "Laser", "tiers": "1 | 10 | 0"}, Returned: map[string]string{"short_ko": "Too short"}}
	begun := sheetOf(draft, product, stand, true)
	begun.Stand.ReviewNote = "Nearly"
	published, waiting := begun, begun
	published.Stand.PublishedAt = &past
	waiting.Stand.PublishedAt, waiting.AskedAt = &past, &past
	unseen := sheetOf(Draft{SKU: "LV-2", CompanyID: company}, product, catalog.Standpoint{SKU: "LV-2", ReviewAskedAt: &past}, true)
	meter := MeterOf(begun.Next, now)
	refusal := problem.InvalidFields(problem.Field{Name: "hs6", Code: "hs_form"})
	items := []Item{{SKU: "LV-1", Name: product.Name, HS6: "901890", State: "draft", Percent: 40, Note: "Nearly", Back: 2, At: past}, {SKU: "LV-2", Name: product.Name, State: "changing", Percent: 100}}
	many := listView(Listing{Look: Look{Page: 2}, Pages: 4, Items: items, Found: 350, All: 350, States: map[string]int{"draft": 340, "changing": 1, "published": 5, "paused": 2, "archived": 2}})
	many.Made, many.Firm, many.Ticked = Made{Move: "ask", Moved: 1, Left: 2}, Meter{Percent: 50}, true
	queued := []QueueItem{{Item{SKU: "LV-1", Name: product.Name, Percent: 80, At: past, Changes: 3}, product.Name}, {Item{SKU: "LV-2", New: true, At: past}, product.Name}}
	firm := Firm{Company: account.Company{Slug: "lumivale", NameEn: "Lumivale", NameKo: "루미베일"}, Profile: catalog.Profile{Currency: "USD"}}
	batch := Batch{ID: uuid.UUID{9}, Name: "spring.xlsx", Company: company, At: past, Waiting: 20, Doubtful: 1}
	shown := []catalog.Picture{{Name: "lv-1.a", Width: 1200, Height: 900, Alt: catalog.Texts{"en": "Laser"}}}
	rows := []ReviewRow{{Name: "pictures", Label: "Photographs", From: "x", To: "y", Was: shown, Becomes: shown}, {Name: "hs6", Label: "HS", From: "901890", To: "901320", Return: true, Reason: "Why?"}, {Name: "name_de", Label: "Name", Lang: "de", LangName: "German", To: "Laser"}, {Name: "brand", Label: "Brand", From: "X"}}
	pairs := []PairView{{Pair{Field: field("name_de"), Source: "레이저", SourceLang: "ko", Target: "Laser", Standing: "stale"}, "Name", "Korean", "Wrong word"}, {Pair{Field: field("long_de"), Source: "a\n\nb", SourceLang: "ko", Standing: "missing"}, "Long", "Korean", ""}}
	papers := []HeldPaper{{Certificate: product.Certs[0], SKU: "LV-1", Company: product.Name}, {Certificate: product.Certs[1], SKU: "LV-2", Company: product.Name}}
	examples := []page.Example{
		{Name: "studio/products", TitleKey: "catalog.studio_title", Body: many},
		{Name: "studio/products", TitleKey: "catalog.studio_title", Body: listView(Listing{Look: Look{Text: "x", State: "paused", Page: 1}, Pages: 1, All: 3})},
		{Name: "studio/products", TitleKey: "catalog.studio_title", Body: ListView{Made: Made{Move: "pause", None: true}}},
		{Name: "studio/new", TitleKey: "studio.new_title", Body: NewView{Groups: []Group{{{Name: "hs6", Label: "HS", Kind: catalog.Line, Most: 6}}}, Problem: refusal}},
		{Name: "studio/texts", TitleKey: "studio.texts_title", Body: TextsView{Sheet: published, Lang: "de", Langs: []TextLang{{"de", "German", 1, 1, 2, true}}, Pairs: pairs, Method: catalog.ByPerson, Saved: true}},
		{Name: "studio/texts", TitleKey: "studio.texts_title", Body: TextsView{Sheet: begun, Lang: "de"}},
		{Name: "studio/certificates", TitleKey: "studio.certificates_title", Body: CertificatesView{Sheet: begun, Paper: paperFrom(product.Certs[0]), Editing: true, Saved: true, Schemes: Schemes, Problem: problem.InvalidFields(problem.Field{Name: "scheme", Code: "text_missing"})}},
		{Name: "studio/certificates", TitleKey: "studio.certificates_title", Body: CertificatesView{Sheet: sheetOf(draft, product, stand, false)}},
		{Name: "studio/papers", TitleKey: "studio.papers_title", Body: PapersView{Unverified: papers, Ending: papers[:1], Done: true}},
		{Name: "studio/papers", TitleKey: "studio.papers_title", Body: PapersView{}},
		{Name: "studio/review_list", TitleKey: "catalog.review_title", Body: QueueView{Queue: Queue{Page: 2, Pages: 2, Found: 102}, Pager: page.Pager{Page: 2, Pages: 2, Prev: "?"}, Ticked: true, Items: queued, Firms: []FirmItem{{firm.Company, 2, past}}, Done: 1, Papers: 3}},
		{Name: "studio/review_list", TitleKey: "catalog.review_title", Body: QueueView{Items: queued, Note: "x", Chosen: map[string]bool{"LV-1": true}, Problem: problem.InvalidFields(problem.Field{Name: "note", Code: "review_note_missing"})}},
		{Name: "studio/review_list", TitleKey: "catalog.review_title", Body: QueueView{}},
		{Name: "studio/review_list", TitleKey: "catalog.review_title", Body: QueueView{Queue: Queue{Text: "x"}}},
		{Name: "studio/review_list", TitleKey: "catalog.review_title", Body: QueueView{Batches: []QueueBatch{{batch, product.Name}}}},
		{Name: "studio/review_batch", TitleKey: "studio.batch_title", Body: BatchView{Batch: batch, Maker: firm.Company, Items: []BatchItem{{queued[0].Item, []string{doubtHS, doubtPrice}}, {queued[1].Item, nil}}}},
		{Name: "studio/review", TitleKey: "studio.review_title", Body: ReviewView{Sheet: waiting, Asked: past, Rows: rows, Problem: problem.InvalidFields(problem.Field{Name: "reason.hs6", Code: "review_reason"})}},
		{Name: "studio/review", TitleKey: "studio.review_title", Body: ReviewView{Sheet: unseen, Asked: past, Rows: rows[2:3]}},
		{Name: "studio/review", TitleKey: "studio.review_title", Body: ReviewView{Sheet: begun}},
		{Name: "studio/review_company", TitleKey: "studio.review_title", Body: FirmReviewView{Firm: firm, Asked: &past, Rows: rows, Problem: problem.InvalidFields(problem.Field{Name: "reason.hs6", Code: "review_reason"})}},
		{Name: "studio/review_company", TitleKey: "studio.review_title", Body: FirmReviewView{Firm: firm}},
		{Name: "studio/company", TitleKey: "studio.company_title", Body: FirmView{Firm: firm, Waits: 2, Since: &past}},
		{Name: "studio/company", TitleKey: "studio.company_title", Body: FirmView{Firm: firm, Back: 1}},
		{Name: "studio/buyer", TitleKey: "studio.buyer_title", Body: BuyerView{Buyer: firm, Saved: true, Groups: []Group{{{Name: "interests", Label: "HS", Kind: catalog.Line, Most: 20}}}, Problem: problem.InvalidFields(problem.Field{Name: "interests", Code: "interests_form"})}},
		{Name: "studio/company", TitleKey: "studio.company_title", Body: FirmView{Firm: firm, Meter: FirmMeter(firm), Saved: true, Problem: problem.InvalidFields(problem.Field{Name: "business_no", Code: "business_no"}),
			Sections: []FirmSection{{"legal", []Group{{{Name: "business_no", Label: "No.", Kind: catalog.Line, Most: 20}}}}, {"contacts", nil}}}},
	}
	for _, sheet := range []Sheet{begun, published, waiting, unseen} {
		examples = append(examples, page.Example{Name: "studio/product", TitleKey: "studio.product_title", Body: ProductView{
			Sheet: sheet, Meter: meter, Parts: sheet.parts(meter, ""), Events: []Event{{At: past, What: "asked"}}, Problem: refusal}})
	}
	for _, section := range catalog.Sections {
		examples = append(examples, page.Example{Name: "studio/edit", TitleKey: "studio.edit_title", Body: EditView{
			Sheet: published, Section: section, Next: "texts", Parts: begun.parts(meter, section), Groups: bareGroups(begun, section), Percent: 40, Saved: true, Problem: refusal}})
	}
	for i := range examples {
		examples[i].TitleArgs = []any{"SKU", "LV-1"}
	}
	return examples
}

func field(name string) catalog.Field {
	f, _ := catalog.FieldOf(name)
	return f
}
