package meeting

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/quality"
)

// Lines is how the links of a meeting were, as a viewer may read it: the office all of it with figures, a side its own
// people's in words.
type Lines struct {
	People  []Line
	Figures bool
	Suggest string // whom the records point to, for the officer; see quality.Suggestion
	Days    int    // that a record is kept
}

// Line is one participant's.
type Line struct {
	quality.Record
	Name string
	Own  bool // the viewer's
}

func (h *Handlers) lines(ctx context.Context, v account.Viewer, body *Page) error {
	links, err := h.service.Links(ctx, body.ID)
	if err != nil {
		return err
	}
	lines := Lines{Figures: body.Side == consultation.Office, Days: int(h.service.Settings().LinksKept.Hours() / 24)}
	var who []account.UserID
	for _, r := range links[body.ID] {
		id, err := uuid.Parse(r.Participant)
		own := err == nil && v.User == account.UserID{UUID: id}
		if !lines.Figures && !own && (body.Side == consultation.Interpreter || r.Side != string(body.Side)) {
			continue
		}
		lines.People = append(lines.People, Line{Record: r, Own: own})
		who = append(who, account.UserID{UUID: id})
	}
	if len(who) == 0 {
		return nil
	}
	users, err := h.accounts.Users(ctx, who)
	if err != nil {
		return err
	}
	for i := range lines.People {
		lines.People[i].Name = users[who[i]].Name
	}
	if lines.Figures {
		lines.Suggest = quality.Suggestion(links[body.ID])
	}
	body.Lines = lines
	return nil
}
