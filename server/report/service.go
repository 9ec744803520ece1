package report

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/problem"
)

// Service makes reports. It is safe for concurrent use.
type Service struct {
	accounts      *account.Service
	consultations *consultation.Service
	deals         *deal.Service
	rates         Rates
	zone          *time.Location // the office's: its days are the report's days
}

// New makes the service.
func New(accounts *account.Service, consultations *consultation.Service, deals *deal.Service, rates Rates, zone *time.Location) *Service {
	return &Service{accounts, consultations, deals, rates, zone}
}

// Period is whole days of the office, the last one included.
type Period struct{ From, To time.Time }

// longest bounds a report, so that nobody asks for all years at once.
const longest = 366 * 24 * time.Hour

// Read makes a period of two dates (2026-06-01); with both empty it is the year of now in the office.
func (s *Service) Read(from, to string, now time.Time) (Period, error) {
	year := now.In(s.zone).Year()
	p := Period{time.Date(year, 1, 1, 0, 0, 0, 0, s.zone), time.Date(year, 12, 31, 0, 0, 0, 0, s.zone)}
	var wrong []problem.Field
	for _, bound := range []struct {
		name, text string
		day        *time.Time
	}{{"from", from, &p.From}, {"to", to, &p.To}} {
		if bound.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, bound.text, s.zone)
		if err != nil {
			wrong = append(wrong, problem.Field{Name: bound.name, Code: "report_date_invalid"})
		}
		*bound.day = day
	}
	if len(wrong) == 0 && (p.To.Before(p.From) || p.To.Sub(p.From) > longest) {
		wrong = append(wrong, problem.Field{Name: "to", Code: "report_period_invalid"})
	}
	if len(wrong) > 0 {
		return p, problem.InvalidFields(wrong...)
	}
	return p, nil
}

// Of is the report of a period as the viewer may see it: the office sees all, a desk the consultations of the buyers it
// brought.
func (s *Service) Of(ctx context.Context, v account.Viewer, p Period) (Report, error) {
	if err := account.May(v, account.ReadReport, account.Object{Desks: desks(v)}); err != nil {
		return Report{}, err
	}
	from, to := p.From, p.To.AddDate(0, 0, 1)
	found, came, err := s.consultations.In(ctx, from.UTC(), to.UTC())
	if err != nil {
		return Report{}, err
	}
	if found, err = s.visible(ctx, v, found); err != nil {
		return Report{}, err
	}
	entries, err := s.entries(ctx, found, came)
	if err != nil {
		return Report{}, err
	}
	return Make(from, to, entries, s.rates), nil
}

func desks(v account.Viewer) []account.DeskID {
	var mine []account.DeskID
	for _, g := range v.Grants {
		if g.Role == account.Partner {
			mine = append(mine, g.Desk)
		}
	}
	return mine
}

// visible leaves out what a desk may not see.
func (s *Service) visible(ctx context.Context, v account.Viewer, found []consultation.Consultation) ([]consultation.Consultation, error) {
	if account.May(v, account.ReadOutcomes, account.Object{}) == nil {
		return found, nil
	}
	var brought []account.CompanyID
	for _, desk := range desks(v) {
		companies, err := s.accounts.CompaniesOf(ctx, desk)
		if err != nil {
			return nil, err
		}
		brought = append(brought, companies...)
	}
	return slices.DeleteFunc(found, func(c consultation.Consultation) bool { return !slices.Contains(brought, c.BuyerCompany) }), nil
}

func (s *Service) entries(ctx context.Context, found []consultation.Consultation, came map[consultation.ID]consultation.Attendance) ([]Entry, error) {
	ids := make([]consultation.ID, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	outcomes, err := s.deals.In(ctx, ids)
	if err != nil {
		return nil, err
	}
	links, err := s.consultations.Links(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var parties []account.CompanyID
	for _, c := range found {
		parties = append(parties, c.SupplierCompany, c.BuyerCompany)
	}
	companies, err := s.accounts.Companies(ctx, parties)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(found))
	for i, c := range found {
		entries[i] = Entry{Consultation: c, Attendance: came[c.ID], Outcome: outcomes[c.ID], Links: links[c.ID],
			Supplier: companies[c.SupplierCompany], Buyer: companies[c.BuyerCompany]}
	}
	return entries, nil
}
