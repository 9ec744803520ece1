package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/audit"
	"github.com/etradeoffice/portal/server/briefing"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/deal"
	"github.com/etradeoffice/portal/server/digest"
	"github.com/etradeoffice/portal/server/exchange"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/office"
	"github.com/etradeoffice/portal/server/refill"
	"github.com/etradeoffice/portal/server/report"
	"github.com/etradeoffice/portal/server/saved"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/studio"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/walkin"
	"github.com/etradeoffice/portal/server/wanted"
	"github.com/etradeoffice/portal/server/witness"
)

const apiPrefix = "/api/v1/"

// When a page is due that visitors share: one thing's page, and a search, whose p95 is to be 120 ms under 50 visitors who never pause.
const (
	soon     = 30 * time.Millisecond
	searched = 140 * time.Millisecond
)

// routes is the table of all pages, in the order in which a visitor meets them. Without a language in front a path
// leads to the same page in the person's language. What is no page stands in front of them, since a mux takes
// "/assets/x" for a page in the language "assets".
func (s *Server) routes(cfg Config) http.Handler {
	s.sitemap = sitemap{pages: cfg.Catalog, origin: cfg.Origin, langs: locale.Offered, most: sitemapMost, part: sitemapPart}
	handle := func(pattern string, h http.Handler) {
		s.patterns = append(s.patterns, pattern)
		_, route, _ := strings.Cut(pattern, " ")
		s.mux.Handle(pattern, s.metrics.counted(route, h))
	}
	get := func(pattern string, h handlerFunc) { handle("GET "+pattern, s.page(h)) }
	live := func(pattern string, h handlerFunc) { handle("GET "+pattern, s.livePage(h)) }
	shared := func(pattern string, within time.Duration, h handlerFunc) {
		handle("GET "+pattern, s.sharedPage(within, h))
	}
	post := func(pattern string, h handlerFunc) { handle("POST "+pattern, s.page(h)) }

	limits := account.NewLimiter(cfg.Limits, cfg.Now)
	client := func(r *http.Request) string { return requestFrom(r.Context()).Client }
	home := account.Home{Zone: cfg.OfficeZone, City: cfg.OfficeCity, Country: schedule.CountryOfZone(s.officeZone)}
	accounts := account.NewHandlers(cfg.Account, account.HandlersConfig{
		Sessions: s.sessions, Limits: limits, Pages: s.pages, Client: client,
		Cookie: s.rememberLang, Demo: demoPeople(cfg.Demo), Home: home,
	})

	albums := media.NewHandlers(cfg.Media, s.pages, limits, s.visitor)
	catalogs := catalog.NewHandlers(cfg.Catalog, s.pages)
	files := exchange.NewHandlers(cfg.Catalog, s.pages, cfg.Now)
	makers := studio.NewHandlers(cfg.Studio, s.pages)
	tables := intake.NewHandlers(cfg.Intake, s.pages, limits)
	asks := inquiry.NewHandlers(cfg.Inquiry, s.sessions, s.pages)
	hours := schedule.NewHandlers(cfg.Schedule, cfg.Account, s.pages, s.texts)
	guild, fitter := interpreter.New(cfg.DB, cfg.Schedule), fit.NewFitter(cfg.DB, cfg.Account, cfg.Consultation, cfg.Catalog)
	meetings := meeting.NewHandlers(cfg.Consultation, meeting.HandlersConfig{
		Schedule: cfg.Schedule, Accounts: cfg.Account, Catalog: cfg.Catalog, Sessions: s.sessions, Door: accounts, Pages: s.pages,
		MailSecret: cfg.MailSecret, Limits: limits, Client: client, OtherMail: cfg.Inquiry.TakeMail, Inquiry: cfg.Inquiry,
		Interpreters: guild, Fitter: fitter, Settings: cfg.Settings, Log: cfg.Log,
	})
	officers := office.NewHandlers(cfg.Consultation, office.Config{
		Accounts: cfg.Account, Catalog: cfg.Catalog, Interpreters: guild, Sessions: s.sessions, Fitter: fitter, Meetings: meetings, Rooms: cfg.Rooms, Pages: s.pages, Log: cfg.Log,
	})
	s.waiting, s.atDesk, s.open = meetings.Waiting, cfg.Catalog.AtDesk, cfg.Consultation.Settings().Hours.Open
	s.reached = cfg.Consultation.Settings().Reach
	catalogs.TellProgrammes(officers.Coming)
	hours.ShowAffected(meetings.Affected)
	refills := refill.NewHandlers(cfg.Refill, cfg.Catalog, s.pages, meetings.GoOn)
	calls := walkin.NewHandlers(cfg.WalkIn, s.pages)
	catalogs.OfferTalk(cfg.WalkIn.Offered)
	catalogs.AskWhetherReady(cfg.WalkIn.Ready)
	keeps := saved.NewHandlers(cfg.Saved, s.sessions, s.pages, catalogs.ShowHits)
	catalogs.MarkSaved(keeps.Known)
	catalogs.MarkAsked(asks.Known)
	s.basket = asks.Known
	wishes := wanted.NewHandlers(cfg.Wanted, s.pages)
	interpreters := interpreter.NewHandlers(guild, cfg.Account, s.pages, home)
	packs := briefing.NewHandlers(briefing.New(cfg.DB, cfg.Consultation, cfg.Catalog, cfg.Account, cfg.Now), s.pages)
	deals := deal.NewHandlers(cfg.Deal, cfg.Account, s.pages)
	reports := report.NewHandlers(cfg.Report, s.pages, cfg.Now)
	reports.CountRings(cfg.WalkIn)

	mornings := digest.NewHandlers(digest.New(digest.Config{DB: cfg.DB, Accounts: cfg.Account}), cfg.WalkIn.Push, s.pages)
	roots := witness.New(witness.Config{DB: cfg.DB})
	logs := audit.NewHandlers(&audit.Service{DB: cfg.DB, Zone: s.officeZone, Now: cfg.Now,
		Proofs: []func(context.Context) (bool, error){audit.NewProof(cfg.DB).Whole, consultation.NewProof(cfg.DB).Whole, trust.NewProof(cfg.DB).Whole}}, cfg.Account, s.pages)
	says := settings.NewHandlers(cfg.Settings, settings.HandlersConfig{Pages: s.pages, Zone: s.officeZone, City: s.officeCity, Holidays: s.holidays, Now: cfg.Now})
	hooks := integration.NewHandlers(cfg.Integration, cfg.Account, s.pages)
	vouching := trust.NewHandlers(cfg.Trust, s.pages)

	shared("/{lang}", soon, catalogs.Home)
	shared("/{lang}/products", searched, catalogs.Products)
	shared("/{lang}/products/{sku}", soon, catalogs.Product)
	get("/{lang}/products/{sku}/brochures/{brochure}", albums.Brochure)
	get("/{lang}/products/{sku}/qr.svg", catalogs.ProductCode)
	get("/{lang}/compare", catalogs.Compare)
	get("/{lang}/export/{format}", files.Export)
	get("/{lang}/hs", catalogs.HS)
	get("/{lang}/hs/{code}", catalogs.HS)
	shared("/{lang}/companies", searched, catalogs.Companies)
	shared("/{lang}/companies/{slug}", soon, catalogs.Company)
	get("/{lang}/saved", keeps.List)
	post("/{lang}/saved/add", keeps.Add)
	post("/{lang}/saved/remove", keeps.Remove)
	post("/{lang}/saved/lists", keeps.Create)
	post("/{lang}/saved/lists/{id}/rename", keeps.Rename)
	post("/{lang}/saved/lists/{id}/drop", keeps.Drop)
	post("/{lang}/saved/alerts/{id}/stop", keeps.Stop)
	get("/{lang}/alerts/new", keeps.NewAlert)
	post("/{lang}/alerts", keeps.Follow)
	get("/{lang}/alerts/stop/{secret}", keeps.StopForm)
	post("/{lang}/alerts/stop/{secret}", keeps.StopAll)
	get("/{lang}/wanted", wishes.Mine)
	get("/{lang}/wanted/new", wishes.Form)
	post("/{lang}/wanted", wishes.Ask)
	get("/{lang}/wanted/{id}", wishes.Show)
	post("/{lang}/wanted/{id}/answer", wishes.Reply)
	post("/{lang}/wanted/{id}/withdraw", wishes.Withdraw)
	get("/{lang}/verify/{code}", vouching.Check)

	get("/{lang}/basket", asks.Basket)
	post("/{lang}/basket", asks.SetBasket)
	get("/{lang}/inquiries", asks.List)
	get("/{lang}/inquiries/settings", asks.Settings)
	post("/{lang}/inquiries/settings", asks.SetSettings)
	get("/{lang}/inquiries/{id}", asks.Thread)
	get("/{lang}/inquiries/{id}/invite", meetings.InviteWriter)
	post("/{lang}/inquiries/{id}/invite", meetings.AskWriter)
	post("/{lang}/inquiries/{id}/{act}", asks.Act)
	get("/{lang}/inquiries/{id}/files/{file}", asks.File)
	get("/{lang}/rfqs", asks.RFQs)
	get("/{lang}/rfqs/new", asks.NewRFQ)
	post("/{lang}/rfqs", asks.PostRFQ)
	get("/{lang}/rfqs/{code}", asks.RFQ)
	get("/{lang}/rfqs/{code}/edit", asks.EditRFQ)
	post("/{lang}/rfqs/{code}/{act}", asks.ActOnRFQ)
	get("/{lang}/rfqs/{code}/files/{file}", asks.RFQFile)

	get("/{lang}/companies/{slug}/call", calls.Offer)
	post("/{lang}/companies/{slug}/call", calls.Ask)
	live("/{lang}/rings/{id}", calls.Call)
	get("/{lang}/rings/{id}/film", calls.Film)
	post("/{lang}/rings/{id}/film", calls.LeaveFilm)
	post("/{lang}/rings/{id}/leave", calls.Leave)
	post("/{lang}/rings/{id}/note", calls.Note)

	get("/{lang}/companies/{slug}/waitlist", refills.Form)
	post("/{lang}/companies/{slug}/waitlist", refills.Join)
	get("/{lang}/book/{slug}", meetings.When)
	post("/{lang}/book/{slug}", meetings.Hold)
	get("/{lang}/book/{slug}/{draft}", meetings.What)
	post("/{lang}/book/{slug}/{draft}", meetings.Describe)
	post("/{lang}/book/{slug}/{draft}/extend", meetings.Extend)
	get("/{lang}/book/{slug}/{draft}/who", meetings.Who)
	post("/{lang}/book/{slug}/{draft}/who", meetings.Send)
	get("/{lang}/book/{slug}/{draft}/code", meetings.Code)
	post("/{lang}/book/{slug}/{draft}/code", meetings.UseCode)

	get("/{lang}/sign-in", accounts.SignIn)
	post("/{lang}/sign-in", accounts.SignInPassword)
	post("/{lang}/sign-in/demo", accounts.SignInDemo)
	post("/{lang}/sign-in/mail", accounts.AskCode)
	get("/{lang}/sign-in/code", accounts.Code)
	post("/{lang}/sign-in/code", accounts.UseCode)
	get("/{lang}/sign-in/link", accounts.Link)
	post("/{lang}/sign-in/link", accounts.UseLink)
	get("/{lang}/register", accounts.Register)
	post("/{lang}/register", accounts.RegisterBuyer)
	get("/{lang}/preferences", accounts.Preferences)
	post("/{lang}/preferences", accounts.SetPreferences)
	get("/{lang}/notifications", mornings.Settings)
	post("/{lang}/notifications", mornings.SetSettings)
	post("/{lang}/notifications/devices", mornings.AddDevice)
	post("/{lang}/notifications/devices/remove", mornings.RemoveDevice)
	post("/{lang}/sign-out", accounts.SignOut)

	post("/{lang}/presence", catalogs.AtDesk)
	get("/{lang}/studio", makers.List)
	post("/{lang}/studio/many", makers.MoveMany)
	get("/{lang}/studio/company", makers.Company)
	post("/{lang}/studio/company", makers.SetCompany)
	get("/{lang}/buyer", makers.Buyer)
	post("/{lang}/buyer", makers.SetBuyer)
	get("/{lang}/studio/products/new", makers.NewForm)
	post("/{lang}/studio/products/new", makers.Start)
	get("/{lang}/studio/products/{sku}", makers.Product)
	get("/{lang}/studio/products/{sku}/edit/{section}", makers.Edit)
	post("/{lang}/studio/products/{sku}/edit/{section}", makers.Save)
	get("/{lang}/studio/products/{sku}/texts/{to}", makers.Texts)
	post("/{lang}/studio/products/{sku}/texts/{to}", makers.SaveTexts)
	get("/{lang}/studio/products/{sku}/certificates", makers.Certificates)
	post("/{lang}/studio/products/{sku}/certificates", makers.SetCertificate)
	post("/{lang}/studio/products/{sku}/certificates/{id}/remove", makers.DropCertificate)
	post("/{lang}/studio/products/{sku}/{move}", makers.Move)
	get("/{lang}/certificates/{id}/file", makers.File)
	get("/{lang}/studio/template.xlsx", tables.Template)
	get("/{lang}/studio/products.xlsx", tables.Export)
	get("/{lang}/studio/products.csv", tables.Export)
	get("/{lang}/studio/import", tables.Upload)
	post("/{lang}/studio/import", tables.Start)
	get("/{lang}/studio/import/{id}", tables.Show)
	get("/{lang}/studio/import/{id}/errors.csv", tables.BadRows)
	get("/{lang}/studio/import/{id}/errors.xlsx", tables.BadRows)
	post("/{lang}/studio/import/{id}/{step}", tables.Step)
	get("/{lang}/studio/products/{sku}/media", albums.Album)
	post("/{lang}/studio/products/{sku}/media/photos", albums.AddPhotos)
	post("/{lang}/studio/products/{sku}/media/photos/{photo}/{act}", albums.ChangePhoto)
	post("/{lang}/studio/products/{sku}/media/brochures", albums.AddBrochure)
	post("/{lang}/studio/products/{sku}/media/brochures/{brochure}/remove", albums.RemoveBrochure)
	get("/{lang}/availability", hours.Availability)
	post("/{lang}/availability", hours.SetAvailability)
	get("/{lang}/waitlist", refills.List)
	post("/{lang}/waitlist/{id}/{act}", refills.Act)
	get("/{lang}/standby/{id}", refills.Show)
	post("/{lang}/standby/{id}", refills.Answer)
	get("/{lang}/interpreting", interpreters.Profile)
	post("/{lang}/interpreting", interpreters.SetHours)
	get("/{lang}/interpreting/absence", meetings.Absence)
	post("/{lang}/interpreting/absence", meetings.ReportAbsence)
	get("/{lang}/desk/interpreters", interpreters.List)
	post("/{lang}/desk/interpreters", interpreters.Change)
	get("/{lang}/desk/interpreters/new", interpreters.NewForm)
	post("/{lang}/desk/interpreters/new", interpreters.Add)
	get("/{lang}/consultations", meetings.Mine)
	get("/{lang}/consultations/{number}", meetings.Page)
	get("/{lang}/consultations/{number}/invite.ics", meetings.InviteFile)
	get("/{lang}/consultations/{number}/invite", meetings.Invite)
	post("/{lang}/consultations/{number}/invite", meetings.SendInvitation)
	post("/{lang}/consultations/{number}/{move}", meetings.Move)
	get("/{lang}/calendar", meetings.FeedSettings)
	post("/{lang}/calendar", meetings.SetFeed)
	get("/{lang}/webhooks", hooks.Webhooks)
	post("/{lang}/webhooks", hooks.AddWebhook)
	get("/{lang}/webhooks/{endpoint}", hooks.Webhook)
	post("/{lang}/webhooks/{endpoint}/{act}", hooks.ActOnWebhook)
	post("/{lang}/webhooks/{endpoint}/deliveries/{delivery}", hooks.ResendDelivery)
	get("/{lang}/letter/{secret}", meetings.Letter)
	post("/{lang}/letter/{secret}", meetings.UseLetter)
	get("/{lang}/join/{secret}", meetings.Along)
	post("/{lang}/join/{secret}", meetings.ComeAlong)
	live("/{lang}/join/{secret}/room", meetings.AlongRoom)
	post("/{lang}/join/{secret}/ticket", meetings.AlongTicket)
	get("/{lang}/join/{secret}/documents", meetings.AlongDocuments)
	get("/{lang}/digest/stop/{secret}", mornings.Form)
	post("/{lang}/digest/stop/{secret}", mornings.Stop)
	live("/{lang}/device-check", calls.Check)
	post("/{lang}/device-check", calls.KeepCheck)
	live("/{lang}/consultations/{number}/room", meetings.Room)
	post("/{lang}/consultations/{number}/ticket", meetings.Ticket)
	get("/{lang}/consultations/{number}/documents", meetings.Documents)
	get("/{lang}/consultations/{number}/files/{file}", meetings.File)
	get("/{lang}/consultations/{number}/briefing", packs.Show)
	post("/{lang}/consultations/{number}/briefing", packs.Edit)
	get("/{lang}/consultations/{number}/outcome", deals.Outcome)
	post("/{lang}/consultations/{number}/outcome", deals.State)
	post("/{lang}/consultations/{number}/outcome/attest", deals.Attest)
	post("/{lang}/consultations/{number}/outcome/evidence", deals.Attach)
	get("/{lang}/desk/queue", officers.Queue)
	get("/{lang}/desk/today", officers.Today)
	get("/{lang}/desk/zones", officers.Zones)
	get("/{lang}/desk/swap", officers.SwapForm)
	post("/{lang}/desk/swap", officers.DoSwap)
	get("/{lang}/desk/ties", accounts.Ties)
	post("/{lang}/desk/ties", accounts.ChangeTies)
	get("/{lang}/desk/makers/new", accounts.MakerForm)
	post("/{lang}/desk/makers/new", accounts.AddMaker)
	get("/{lang}/people/{slug}", accounts.People)
	post("/{lang}/people/{slug}", accounts.ChangePeople)
	get("/{lang}/desk/rules", officers.Rules)
	post("/{lang}/desk/rules", officers.ChangeRules)
	post("/{lang}/desk/queue/approve", officers.ApproveAll)
	post("/{lang}/desk/duty", officers.TakeDuty)
	post("/{lang}/desk/notes", officers.Note)
	post("/{lang}/desk/tasks/{id}/done", officers.TaskDone)
	get("/{lang}/desk/live", officers.Board)
	get("/{lang}/desk/rings", calls.Rings)
	get("/{lang}/desk/rings/now", calls.Now)
	get("/{lang}/desk/rings/settings", calls.Settings)
	post("/{lang}/desk/rings/settings", calls.SetSettings)
	post("/{lang}/desk/rings/unblock", calls.Unblock)
	post("/{lang}/desk/rings/{id}/{move}", calls.Move)
	get("/{lang}/desk/inquiries", asks.Desk)
	post("/{lang}/desk/inquiries", asks.SetDesk)
	get("/{lang}/desk/report", reports.Report)
	get("/{lang}/desk/report/links.csv", reports.LinksTable)
	get("/{lang}/desk/audit", logs.Log)
	get("/{lang}/desk/audit.csv", logs.Export)
	get("/{lang}/desk/audit.xlsx", logs.Export)
	get("/{lang}/desk/settings", says.Settings)
	post("/{lang}/desk/settings", says.Change)
	get("/{lang}/desk/products", makers.Queue)
	post("/{lang}/desk/products", makers.DecideAll)
	get("/{lang}/desk/products/{sku}", makers.Review)
	post("/{lang}/desk/products/{sku}", makers.Decide)
	get("/{lang}/desk/products/batch/{batch}", makers.Batch)
	post("/{lang}/desk/products/batch/{batch}", makers.ApproveBatch)
	get("/{lang}/desk/companies/{slug}", makers.ReviewCompany)
	post("/{lang}/desk/companies/{slug}", makers.DecideCompany)
	get("/{lang}/desk/certificates", makers.Papers)
	post("/{lang}/desk/certificates/{id}", makers.Verify)
	get("/{lang}/desk/wanted", wishes.Queue)
	get("/{lang}/verification", vouching.Own)
	post("/{lang}/verification", vouching.SetOwn)
	post("/{lang}/verification/evidence", vouching.HandIn)
	get("/{lang}/verification/evidence/{id}", vouching.Evidence)
	get("/{lang}/desk/trust", vouching.Queue)
	get("/{lang}/desk/trust/{slug}", vouching.Company)
	post("/{lang}/desk/trust/{slug}/{act}", vouching.Decide)
	get("/{lang}/desk/watch", vouching.Lists)
	post("/{lang}/desk/watch", vouching.ImportList)
	get("/{lang}/desk/endorsements", vouching.Endorsements)
	post("/{lang}/desk/endorsements/keys", vouching.AddKey)
	post("/{lang}/desk/endorsements/keys/{id}/{act}", vouching.SettleKey)
	get("/{lang}/desk/endorsements/{code}", vouching.Endorsement)
	get("/{lang}/desk/endorsements/{code}/statement", vouching.Statement)
	post("/{lang}/desk/endorsements/{code}/sign", vouching.Sign)
	post("/{lang}/desk/endorsements/{code}/decline", vouching.Decline)
	post("/{lang}/desk/endorsements/{code}/revoke", vouching.Revoke)
	get("/{lang}/desk/words", catalogs.Words)
	post("/{lang}/desk/words", catalogs.PutWords)
	post("/{lang}/desk/words/drop", catalogs.DropWords)

	if cfg.Demo {
		get("/{lang}/dev/mail", s.mailList(cfg.Outbox))
		get("/{lang}/dev/mail/{id}", s.mailLetter(cfg.Outbox))
		get("/{lang}/dev/mail/{id}/html", s.mailHTML(cfg.Outbox))
		get("/{lang}/dev/mail/{id}/invite.ics", s.mailInvite(cfg.Outbox))
	}

	s.mux.Handle("/", s.page(s.elsewhere))

	front := http.NewServeMux()
	front.Handle("GET /assets/", cfg.Web.Assets)
	front.Handle("GET /worker.js", cfg.Web.Worker)
	front.Handle("POST /hooks/mail", s.file(meetings.IncomingMail))
	front.Handle("GET /calendar/{file}", s.file(meetings.FeedFile))
	front.Handle("GET /pictures/{file}", s.file(albums.Picture))
	front.Handle("GET /trust/keys.json", s.file(vouching.Keys))
	front.Handle("GET /trust/revoked.json", s.file(vouching.Revoked))
	front.Handle("GET /trust/endorsements/{file}", s.file(vouching.File))
	front.Handle("GET /robots.txt", s.file(s.robots))
	front.Handle("GET /sitemap.xml", s.file(s.sitemap.whole))
	front.Handle("GET /sitemap/{file}", s.file(s.sitemap.numbered))
	front.Handle(apiPrefix, s.metrics.counted(apiPrefix, s.api(accounts.API, hours.API, packs.API, catalogs.API, meetings.API, officers.DeskAPI, officers.RulesAPI, meetings.InviteAPI, refills.API, mornings.API, roots.API, reports.API, hooks.API, calls.API, interpreters.API, deals.API, asks.API, keeps.API, wishes.API, vouching.API, says.API)))
	front.Handle("/", s.mux)
	return front
}

// holidays are the public ones of the office's country, for the page of its own days.
func (s *Server) holidays(from, until time.Time) []settings.Holiday {
	var all []settings.Holiday
	for _, h := range schedule.Holidays(schedule.CountryOfZone(s.officeZone), schedule.DateOf(from, s.officeZone), schedule.DateOf(until, s.officeZone)) {
		all = append(all, settings.Holiday{On: time.Date(h.On.Year, h.On.Month, h.On.Day, 0, 0, 0, 0, time.UTC), Key: "schedule.holiday_" + h.Name})
	}
	return all
}

func demoPeople(demo bool) []account.DemoPerson {
	if !demo {
		return nil
	}
	return account.DemoPeople
}
