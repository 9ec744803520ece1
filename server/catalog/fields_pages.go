package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// pageFields are those that have a page of their own in place of the editor: photographs and certificates.
func pageFields() []Field {
	return []Field{
		{Name: "pictures", Section: "pictures", Kind: Rows, Columns: []string{"picture", "width", "height", "alt_en", "alt_ko"}, Most: 8000, get: pictureRows, set: setPictures},
		{Name: "certificates", Section: "certificates", Kind: Rows, Columns: []string{"scheme", "number", "body", "scope_en", "scope_ko", "issued", "expires", "state"}, Most: 8000,
			get: certificateRows, set: setCertificates},
	}
}

// brochuresField are the PDF sheets. No table holds them: they are handed in one by one.
func brochuresField() Field {
	return Field{Name: "brochures", Section: "brochures", Kind: Rows, Columns: []string{"id", "lang", "bytes", "file"}, Most: 8000, get: brochureRows, set: setBrochures}
}

func brochureRows(p Product) string {
	rows := make([][]string, len(p.Brochures))
	for i, b := range p.Brochures {
		rows[i] = []string{b.ID.String(), b.Lang, strconv.Itoa(b.Bytes), b.FileName}
	}
	return JoinRows(rows)
}

func setBrochures(p *Product, value string) string {
	p.Brochures = nil
	for _, row := range SplitRows(value, 4) {
		id, wrong := uuid.Parse(row[0])
		bytes, wrongToo := strconv.Atoi(row[2])
		if wrong != nil || wrongToo != nil {
			return "row_half"
		}
		p.Brochures = append(p.Brochures, Brochure{ID: id, Lang: row[1], Bytes: bytes, FileName: row[3]})
	}
	return ""
}

func pictureRows(p Product) string {
	rows := make([][]string, len(p.Pictures))
	for i, shown := range p.Pictures {
		rows[i] = []string{shown.Name, strconv.Itoa(shown.Width), strconv.Itoa(shown.Height), shown.Alt["en"], shown.Alt["ko"]}
	}
	return JoinRows(rows)
}

// setPictures sets the pictures. One that stays keeps its words in other languages.
func setPictures(p *Product, value string) string {
	var pictures []Picture
	for _, row := range SplitRows(value, 5) {
		picture := Picture{Name: row[0]}
		if at := slices.IndexFunc(p.Pictures, func(had Picture) bool { return had.Name == row[0] }); at >= 0 {
			picture = p.Pictures[at]
		}
		width, wrong := strconv.Atoi(row[1])
		height, wrongToo := strconv.Atoi(row[2])
		if row[0] == "" || wrong != nil || wrongToo != nil || width <= 0 || height <= 0 {
			return "picture_form"
		}
		picture.Width, picture.Height = width, height
		picture.Alt = with(with(picture.Alt, "en", row[3]), "ko", row[4])
		pictures = append(pictures, picture)
	}
	p.Pictures = pictures
	return ""
}

func (c Certificate) row() []string {
	return []string{cell(c.Scheme), cell(c.Number), cell(c.Body), cell(c.Scope["en"]), cell(c.Scope["ko"]), dayText(c.IssuedOn), dayText(c.ExpiresOn), string(c.State)}
}

func dayText(day *time.Time) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

func certificateRows(p Product) string {
	certs := slices.SortedFunc(slices.Values(p.Certs), func(a, b Certificate) int { return strings.Compare(a.Scheme, b.Scheme) })
	rows := make([][]string, len(certs))
	for i, c := range certs {
		rows[i] = c.row()
	}
	return JoinRows(rows)
}

// setCertificates sets the certificates. One that is said anew, or otherwise than before, is compared with its issuer anew:
// until then it gives no badge. What is not said any more goes, but for what an officer has compared and what has a file:
// that is taken away by itself.
func setCertificates(p *Product, value string) string {
	var certs []Certificate
	for _, row := range SplitRows(value, 8) {
		same := func(had Certificate) bool { return had.Scheme == row[0] }
		if slices.ContainsFunc(certs, same) {
			return "row_twice"
		}
		c := Certificate{Scheme: row[0]}
		if at := slices.IndexFunc(p.Certs, same); at >= 0 {
			c = p.Certs[at]
		}
		if !slices.Equal(c.row(), row) {
			if code := c.say(row); code != "" {
				return code
			}
		}
		certs = append(certs, c)
	}
	for _, had := range p.Certs {
		if (had.State == Held || had.File != "") && !slices.ContainsFunc(certs, func(c Certificate) bool { return c.Scheme == had.Scheme }) {
			certs = append(certs, had)
		}
	}
	p.Certs = certs
	return ""
}

// say sets what a row says of a certificate.
func (c *Certificate) say(row []string) (code string) {
	state := CertState(row[7])
	switch {
	case row[0] == "":
		return "text_missing"
	case state == "" || state == Held:
		state = Unverified
	case state != Pending && state != Testing && state != Unverified:
		return "choice_unknown"
	}
	for i, into := range map[int]**time.Time{5: &c.IssuedOn, 6: &c.ExpiresOn} {
		*into = nil
		if row[i] == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, row[i])
		if err != nil {
			return "day_form"
		}
		*into = &day
	}
	if c.IssuedOn != nil && c.ExpiresOn != nil && !c.ExpiresOn.After(*c.IssuedOn) {
		return "day_order"
	}
	c.Number, c.Body, c.State = row[1], row[2], state
	c.SetScope(with(with(c.Scope, "en", row[3]), "ko", row[4]), false)
	c.VerifiedOn, c.VerifiedHow = nil, ""
	c.VerifiedBy.UUID = [16]byte{}
	return ""
}
