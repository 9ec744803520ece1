package demo

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
)

// sheetWords are what stands on a sheet besides the product's own texts.
var sheetWords = map[string][]string{
	"en": {"Data sheet (demonstration)", "Specification", "Terms", "Article", "Minimum order", "Delivery", "Lead time", "days", "Payment", "Packing"},
	"de": {"Datenblatt (Demonstration)", "Technische Daten", "Bedingungen", "Artikel", "Mindestmenge", "Lieferung", "Lieferzeit", "Tage", "Zahlung", "Verpackung"},
}

// sheetOf is a PDF of three pages about a product: what it is, its specification, its terms.
func sheetOf(p catalog.Product, lang string) []byte {
	w := sheetWords[lang]
	say := func(of catalog.Texts) string { return page.Pick(lang, of).Text }
	about := append([][2]string{{w[3], p.SKU}, {"HS", p.HSCode()}}, headed(w[0], say(p.Short)+" "+say(p.Long))...)
	var specs [][2]string
	for _, spec := range p.Specs {
		specs = append(specs, [2]string{say(spec.Name), say(spec.Value)})
	}
	terms := [][2]string{{w[4], strconv.Itoa(p.Terms.MOQ)}, {w[5], p.Terms.Incoterm + " " + say(p.Terms.Place)}, {w[6], fmt.Sprintf("%d %s", p.Terms.LeadFirst, w[7])}, {w[8], say(p.Terms.Payment)}}
	terms = append(terms, headed(w[9], say(p.Terms.Packing))...)
	return pdf([]string{say(p.Name), w[1], w[2]}, [][][2]string{about, specs, terms})
}

// headed breaks a text into lines of about sixty letters, the first of which has a name.
func headed(name, text string) [][2]string {
	lines := [][2]string{{name, ""}}
	for word := range strings.FieldsSeq(text) {
		at := &lines[len(lines)-1]
		if len(at[1])+1+len(word) > 60 {
			lines = append(lines, [2]string{"", word})
		} else {
			at[1] = strings.TrimSpace(at[1] + " " + word)
		}
	}
	return lines
}

// pdf writes pages with a title and lines of a name and a value (ISO 32000-2, 7.5), in a font that every reader has.
func pdf(titles []string, pages [][][2]string) []byte {
	var kids []string
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding>>"}
	for i, lines := range pages {
		var text strings.Builder
		fmt.Fprintf(&text, "0.043 0.373 0.4 rg 0 742 595 100 re f 1 1 1 rg BT /B 20 Tf 48 784 Td (%s) Tj ET\n", winAnsi(titles[i]))
		for n, line := range lines {
			y := 700 - 24*n
			fmt.Fprintf(&text, "0.27 0.32 0.37 rg BT /F 11 Tf 48 %d Td (%s) Tj ET 0.09 0.13 0.17 rg BT /F 11 Tf 210 %d Td (%s) Tj ET\n", y, winAnsi(line[0]), y, winAnsi(line[1]))
		}
		fmt.Fprintf(&text, "0.27 0.32 0.37 rg BT /F 9 Tf 48 36 Td (%d / %d) Tj ET", i+1, len(pages))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)+1))
		objects = append(objects, fmt.Sprintf("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F 3 0 R /B 4 0 R>>>> /Contents %d 0 R>>", len(objects)+2),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", text.Len(), text.String()))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", strings.Join(kids, " "), len(kids))
	var out, table strings.Builder
	out.WriteString("%PDF-1.4\n")
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return []byte(out.String())
}

// winAnsi is a text as a string of a PDF in WinAnsiEncoding (ISO 32000-2, annex D), whose letters are those of Latin-1 here.
func winAnsi(text string) string {
	var b strings.Builder
	for _, r := range strings.NewReplacer("≤", "<=", "–", "-").Replace(text) {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < 256:
			b.WriteByte(byte(r))
		}
	}
	return b.String()
}
