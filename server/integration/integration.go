// Package integration owns which programs outside hear of what happens here: the webhooks of a company, a desk and the
// office, who may keep them, and the mail when one was switched off. It leaves signing and sending to webhook, and what an
// event says to the topic where it happens.
package integration

import (
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/webhook"
)

// Types are the types of event, one for each move of a consultation that has a number; locale keys "integration.type_<move>".
var Types = []string{
	"consultation.enter", "consultation.request", "consultation.approve", "consultation.return", "consultation.resubmit",
	"consultation.accept", "consultation.confirm", "consultation.decline", "consultation.withdraw", "consultation.expire",
	"consultation.assign_interpreter", "consultation.waive_interpreter", "consultation.set_need", "consultation.answer_assignment", "consultation.propose_time", "consultation.suggest_time", "consultation.agree_time",
	"consultation.refuse_time", "consultation.reschedule", "consultation.suspend", "consultation.resume", "consultation.cancel",
	"consultation.start", "consultation.extend", "consultation.end", "consultation.miss", "consultation.undo_missed", "consultation.fail",
	"consultation.ask_outcome", "consultation.state_outcome", "consultation.close", "consultation.amend", "consultation.look_again",
	"consultation.prolong", "consultation.escalate", "consultation.name_host", "consultation.lapse_time", "consultation.take_wish", "consultation.reopen",

	"inquiry.send", "inquiry.read", "inquiry.answer", "inquiry.message", "inquiry.close", "inquiry.withdraw", "inquiry.show_contacts", "inquiry.hide_contacts",
	"inquiry.remind", "inquiry.overdue", "inquiry.account_alarm",
	"endorsement.sign", "endorsement.revoke", "endorsement.expire", "endorsement.supersede",
	"rfq.submit", "rfq.open", "rfq.return", "rfq.close", "rfq.expire", "rfq.quote",
}

// OfOffice is the office as an owner of webhooks.
const OfOffice webhook.Owner = "office"

// OfCompany is a company as an owner of webhooks.
func OfCompany(id account.CompanyID) webhook.Owner { return webhook.Owner("company:" + id.String()) }

// OfDesk is a desk as an owner of webhooks.
func OfDesk(id account.DeskID) webhook.Owner { return webhook.Owner("desk:" + id.String()) }

// object is the owner as account.May knows it; which side a company stands on does not matter here.
func object(owner webhook.Owner) account.Object {
	kind, text, _ := strings.Cut(string(owner), ":")
	id, err := uuid.Parse(text)
	if err != nil {
		return account.Object{}
	}
	if kind == "desk" {
		return account.Object{Desks: []account.DeskID{{UUID: id}}}
	}
	company := account.CompanyID{UUID: id}
	return account.Object{Supplier: company, Buyer: company}
}

// Service keeps webhooks for people. It is safe for concurrent use.
type Service struct {
	accounts *account.Service
	hooks    *webhook.Service
	db       *postgres.DB
	queue    *jobs.Queue
}

// New makes the service. Inside are private networks that webhooks may go to.
func New(db *postgres.DB, accounts *account.Service, queue *jobs.Queue, inside []netip.Prefix, log *slog.Logger, now func() time.Time) *Service {
	s := &Service{accounts: accounts, db: db, queue: queue}
	s.hooks = webhook.New(webhook.Config{DB: db, Queue: queue, Log: log, Now: now, Inside: inside,
		Notice: func(ctx context.Context, tx postgres.Tx, e webhook.Endpoint) error {
			return queue.Insert(ctx, tx, notice{e.ID})
		}})
	return s
}

// Owners are those whose webhooks the viewer may keep: the own companies and desks, and for its people the office.
func Owners(v account.Viewer) []webhook.Owner {
	var owners []webhook.Owner
	for _, g := range v.Grants {
		switch g.Role {
		case account.Buyer, account.Supplier:
			owners = append(owners, OfCompany(g.Company))
		case account.Partner:
			owners = append(owners, OfDesk(g.Desk))
		case account.Officer, account.Operator:
			owners = append(owners, OfOffice)
		default:
		}
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// Mine are the webhooks of the viewer's owners.
func (s *Service) Mine(ctx context.Context, v account.Viewer) ([]webhook.Endpoint, error) {
	if !v.SignedIn() {
		return nil, problem.New(problem.SignIn, "sign_in_needed")
	}
	owners := Owners(v)
	if len(owners) == 0 {
		return nil, problem.New(problem.Forbidden, "forbidden")
	}
	return s.hooks.Of(ctx, owners)
}

// Add makes a webhook for one of the viewer's owners; with none named for the first.
func (s *Service) Add(ctx context.Context, v account.Viewer, owner webhook.Owner, address string, types []string) (webhook.Endpoint, error) {
	if _, err := s.Mine(ctx, v); err != nil {
		return webhook.Endpoint{}, err
	}
	owners := Owners(v)
	if owner == "" {
		owner = owners[0]
	}
	if !slices.Contains(owners, owner) {
		return webhook.Endpoint{}, problem.InvalidFields(problem.Field{Name: "owner", Code: "webhook_owner"})
	}
	if err := account.May(v, account.ManageWebhooks, object(owner)); err != nil {
		return webhook.Endpoint{}, err
	}
	for _, t := range types {
		if !slices.Contains(Types, t) {
			return webhook.Endpoint{}, problem.InvalidFields(problem.Field{Name: "types", Code: "webhook_type"})
		}
	}
	return s.hooks.Add(ctx, owner, address, types, v.User.UUID)
}

// Get is one webhook, for who may keep it.
func (s *Service) Get(ctx context.Context, v account.Viewer, id string) (webhook.Endpoint, error) {
	if !v.SignedIn() {
		return webhook.Endpoint{}, problem.New(problem.SignIn, "sign_in_needed")
	}
	parsed, err := uuid.Parse(id)
	if err != nil {
		return webhook.Endpoint{}, problem.New(problem.NotFound, "not_found")
	}
	e, err := s.hooks.Endpoint(ctx, parsed)
	if err != nil {
		return webhook.Endpoint{}, err
	}
	if err := account.May(v, account.ManageWebhooks, object(e.Owner)); err != nil {
		return webhook.Endpoint{}, problem.New(problem.NotFound, "not_found").Because(err)
	}
	return e, nil
}

// Act does one thing with a webhook: rotate its secret, enable, disable, test or remove it.
func (s *Service) Act(ctx context.Context, v account.Viewer, id, act string) (webhook.Endpoint, error) {
	e, err := s.Get(ctx, v, id)
	if err != nil {
		return e, err
	}
	switch act {
	case "rotate":
		return s.hooks.Rotate(ctx, e.ID)
	case "enable":
		err = s.hooks.Enable(ctx, e.ID)
	case "disable":
		err = s.hooks.Disable(ctx, e.ID)
	case "test":
		err = s.hooks.Test(ctx, e.ID)
	case "remove":
		return e, s.hooks.Remove(ctx, e.ID)
	default:
		return e, problem.New(problem.NotFound, "not_found")
	}
	if err != nil {
		return e, err
	}
	return s.hooks.Endpoint(ctx, e.ID)
}

// Deliveries is the log of a webhook, the latest first.
func (s *Service) Deliveries(ctx context.Context, v account.Viewer, id string) ([]webhook.Delivery, error) {
	e, err := s.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return s.hooks.Deliveries(ctx, e.ID)
}

// Resend sends a delivery of a webhook again.
func (s *Service) Resend(ctx context.Context, v account.Viewer, id, delivery string) error {
	e, err := s.Get(ctx, v, id)
	if err != nil {
		return err
	}
	parsed, err := uuid.Parse(delivery)
	if err != nil {
		return problem.New(problem.NotFound, "not_found")
	}
	return s.hooks.Resend(ctx, e.ID, parsed)
}
