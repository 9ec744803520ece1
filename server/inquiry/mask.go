package inquiry

import (
	"regexp"
	"slices"
	"strings"
)

var (
	mailAddress = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)+`)
	phoneNumber = regexp.MustCompile(`(\+\d|\b0)[\d\s().-]{7,16}\d\b`)
)

// masked takes mail addresses, addresses of pages and telephone numbers out of a text, while the two sides have not agreed to show
// theirs. Pages of these hosts, the portal's own, stay. The rest of a longer number is no telephone number.
func masked(text, instead string, hosts ...string) string {
	text = withoutPages(mailAddress.ReplaceAllLiteralString(text, instead), instead, hosts)
	var b strings.Builder
	from := 0
	for _, m := range phoneNumber.FindAllStringIndex(text, -1) {
		before := strings.TrimRight(text[:m[0]], " -.\u00a0")
		if before != "" && before[len(before)-1] >= '0' && before[len(before)-1] <= '9' {
			continue
		}
		b.WriteString(text[from:m[0]])
		b.WriteString(instead)
		from = m[1]
	}
	b.WriteString(text[from:])
	return b.String()
}

// restOfPage is what follows a domain in the address of a page. A sign at its end belongs to the sentence.
var restOfPage = regexp.MustCompile(`^(?::\d+)?(?:[/?#][^\s<>"'()]*[^\s<>"'().,;:!?])?/?`)

func withoutPages(text, instead string, hosts []string) string {
	var b strings.Builder
	from := 0
	for _, at := range domainsAt(text) {
		if at.from < from || slices.Contains(hosts, at.name) {
			continue
		}
		b.WriteString(text[from:at.from])
		b.WriteString(instead)
		from = at.to + len(restOfPage.FindString(text[at.to:]))
	}
	b.WriteString(text[from:])
	return b.String()
}
