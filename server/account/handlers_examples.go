package account

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	refused := problem.New(problem.Invalid, "sign_in_refused")
	wrongFields := problem.InvalidFields(problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "company", Code: "company_missing"},
		problem.Field{Name: "country", Code: "country_unknown"}, problem.Field{Name: "place", Code: "zone_unknown"})
	officer := User{ID: UserID{uuid.MustParse("00000000-0000-7000-8000-000000000001")}, Name: "네모 (Nemo)"}
	tie := TieRow{Tie{User: officer.ID, Kind: TieFamily, SaidAt: time.Date(2027, 3, 8, 3, 0, 0, 0, time.UTC)}, officer.Name, "하나 (Hana)", Company{Slug: "durea-scalp-science", NameEn: "Durea Scalp Science"}}
	own := tie
	own.User, own.Kind = UserID{}, TieWork
	return []page.Example{
		{Name: "account/ties", TitleKey: "account.ties_title", Body: TiesPage{Kinds: TieKinds, Officers: []User{officer}}},
		{Name: "account/ties", TitleKey: "account.ties_title", Body: TiesPage{Rows: []TieRow{tie, own}, Kinds: TieKinds, Officers: []User{officer}, Saved: true,
			Typed: TieTyped{Company: "nobody", Kind: "share"}, Problem: problem.InvalidFields(problem.Field{Name: "officer", Code: "choice_unknown"},
				problem.Field{Name: "company", Code: "company_unknown"}, problem.Field{Name: "kind", Code: "choice_unknown"})}},
		{Name: "account/people", TitleKey: "account.people_title", Body: PeoplePage{Company: own.Company, People: []User{officer, {Name: "하나 (Hana)", Email: "hana@durea.example"}},
			Me: officer.ID, Langs: locale.Offered, Done: "added"}},
		{Name: "account/people", TitleKey: "account.people_title", Body: PeoplePage{Company: own.Company, People: []User{officer}, Office: true, Langs: locale.Offered, Done: "removed",
			Problem: problem.InvalidFields(problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "email", Code: "person_elsewhere"})}},
		{Name: "account/people", TitleKey: "account.people_title", Body: PeoplePage{Company: own.Company, People: []User{officer}, Langs: locale.Offered, Problem: problem.New(problem.Conflict, "member_last")}},
		{Name: "account/maker", TitleKey: "account.maker_title", Body: MakerPage{Typed: Maker{City: "Suwon", Country: "KR", First: Newcomer{Lang: "ko"}}, Countries: Countries, Langs: locale.Offered}},
		{Name: "account/maker", TitleKey: "account.maker_title", Body: MakerPage{Countries: Countries, Langs: locale.Offered, Problem: problem.InvalidFields(
			problem.Field{Name: "company", Code: "company_latin"}, problem.Field{Name: "company_ko", Code: "company_missing"}, problem.Field{Name: "city", Code: "city_missing"},
			problem.Field{Name: "country", Code: "country_unknown"}, problem.Field{Name: "name", Code: "name_missing"}, problem.Field{Name: "email", Code: "email_invalid"})}},
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
