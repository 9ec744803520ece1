package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// person is somebody with one role; at names the company or desk, empty for the office.
type person struct {
	email     string
	name      string
	role      account.Role
	at        string
	lang      string // of the interface
	languages []string
	zone      string
	city      string
}

var (
	koEn = []string{"ko", "en"}
	roEn = []string{"ro", "en"}
	deEn = []string{"de", "en"}
)

func officer(email, name string, languages ...string) person {
	return person{email, name, account.Officer, "", "ko", languages, seoul, "Suwon"}
}

func exporter(email, name, at string, languages ...string) person {
	return person{email, name, account.Supplier, at, "ko", languages, seoul, "Suwon"}
}

var people = []person{
	officer("hana@office.example", "하나 (Hana)", "ko", "en"),
	officer("duri@office.example", "두리 (Duri)", "ko", "en", "de"),
	officer("sena@office.example", "세나 (Sena)", "ko", "en"),
	officer("nemo@office.example", "네모 (Nemo)", "ko", "en"),
	{"ops@office.example", "지기 (Jigi)", account.Operator, "", "ko", koEn, seoul, "Suwon"},
	{"mara@desk-cluj.example", "Mara Exemplu", account.Partner, "D-CLJ", "en", roEn, bucharest, "Cluj-Napoca"},
	{"dan@desk-cluj.example", "Dan Exemplu", account.Partner, "D-CLJ", "en", roEn, bucharest, "Cluj-Napoca"},
	{"lena@desk-koeln.example", "Lena Muster", account.Partner, "D-CGN", "en", deEn, berlin, "Cologne"},
	{"jan@desk-koeln.example", "Jan Muster", account.Partner, "D-CGN", "en", deEn, berlin, "Cologne"},
	{"elena@assoc-cluj.example", "Elena Exemplu", account.Partner, "A-CLJ", "en", roEn, bucharest, "Cluj-Napoca"},
	{"uwe@chamber-koeln.example", "Uwe Muster", account.Partner, "A-CGN", "en", deEn, berlin, "Cologne"},
	exporter("garam@lumivale.example", "가람 (Garam)", "A", "ko", "en"),
	exporter("narae@durea.example", "나래 (Narae)", "B", "ko", "en", "es"),
	exporter("daon@miraon.example", "다온 (Daon)", "C", "ko", "en", "zh"),
	exporter("raon@onmaek.example", "라온 (Raon)", "D", "ko"),
	exporter("maru@sorigyeol.example", "마루 (Maru)", "E", "ko", "en", "ja"),
	exporter("bada@doedol.example", "바다 (Bada)", "F", "ko", "en"),
	{"ana@restaura.example", "Ana Exemplu", account.Buyer, "B1", "en", roEn, bucharest, "Cluj-Napoca"},
	{"erika@rheinbogen.example", "Erika Muster", account.Buyer, "B2", "en", deEn, berlin, "Cologne"},
	{"ioana@simfonia.example", "Ioana Exemplu", account.Buyer, "B3", "en", []string{"ro"}, bucharest, "Cluj-Napoca"},
	{"max@klangwerk.example", "Max Muster", account.Buyer, "B4", "en", deEn, berlin, "Cologne"},
	{"juana@andina.example", "Juana Ejemplo", account.Buyer, "B5", "en", []string{"es"}, toluca, "Toluca"},
	{"vidu@nhabinh.example", "Trần Ví Dụ", account.Buyer, "B6", "en", []string{"vi", "en"}, hanoi, "Hai Duong"},
	{"maria@italodermica.example", "Maria Esempio", account.Buyer, "B7", "en", []string{"it", "en"}, rome, "Milan"},
	{"ggsc.deals@freemail.example", "Mr Sample", account.Buyer, "B8", "en", []string{"en"}, "Europe/London", ""},
}

// signIns are the people that a visitor of the demo becomes with one click; see account.DemoPeople.
var signIns = []person{
	{"buyer@demo.example", "Radu Exemplu", account.Buyer, "B3", "en", roEn, bucharest, "Cluj-Napoca"},
	exporter("supplier@demo.example", "이슬 (Iseul)", "C", "ko", "en"),
	{"partner@demo.example", "Ilinca Exemplu", account.Partner, "D-CLJ", "en", roEn, bucharest, "Cluj-Napoca"},
	officer("officer@demo.example", "누리 (Nuri)", "ko", "en"),
}

// last is the sign-in that marks, being written after everything else, that the demo is complete.
var last = person{"operator@demo.example", "바름 (Bareum)", account.Operator, "", "ko", koEn, seoul, "Suwon"}

// hand is an interpreter of one pair, Korean and language in both directions, with a week in the own zone.
type hand struct {
	email    string
	name     string
	language string
	zone     string
	city     string
	hours    string
}

// The first is the demo's own sign-in. Its wide hours let a visitor book at any time of the day.
var interpreters = []hand{
	{"interpreter@demo.example", "도담 (Dodam)", "ro", seoul, "Suwon", "mon-fri 9-22"},
	{"gaon@interpreters.example", "가온 (Gaon)", "ro", bucharest, "Cluj-Napoca", "mon-fri 9-18"},
	{"narin@interpreters.example", "나린 (Narin)", "de", berlin, "Cologne", "mon-fri 8-17"},
	{"dasol@interpreters.example", "다솔 (Dasol)", "de", seoul, "Suwon", "mon-fri 13-21"},
	{"roun@interpreters.example", "로운 (Roun)", "es", toluca, "Toluca", "mon-fri 15-21"},
	{"mir@interpreters.example", "미르 (Mir)", "es", seoul, "Suwon", "mon-fri 8-12"},
	{"bodam@interpreters.example", "보담 (Bodam)", "en", seoul, "Suwon", "mon-fri 9-18"},
	{"sodam@interpreters.example", "소담 (Sodam)", "en", seoul, "Suwon", "mon-fri 12-21"},
	{"ara@interpreters.example", "아라 (Ara)", "en", seoul, "Suwon", "mon-fri 9-18"},
	{"joeun@interpreters.example", "조은 (Joeun)", "en", seoul, "Suwon", "mon-fri 14-21"},
	{"haesol@interpreters.example", "해솔 (Haesol)", "vi", hanoi, "Hai Duong", "mon-fri 8-17"},
	{"haeri@interpreters.example", "해리 (Haeri)", "it", rome, "Milan", "mon-fri 8-17"},
}

func (i hand) person() person {
	return person{i.email, i.name, account.Interpreter, "", "ko", []string{"ko", i.language}, i.zone, i.city}
}

func (o Office) writePeople(ctx context.Context, k known) error {
	everybody := slices.Clone(people)
	for _, i := range interpreters {
		everybody = append(everybody, i.person())
	}
	return o.write(ctx, k, everybody)
}

func (o Office) writeSignIns(ctx context.Context, k known) error { return o.write(ctx, k, signIns) }

func (o Office) writeLast(ctx context.Context, k known) error { return o.write(ctx, k, []person{last}) }

// write makes the people and gives them their roles. Those of the demo's own domain get its password, the others sign in by code.
func (o Office) write(ctx context.Context, k known, list []person) error {
	for _, p := range list {
		password := ""
		if demoDomain(p.email) {
			password = Password
		}
		user := account.User{Email: p.email, Name: p.name, Lang: p.lang, Languages: p.languages, Zone: p.zone, City: p.city}
		made, err := o.Account.CreateUser(ctx, user, password)
		if problem.Is(err, problem.Conflict) {
			made, err = o.Account.UserByEmail(ctx, p.email)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.email, err)
		}
		k.people[p.email] = made.ID
		if err := o.Account.Grant(ctx, made.ID, account.Grant{Role: p.role, Company: k.companies[p.at], Desk: k.desks[p.at]}); err != nil {
			return fmt.Errorf("%s as %s: %w", p.email, p.role, err)
		}
	}
	return nil
}

func (o Office) setWeekly(ctx context.Context, kind schedule.Kind, owner uuid.UUID, zone, hours string) error {
	rules, err := schedule.ParseWeekly(hours)
	if err != nil {
		return err
	}
	return o.Schedule.SetWeekly(ctx, kind, owner, zone, rules)
}

func demoDomain(email string) bool { return strings.HasSuffix(email, "@demo.example") }
