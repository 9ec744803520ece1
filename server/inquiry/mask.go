package inquiry

import "regexp"

var (
	mailAddress = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)+`)
	phoneNumber = regexp.MustCompile(`(\+\d|\b0)[\d\s().-]{7,16}\d\b`)
)

// masked takes mail addresses and telephone numbers out of a text, while the two sides have not agreed to show theirs.
func masked(text, instead string) string {
	return phoneNumber.ReplaceAllLiteralString(mailAddress.ReplaceAllLiteralString(text, instead), instead)
}
