// Package briefing owns the pack that an interpreter prepares with: the product sheets, a glossary of at least fifteen
// terms that is made of the catalog and then belongs to the people of the meeting, the agenda and who comes. It leaves the
// products to catalog, and who interprets and whether the pack was opened to consultation, which alarms the desk.
package briefing

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// Term is one line of a glossary.
type Term struct {
	ID       uuid.UUID
	Term     string // English
	Ko       string
	Target   string // in the other language of the talk; empty where nobody has said it yet
	Note     string
	EditedAt *time.Time // nil: as it came from the catalog
}

// Pack is what an interpreter gets.
type Pack struct {
	Consultation consultation.Consultation
	Language     string // the other one beside Korean, BCP 47
	Products     []catalog.Product
	Terms        []Term
	Agenda       string // empty: the usual one
	Buyer        account.Company
	Supplier     account.Company
	People       map[account.UserID]account.User
	Trust        map[account.CompanyID]trust.Standing
}

// Service makes and keeps packs. It is safe for concurrent use.
type Service struct {
	db            *postgres.DB
	consultations *consultation.Service
	catalog       *catalog.Service
	accounts      *account.Service
	now           func() time.Time
}

// New makes the service.
func New(db *postgres.DB, consultations *consultation.Service, goods *catalog.Service, accounts *account.Service, now func() time.Time) *Service {
	return &Service{db, consultations, goods, accounts, now}
}

// Open is the pack of a consultation, made of the catalog when it is opened for the first time. Its interpreter is noted as
// having opened it. Who was only asked to interpret gets it with the yes.
func (s *Service) Open(ctx context.Context, v account.Viewer, number string) (Pack, error) {
	c, err := s.find(ctx, v, number, account.ReadBriefing)
	if err != nil {
		return Pack{}, err
	}
	p, err := s.pack(ctx, c)
	if err != nil {
		return Pack{}, err
	}
	if c.Side(v) == consultation.Interpreter {
		err = s.consultations.Brief(ctx, v, number)
	}
	return p, err
}

func (s *Service) find(ctx context.Context, v account.Viewer, number string, action account.Action) (consultation.Consultation, error) {
	c, err := s.consultations.ByNumber(ctx, v, number)
	if err != nil {
		return c, err
	}
	if err := account.May(v, action, c.Object()); err != nil {
		return c, err
	}
	if c.Side(v) == consultation.Interpreter && !s.consultations.Seated(ctx, c, v.User) {
		return c, problem.New(problem.Forbidden, "briefing_early")
	}
	return c, nil
}

// other is the language of the talk beside Korean.
func other(c consultation.Consultation) string {
	for _, lang := range []string{c.NeedTo, c.NeedFrom, c.Language} {
		if lang != "" && lang != "ko" {
			return lang
		}
	}
	return "en"
}

// pack reads everything; the glossary is made where there is none yet.
func (s *Service) pack(ctx context.Context, c consultation.Consultation) (Pack, error) {
	p := Pack{Consultation: c, Language: other(c)}
	for _, sku := range c.Products {
		product, err := s.catalog.Product(ctx, sku)
		switch {
		case problem.Is(err, problem.NotFound): // gone from the catalog
		case err != nil:
			return Pack{}, err
		default:
			p.Products = append(p.Products, product)
		}
	}
	companies, err := s.accounts.Companies(ctx, []account.CompanyID{c.SupplierCompany, c.BuyerCompany})
	if err != nil {
		return Pack{}, err
	}
	p.Supplier, p.Buyer = companies[c.SupplierCompany], companies[c.BuyerCompany]
	if p.People, err = s.accounts.Users(ctx, []account.UserID{c.HostUser, c.BuyerUser, c.InterpreterUser, c.SecondUser}); err != nil {
		return Pack{}, err
	}
	if p.Trust, err = trust.Standings(ctx, s.db, s.now(), c.SupplierCompany, c.BuyerCompany); err != nil {
		return Pack{}, err
	}
	known, err := s.catalog.Glossary(ctx, c.SupplierCompany)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return Pack{}, err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		return ensure(ctx, tx, c.ID, glossary(p.Products, known, p.Language), s.now())
	})
	if err == nil {
		p.Agenda, p.Terms, err = read(ctx, s.db, c.ID)
	}
	return p, err
}

// Words is a glossary and agenda as somebody typed them. A line without words is taken out, one without an id is new.
type Words struct {
	Terms  []Term
	Agenda string
}

const (
	termsMost = 120
	wordsMost = 200 // characters of a word or note
)

func (w Words) check() error {
	if len(w.Terms) > termsMost {
		return problem.InvalidFields(problem.Field{Name: "terms", Code: "terms_many"})
	}
	for _, t := range w.Terms {
		if max(len([]rune(t.Term)), len([]rune(t.Ko)), len([]rune(t.Target)), len([]rune(t.Note))) > wordsMost {
			return problem.InvalidFields(problem.Field{Name: "terms", Code: "term_long"})
		}
		if t.Note != "" && t.Term == "" && t.Ko == "" && t.Target == "" {
			return problem.InvalidFields(problem.Field{Name: "terms", Code: "term_missing"})
		}
	}
	if len([]rune(w.Agenda)) > 2000 {
		return problem.InvalidFields(problem.Field{Name: "agenda", Code: "agenda_long"})
	}
	return nil
}

// Edit keeps what the interpreter, the supplier or an officer changed; lines that somebody else has changed meanwhile and
// that are as they were here keep the other's words.
func (s *Service) Edit(ctx context.Context, v account.Viewer, number string, w Words) error {
	c, err := s.find(ctx, v, number, account.EditBriefing)
	if err != nil {
		return err
	}
	for i := range w.Terms {
		t := &w.Terms[i]
		t.Term, t.Ko, t.Target, t.Note = strings.TrimSpace(t.Term), strings.TrimSpace(t.Ko), strings.TrimSpace(t.Target), strings.TrimSpace(t.Note)
	}
	w.Terms = slices.DeleteFunc(w.Terms, func(t Term) bool { return t.ID == uuid.Nil && t.empty() })
	if err := w.check(); err != nil {
		return err
	}
	if _, err := s.pack(ctx, c); err != nil { // there is something to edit
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return edit(ctx, tx, c.ID, w, v.User, s.now()) })
}

func (t Term) empty() bool { return t.Term == "" && t.Ko == "" && t.Target == "" && t.Note == "" }
