package account

import (
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	refused := problem.New(problem.Invalid, "sign_in_refused")
	wrongFields := problem.InvalidFields(problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "company", Code: "company_missing"},
		problem.Field{Name: "country", Code: "country_unknown"}, problem.Field{Name: "place", Code: "zone_unknown"})
	return []page.Example{
		{Name: "account/sign_in", TitleKey: "account.sign_in_title", Body: SignInPage{Next: "/en/consultations"}},
		{Name: "account/sign_in", TitleKey: "account.sign_in_title", Body: SignInPage{Email: "ana@restaura.example", Problem: refused, Demo: DemoPeople}},
		{Name: "account/sign_in", TitleKey: "account.sign_in_title", Body: SignInPage{Email: "ana", ByCode: true,
			Problem: problem.InvalidFields(problem.Field{Name: "email", Code: "email_invalid"})}},
		{Name: "account/code", TitleKey: "account.code_title", Body: CodePage{Email: "ana@restaura.example"}},
		{Name: "account/code", TitleKey: "account.code_title", Body: CodePage{Email: "ana@restaura.example", Problem: problem.New(problem.Invalid, "code_wrong", "Count", 4)}},
		{Name: "account/link", TitleKey: "account.link_title", Body: LinkPage{Token: "example", Email: "ana@restaura.example", Other: "garam@lumivale.example"}},
		{Name: "account/link", TitleKey: "account.link_title", Body: LinkPage{Problem: problem.New(problem.Gone, "link_dead")}},
		{Name: "account/register", TitleKey: "account.register_title", Body: RegisterPage{Email: "ana@restaura.example", Countries: Countries, Places: Places}},
		{Name: "account/register", TitleKey: "account.register_title", Body: RegisterPage{Email: "ana@restaura.example", Place: "cluj",
			Typed: Registration{Country: "RO"}, Countries: Countries, Places: Places, Problem: wrongFields}},
		{Name: "account/preferences", TitleKey: "account.preferences_title", Body: PreferencesPage{Lang: "en", Langs: locale.Offered, Place: "cluj", Places: Places, Saved: true}},
	}
}
