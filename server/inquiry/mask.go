package inquiry

import (
	"regexp"
	"strings"
)

var (
	mailAddress = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)+`)
	phoneNumber = regexp.MustCompile(`(\+\d|\b0)[\d\s().-]{7,16}\d\b`)
)

// masked takes mail addresses and telephone numbers out of a text, while the two sides have not agreed to show theirs. The
// rest of a longer number is no telephone number.
func masked(text, instead string) string {
	text = mailAddress.ReplaceAllLiteralString(text, instead)
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
