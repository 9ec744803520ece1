package consultation

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// background is what the rows of a queue say beside the consultations themselves, read for all rows at once.
type background struct {
	fitting
	cities       companies
	products     map[string]catalog.Texts
	interpreters []account.User
	profiles     map[account.UserID]interpreter.Profile
	clashes      map[ID]map[account.UserID]Clash
	notes        map[ID][]Note
	authors      map[account.UserID]account.User
	concerned    map[uuid.UUID]Concerned
}

func (h *Handlers) background(ctx context.Context, v account.Viewer, rows []Item) (background, error) {
	known := background{cities: h.companies(ctx)}
	all := make([]Consultation, len(rows))
	var products []string
	var ids []ID
	for i, row := range rows {
		all[i] = row.Consultation
		products, ids = append(products, row.Products...), append(ids, row.ID)
	}
	var err error
	for _, read := range []func() error{
		func() error { known.fitting, err = NewFitter(h.service, h.catalog).read(ctx, all); return err },
		func() error { known.products, err = h.catalog.Names(ctx, products); return err },
		func() error { known.interpreters, err = h.accounts.Interpreters(ctx); return err },
		func() error { known.clashes, err = clashesOf(ctx, h.service.db, all); return err },
		func() error { known.concerned, err = h.service.concerned(ctx, rows); return err },
		func() error { known.notes, err = h.service.Notes(ctx, v, ids...); return err },
	} {
		if err := read(); err != nil {
			return background{}, err
		}
	}
	for id, company := range known.companies {
		company.City = account.CityName(known.cities.texts, known.cities.lang, company.City)
		known.cities.known[id] = company
	}
	var seats, authors []account.UserID
	for _, u := range known.interpreters {
		seats = append(seats, u.ID)
	}
	if known.profiles, err = h.service.interpreters.Profiles(ctx, seats); err != nil {
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
		if value := clip(query.Get(name), 60); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

func filterOf(query url.Values, v account.Viewer) QueueFilter {
	f := QueueFilter{Source: known(query.Get("show"), Sources), Soon: query.Get("due") == "soon", Text: strings.TrimSpace(clip(query.Get("q"), 60))}
	if query.Get("mine") != "" {
		f.Mine = v.User
	}
	return f
}

var keyShape = regexp.MustCompile(`^row-[A-Z0-9-]{1,24}(\.[a-z_]{1,30})?$`)

// rowKey is the key of a row if it can be one: it goes into a URL.
func rowKey(text string) string {
	if keyShape.MatchString(text) {
		return text
	}
	return ""
}

func keyOf(i Item) string {
	if i.Task == (Item{}).Task {
		return "row-" + i.Number
	}
	if side := i.part(i.Concerns); side != Nobody { // both sides may be missing, and both interpreters
		if side == Interpreter && i.Concerns == i.SecondUser {
			side = "second"
		}
		return "row-" + i.Number + "." + i.Source + "_" + string(side)
	}
	return "row-" + i.Number + "." + i.Source
}

// rowLink leads to the queue as it is filtered, with one more parameter about a row.
func rowLink(kept url.Values, name, key, fragment string) string {
	query := maps.Clone(kept)
	query.Set(name, key)
	return "?" + query.Encode() + "#" + fragment
}

func parsePick(text string) Decision {
	number, v, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		n = 0
	}
	return Decision{Number: clip(number, 40), Version: n}
}

// queueBody fills the page: filters with counts of everything, and the rows that are let through.
func (h *Handlers) queueBody(ctx context.Context, v account.Viewer, body QueuePage, all []Item, query url.Values) (QueuePage, error) {
	known, err := h.background(ctx, v, all)
	if err != nil {
		return body, err
	}
	filter, kept := filterOf(query, v), queueFilters(query)
	body.All, body.Back, body.At, body.Text = len(all), kept.Encode(), rowKey(query.Get("at")), filter.Text
	body.Filters = filters(all, filter, kept, v, body.Now)
	for _, item := range all {
		supplier, buyer := known.companies[item.SupplierCompany], known.companies[item.BuyerCompany]
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
	standings, err := trust.Standings(ctx, h.service.db, body.Now, buyers...)
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
func filters(all []Item, chosen QueueFilter, kept url.Values, v account.Viewer, now time.Time) []QueueChoice {
	choice := func(key string, f QueueFilter, change map[string]string, current bool) QueueChoice {
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
	choices := []QueueChoice{choice("all", QueueFilter{}, nil, plain), choice("soon", QueueFilter{Soon: true}, map[string]string{"due": "soon"}, chosen.Soon)}
	for _, source := range Sources {
		choices = append(choices, choice("source_"+source, QueueFilter{Source: source}, map[string]string{"show": source}, chosen.Source == source))
	}
	choices = append(choices, choice("mine", QueueFilter{Mine: v.User}, map[string]string{"mine": "1"}, chosen.Mine == v.User))
	return slices.DeleteFunc(choices, func(c QueueChoice) bool { return c.Count == 0 && !c.Current && c.Key != "all" })
}

func (h *Handlers) queueRow(ctx context.Context, known background, v account.Viewer, item Item, now time.Time) (QueueRow, error) {
	card, err := h.card(ctx, known.cities, v, item.Consultation)
	if err != nil {
		return QueueRow{}, err
	}
	barred := account.May(v, account.ApproveConsultation, item.Object())
	party := barred != nil
	card.Side = Office
	buyer := known.people[item.BuyerUser]
	row := QueueRow{
		Card: card, Key: keyOf(item), Source: item.Source, Assigned: known.authors[item.Assigned].Name, Why: item.Note, Due: item.Due,
		Urgency: item.Urgency(now), Left: dueIn(item.Due, now), Products: labelled(item.Consultation, known.products), Requester: buyer.Name, Lang: langOf(buyer), Speaks: base(langOf(buyer)),
		Person: known.people[item.InterpreterUser].Name, Before: known.met[pair{item.SupplierCompany, item.BuyerCompany}], Barred: barred,
		Interpreters: assignable(known, item.Consultation), Notes: noteLines(known.notes[item.ID], known.authors),
	}
	if item.Task != (Item{}).Task {
		row.Task, row.About = item.Task.String(), known.concerned[item.Task]
		return row, nil
	}
	row.Approvable = !party && item.State == Requested
	row.Movable = !party && slices.Contains(moves[MoveRetime].From, item.State)
	row.Assigns = !party && item.NeedFrom != "" && slices.Contains(moves[MoveAssign].From, item.State)
	if item.State == Requested || item.State == Offered {
		fit := h.fitLines(ctx, known.fit(item.Consultation))
		row.Fit = &fit
	}
	if item.State == Ended {
		row.Presence, _, err = h.service.Attendance(ctx, item.ID)
	}
	return row, err
}

// assignable are the interpreters as a form offers them: those who are free first, and why the others are not.
func assignable(known background, c Consultation) []Assignable {
	all := make([]Assignable, len(known.interpreters))
	for i, u := range known.interpreters {
		all[i] = Assignable{ID: u.ID.String(), Name: u.Name, Chosen: u.ID == c.InterpreterUser, Foreign: !worksIn(known.profiles[u.ID].Languages, c.Pair())}
		if clash, taken := known.clashes[c.ID][u.ID]; taken {
			all[i].Clash = &clash
		}
	}
	slices.SortStableFunc(all, func(a, b Assignable) int { return boolInt(a.Clash != nil) - boolInt(b.Clash != nil) })
	slices.SortStableFunc(all, func(a, b Assignable) int { return boolInt(a.Foreign) - boolInt(b.Foreign) })
	return all
}

// fitLines are a fit check in the page's language.
func (h *Handlers) fitLines(ctx context.Context, f Fit) FitCard {
	texts, lang := h.pages.Texts(), page.FrameFrom(ctx).Lang
	card := FitCard{Score: f.Score, Grade: f.Grade()}
	for _, r := range f.Reasons {
		args := slices.Clone(r.Args)
		for i := 0; i+1 < len(args); i += 2 {
			switch text, isText := args[i+1].(string); {
			case !isText || text == "":
			case args[i] == "Language":
				args[i+1] = texts.T(lang, "briefing.language_"+text)
			case args[i] == "By":
				args[i+1] = account.CityName(texts, lang, text)
			}
		}
		card.Lines = append(card.Lines, FitLine{Text: texts.T(lang, "desk.fit_"+r.Key+"_"+r.Verdict, args...), Verdict: r.Verdict, Points: r.Points, Of: r.Of})
	}
	return card
}

func asRefusal(err error) (*problem.Error, bool) { return errors.AsType[*problem.Error](err) }
