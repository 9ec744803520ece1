package statement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// Scopes are the checks that a statement may name, in the order in which a text lists them.
var Scopes = []string{"legal_name", "registry", "representative", "mail_domain", "address", "factory", "export_permit", "medical_licence", "import_line", "extract", "tax_no"}

// How a statement was made.
const (
	Signed = "signed"
	Paper  = "paper" // a letter that was typed in: nobody can check it by a key
)

// TextID names the wording of Text. Another wording gets another id, so that what was signed keeps what it said.
const TextID = "END-1"

// Named is an office or desk as statements and keys name it.
type Named struct {
	ID string `json:"id"`
	En string `json:"en"`
	Ko string `json:"ko"`
}

// In is the name in a language, English where it has no Korean one.
func (n Named) In(lang string) string {
	if lang == "ko" && n.Ko != "" {
		return n.Ko
	}
	return n.En
}

// About is the company that a statement is about.
type About struct {
	LegalName  string `json:"legal_name"`
	RegistryNo string `json:"registry_no"`
	Country    string `json:"country"` // ISO 3166-1 alpha-2
}

// Statement is what an office says of a company. Days are written 2006-01-02 and count in UTC.
type Statement struct {
	Code       string   `json:"code"`
	Text       string   `json:"text"` // TextID of its wording
	Mode       string   `json:"mode"`
	Office     Named    `json:"office"`
	Company    About    `json:"company"`
	Scope      []string `json:"scope"`
	CheckedOn  string   `json:"checked_on"`
	IssuedOn   string   `json:"issued_on"`
	ValidUntil string   `json:"valid_until"` // the last day
	Supersedes string   `json:"supersedes"`  // a code, or nothing
}

var code = regexp.MustCompile(`^[A-Z]{2,6}-E-[0-9]{4,9}$`)

// IsCode reports whether a text can be the code of a statement.
func IsCode(text string) bool { return code.MatchString(text) }

// Canonical are the bytes that every office signs.
func (s Statement) Canonical() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return canonicalOf(s)
}

// Parse reads a statement from its canonical bytes.
func Parse(raw []byte) (Statement, error) {
	var s Statement
	if err := read(raw, &s); err != nil {
		return s, err
	}
	return s, s.check()
}

func (s Statement) check() error {
	for _, day := range []string{s.CheckedOn, s.IssuedOn, s.ValidUntil} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("%w: a day is missing", errForm)
		}
	}
	switch {
	case !IsCode(s.Code), s.Supersedes != "" && !IsCode(s.Supersedes), s.Text != TextID, s.Mode != Signed && s.Mode != Paper:
		return fmt.Errorf("%w: code, text or mode", errForm)
	case s.Office.ID == "", s.Office.En == "", s.Company.LegalName == "", s.Company.RegistryNo == "", len(s.Company.Country) != 2:
		return fmt.Errorf("%w: office or company", errForm)
	case len(s.Scope) == 0, !slices.IsSortedFunc(s.Scope, order), len(slices.Compact(slices.Clone(s.Scope))) != len(s.Scope):
		return fmt.Errorf("%w: scope", errForm)
	}
	for _, scope := range s.Scope {
		if !slices.Contains(Scopes, scope) {
			return fmt.Errorf("%w: scope %s", errForm, scope)
		}
	}
	return nil
}

func order(a, b string) int { return slices.Index(Scopes, a) - slices.Index(Scopes, b) }

// Sorted is a scope in the order of Scopes.
func Sorted(scope []string) []string { return slices.SortedFunc(slices.Values(scope), order) }

// Expired reports whether a day is after the last one on which the statement holds.
func (s Statement) Expired(at time.Time) bool { return at.UTC().Format(time.DateOnly) > s.ValidUntil }

// wording is one language of TextID. It stands here and in no file of sentences: it is part of what is signed, and its last
// sentence belongs to it.
type wording struct {
	said, never      string
	subject, checked string // particles of the office and of what was checked
	scopes           map[string]string
}

var wordings = map[string]wording{
	"en": {
		said: "On %[1]s %[2]s checked %[3]s of %[4]s, %[5]s (%[6]s). Valid until %[7]s.", never: "This is not a guarantee of payment, quality or performance.",
		scopes: map[string]string{"legal_name": "the legal name", "registry": "the registration", "representative": "the representative's identity",
			"mail_domain": "the mail domain or published telephone number", "address": "the address", "factory": "the factory", "export_permit": "the export permission",
			"medical_licence": "the medical licence", "import_line": "the line of import", "extract": "the registry extract", "tax_no": "the tax number"},
	},
	"ko": {
		said:  "%[2]s %[1]s에 %[4]s(등록번호 %[5]s, %[6]s)의 %[3]s 확인했습니다. 유효 기간은 %[7]s까지입니다.",
		never: "이 확인은 대금 지급, 품질, 계약 이행을 보증하지 않습니다.", subject: "은(는)", checked: "을(를)",
		scopes: map[string]string{"legal_name": "법인명", "registry": "사업자 등록", "representative": "대표자 신원", "mail_domain": "메일 도메인 또는 공개 전화번호",
			"address": "주소", "factory": "공장", "export_permit": "수출 허가", "medical_licence": "의료기기 허가", "import_line": "수입 품목", "extract": "등기부 등본", "tax_no": "세금 번호"},
	},
}

// Said is the statement in words, in English or Korean. It always ends with what the statement is not.
func (s Statement) Said(lang string) string {
	w, ok := wordings[lang]
	if !ok {
		w = wordings["en"]
	}
	checked := make([]string, len(s.Scope))
	for i, scope := range s.Scope {
		checked[i] = w.scopes[scope]
	}
	return fmt.Sprintf(w.said, s.CheckedOn, locale.With(s.Office.In(lang), w.subject), locale.With(strings.Join(checked, ", "), w.checked), s.Company.LegalName, s.Company.RegistryNo, s.Company.Country, s.ValidUntil) + " " + w.never
}

// Never is the sentence that every text ends with.
func Never(lang string) string { return wordings[lang].never }
