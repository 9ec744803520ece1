package office

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// background is what the rows of a queue say beside the consultations themselves, read for all rows at once.
type background struct {
	fit.Known
	cities       meeting.Cards
	products     map[string]catalog.Texts
	interpreters []account.User
	profiles     map[account.UserID]interpreter.Profile
	clashes      map[consultation.ID]map[account.UserID]consultation.Clash
	notes        map[consultation.ID][]consultation.Note
	authors      map[account.UserID]account.User
	concerned    map[uuid.UUID]consultation.Concerned
}

func (h *Handlers) background(ctx context.Context, v account.Viewer, rows []consultation.Item) (background, error) {
	known := background{cities: h.cards(ctx)}
	all := make([]consultation.Consultation, len(rows))
	var products []string
	var ids []consultation.ID
	for i, row := range rows {
		all[i] = row.Consultation
		products, ids = append(products, row.Products...), append(ids, row.ID)
	}
	var err error
	for _, read := range []func() error{
		func() error { known.Known, err = h.fitter.Read(ctx, all); return err },
		func() error { known.products, err = h.catalog.Names(ctx, products); return err },
		func() error { known.interpreters, err = h.accounts.Interpreters(ctx); return err },
		func() error { known.clashes, err = h.service.Taken(ctx, all...); return err },
		func() error { known.concerned, err = h.service.Concerned(ctx, rows); return err },
		func() error { known.notes, err = h.service.Notes(ctx, v, ids...); return err },
	} {
		if err := read(); err != nil {
			return background{}, err
		}
	}
	known.cities.Know(known.Companies)
	var seats, authors []account.UserID
	for _, u := range known.interpreters {
		seats = append(seats, u.ID)
	}
	if known.profiles, err = h.interpreters.Profiles(ctx, seats); err != nil {
		return background{}, err
	}
	for _, n := range known.notes {
		for _, note := range n {
			authors = append(authors, note.Author)
		}
	}
	for _, row := range rows {
		authors = append(authors, row.Assigned)
	}
	known.authors, err = h.accounts.Users(ctx, authors)
	return known, err
}

// queueFilters are the parameters of a queue's URL that narrow it.
func queueFilters(query url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{"show", "due", "mine", "q"} {
		if value := consultation.Clip(query.Get(name), 60); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func filterOf(query url.Values, v account.Viewer) consultation.QueueFilter {
	f := consultation.QueueFilter{Source: consultation.OneOf(query.Get("show"), consultation.Sources), Soon: query.Get("due") == "soon", Text: strings.TrimSpace(consultation.Clip(query.Get("q"), 60))}
	if query.Get("mine") != "" {
		f.Mine = v.User
	}
	return f
}

// rowLink leads to the queue as it is filtered, with one more parameter about a row.
func rowLink(kept url.Values, name, key, fragment string) string {
	query := maps.Clone(kept)
	query.Set(name, key)
	return "?" + query.Encode() + "#" + fragment
}

func parsePick(text string) consultation.Decision {
	number, v, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		n = 0
	}
	return consultation.Decision{Number: consultation.Clip(number, 40), Version: n}
}

// queueBody fills the page: filters with counts of everything, and the rows that are let through.
func (h *Handlers) queueBody(ctx context.Context, v account.Viewer, body QueuePage, all []consultation.Item, query url.Values) (QueuePage, error) {
	known, err := h.background(ctx, v, all)
	if err != nil {
		return body, err
	}
	filter, kept := filterOf(query, v), queueFilters(query)
	body.All, body.Back, body.At, body.Text = len(all), kept.Encode(), consultation.RowKey(query.Get("at")), filter.Text
	body.Filters = filters(all, filter, kept, v, body.Now)
	for _, item := range all {
		supplier, buyer := known.Companies[item.SupplierCompany], known.Companies[item.BuyerCompany]
		if !filter.Lets(item, body.Now, supplier.NameEn, supplier.NameKo, buyer.NameEn, buyer.NameKo) {
			continue
		}
		row, err := h.queueRow(ctx, known, v, item, body.Now)
		if err != nil {
			return body, err
		}
		body.Rows = append(body.Rows, row)
	}
	buyers := make([]account.CompanyID, len(body.Rows))
	for i, row := range body.Rows {
		buyers[i] = row.BuyerCompany
	}
	standings, err := h.service.Trusted(ctx, buyers...)
	if err != nil {
		return body, err
	}
	for i := range body.Rows {
		body.Rows[i].BuyerTrust = standings[body.Rows[i].BuyerCompany]
		body.Rows[i].Suggest, body.Rows[i].Stay = rowLink(kept, "suggest", body.Rows[i].Key, "first-time"), rowLink(kept, "at", body.Rows[i].Key, body.Rows[i].Key)
		switch {
		case i+1 < len(body.Rows):
			body.Rows[i].Next = body.Rows[i+1].Key
		case i > 0:
			body.Rows[i].Next = body.Rows[i-1].Key
		}
	}
	if body.At != "" && len(body.Rows) > 0 && !slices.ContainsFunc(body.Rows, func(row QueueRow) bool { return row.Key == body.At }) {
		body.At = body.Rows[0].Key // somebody else was first
	}
	return body, nil
}

// filters are the choices above the rows, each with how many it lets through; those of no use are left out.
func filters(all []consultation.Item, chosen consultation.QueueFilter, kept url.Values, v account.Viewer, now time.Time) []QueueChoice {
	choice := func(key string, f consultation.QueueFilter, change map[string]string, current bool) QueueChoice {
		query := url.Values{}
		if q := kept.Get("q"); q != "" {
			query.Set("q", q)
		}
		for name, value := range change {
			query.Set(name, value)
		}
		c := QueueChoice{Key: key, Query: "?" + query.Encode(), Current: current}
		for _, item := range all {
			if f.Lets(item, now) {
				c.Count++
			}
		}
		return c
	}
	plain := !chosen.Soon && chosen.Source == "" && chosen.Mine == (account.UserID{})
	choices := []QueueChoice{choice("all", consultation.QueueFilter{}, nil, plain), choice("soon", consultation.QueueFilter{Soon: true}, map[string]string{"due": "soon"}, chosen.Soon)}
	for _, source := range consultation.Sources {
		choices = append(choices, choice("source_"+source, consultation.QueueFilter{Source: source}, map[string]string{"show": source}, chosen.Source == source))
	}
	choices = append(choices, choice("mine", consultation.QueueFilter{Mine: v.User}, map[string]string{"mine": "1"}, chosen.Mine == v.User))
	return slices.DeleteFunc(choices, func(c QueueChoice) bool { return c.Count == 0 && !c.Current && c.Key != "all" })
}

func (h *Handlers) queueRow(ctx context.Context, known background, v account.Viewer, item consultation.Item, now time.Time) (QueueRow, error) {
	card, err := known.cities.Of(ctx, v, item.Consultation)
	if err != nil {
		return QueueRow{}, err
	}
	barred := account.May(v, account.ApproveConsultation, item.Object())
	party := barred != nil
	card.Side = consultation.Office
	buyer := known.People[item.BuyerUser]
	row := QueueRow{
		Card: card, Key: item.Key(), Source: item.Source, Assigned: known.authors[item.Assigned].Name, Why: item.Note, Due: item.Due,
		Urgency: item.Urgency(now), Left: dueIn(item.Due, now), Products: meeting.LabelledOf(item.Consultation, known.products), Requester: buyer.Name, Lang: meeting.LangOf(buyer), Speaks: consultation.BaseLanguage(meeting.LangOf(buyer)),
		Person: known.People[item.InterpreterUser].Name, Before: known.Met[consultation.Sides{Supplier: item.SupplierCompany, Buyer: item.BuyerCompany}], Barred: barred,
		Interpreters: assignable(known, item.Consultation), Notes: meeting.NoteLines(known.notes[item.ID], known.authors),
	}
	if item.Task != (consultation.Item{}).Task {
		row.Task, row.About = item.Task.String(), known.concerned[item.Task]
		return row, nil
	}
	row.Approvable = !party && item.State == consultation.Requested
	row.Movable = !party && consultation.MoveRetime.Leaves(item.State)
	row.SetsNeed = !party && consultation.MoveNeed.Leaves(item.State)
	row.Assigns = !party && item.NeedFrom != "" && consultation.MoveAssign.Leaves(item.State)
	if item.State == consultation.Requested || item.State == consultation.Offered {
		lines := meeting.FitIn(h.pages.Texts(), page.FrameFrom(ctx).Lang, known.Assess(item.Consultation))
		row.Fit = &lines
	}
	if item.State == consultation.Ended {
		row.Presence, _, err = h.service.Attendance(ctx, item.ID)
	}
	return row, err
}

// assignable are the interpreters as a form offers them: those who are free first, and why the others are not.
func assignable(known background, c consultation.Consultation) []Assignable {
	all := make([]Assignable, len(known.interpreters))
	for i, u := range known.interpreters {
		all[i] = Assignable{ID: u.ID.String(), Name: u.Name, Chosen: u.ID == c.InterpreterUser, Foreign: !consultation.WorksIn(known.profiles[u.ID].Languages, c.Pair())}
		if clash, taken := known.clashes[c.ID][u.ID]; taken {
			all[i].Clash = &clash
		}
	}
	slices.SortStableFunc(all, func(a, b Assignable) int { return later(a.Clash != nil, b.Clash != nil) })
	slices.SortStableFunc(all, func(a, b Assignable) int { return later(a.Foreign, b.Foreign) })
	return all
}

func asRefusal(err error) (*problem.Error, bool) { return errors.AsType[*problem.Error](err) }

// later orders what is so after what is not.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
