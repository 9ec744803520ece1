package integration

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/webhook"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	names := map[string]string{"en": "Lumivale Medical Co., Ltd.", "ko": "루미베일메디칼"}
	e := webhook.Endpoint{ID: uuid.Nil, Owner: "company:x", URL: "https://erp.lumivale.example/hooks/etrade", Secret: "(shown once)", CreatedAt: at}
	failing, off := e, e
	failing.FailingSince, failing.Topics = &at, []string{"consultation.confirm", "consultation.cancel"}
	off.DisabledAt, off.DisabledWhy, off.BeforeUntil = &at, webhook.ByFailure, &at
	owners := []OwnerChoice{{"company:x", names}, {OfOffice, nil}}
	log := []webhook.Delivery{
		{Type: "consultation.confirm", State: webhook.Taken, Tries: 1, Status: 204, TookMS: 81, CreatedAt: at, LastAt: &at, Body: `{"type":"consultation.confirm"}`},
		{Type: "consultation.cancel", State: webhook.Waiting, Tries: 2, Status: 500, CreatedAt: at, LastAt: &at, Body: `{}`},
		{Type: "consultation.cancel", State: webhook.Waiting, CreatedAt: at, Body: `{}`},
	}
	for _, fault := range webhook.Faults {
		log = append(log, webhook.Delivery{Type: "test", State: webhook.Failed, Tries: 10, Fault: fault, CreatedAt: at, LastAt: &at, Body: `{}`})
	}
	all := []page.Example{
		{Name: "integration/webhooks", TitleKey: "integration.title", Body: ListPage{Owners: owners[:1], Types: Types, Removed: true}},
		{Name: "integration/webhooks", TitleKey: "integration.title", Body: ListPage{Endpoints: []webhook.Endpoint{e, failing, off}, Owners: owners, Types: Types,
			Typed: Typed{URL: "http://10.0.0.1/"}, Problem: problem.InvalidFields(problem.Field{Name: "url", Code: "webhook_inside"})}},
		{Name: "integration/webhook", TitleKey: "integration.one_title", Body: OnePage{Endpoint: failing, OwnerNames: names, Deliveries: log}},
	}
	for _, why := range []string{webhook.ByOwner, webhook.ByFailure, webhook.ByAnswer} {
		off.DisabledWhy = why
		all = append(all, page.Example{Name: "integration/webhook", TitleKey: "integration.one_title", Body: OnePage{Endpoint: off}})
	}
	for _, done := range []string{"add", "resend", "rotate", "enable", "disable", "test"} {
		all = append(all, page.Example{Name: "integration/webhook", TitleKey: "integration.one_title", Body: OnePage{Endpoint: e, OwnerNames: names, Done: done}})
	}
	return all
}
