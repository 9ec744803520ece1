package meeting

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

// interpretation fills in what the page says of the interpreters: each viewer its own part of it.
func (h *Handlers) interpretation(ctx context.Context, v account.Viewer, body *Page) error {
	if err := h.need(ctx, v, body); err != nil {
		return err
	}
	if body.Pair() == (schedule.Pair{}) || body.Side == consultation.Nobody {
		return nil
	}
	parts, err := h.service.Parts(ctx, body.ID)
	if err != nil {
		return err
	}
	if at := consultation.PartOf(parts, v.User); at >= 0 {
		body.Interpretation.Part = &parts[at]
	}
	if err := h.others(ctx, body); err != nil {
		return err
	}
	done := slices.ContainsFunc(parts, func(p interpreter.Assignment) bool { return p.Stage.To(interpreter.Rated) == nil })
	body.Interpretation.MayRate = done && account.May(v, account.RateInterpreter, body.Object()) == nil
	body.Interpretation.Stars = []int{1, 2, 3, 4, 5}
	body.Interpretation.MayWaive = body.May[string(consultation.MoveWaive)] && body.LacksInterpreter()
	if body.Side != consultation.Office {
		return nil
	}
	if body.Interpretation.Alarms, err = h.service.Alarms(ctx, body.ID); err != nil {
		return err
	}
	return h.panel(ctx, body, parts)
}

// need is what the office has set about the interpreter, for who belongs to the meeting.
func (h *Handlers) need(ctx context.Context, v account.Viewer, body *Page) (err error) {
	if !body.Side.IsParty() && body.Side != consultation.Office {
		return nil
	}
	if body.Need, err = h.service.NeedSet(ctx, body.Consultation); err != nil || body.Need == nil || body.Side == consultation.Office {
		return err
	}
	body.MayDoubt = account.May(v, account.WaiveInterpreter, body.Object()) == nil
	body.NeedWords, err = h.service.NeedQuestioned(ctx, body.ID, v.User)
	return err
}

// others are the names of the second seat and of those who have waived.
func (h *Handlers) others(ctx context.Context, body *Page) error {
	said, err := h.service.Waivers(ctx, body.ID)
	if err != nil {
		return err
	}
	ids := []account.UserID{body.SecondUser}
	for _, w := range said {
		ids = append(ids, w.User)
	}
	names, err := h.accounts.Users(ctx, ids)
	if err != nil {
		return err
	}
	body.Interpretation.Second = names[body.SecondUser].Name
	for _, w := range said {
		body.Interpretation.Waived = append(body.Interpretation.Waived, names[w.User].Name)
	}
	return nil
}

// panel is who could interpret, the free ones first, and why the others cannot.
func (h *Handlers) panel(ctx context.Context, body *Page, parts []interpreter.Assignment) error {
	if !body.May[string(consultation.MoveAssign)] {
		return nil
	}
	all, err := h.service.Standings(ctx, body.Consultation)
	if err != nil {
		return err
	}
	ids := make([]account.UserID, len(all))
	for i, p := range all {
		ids[i] = account.UserID{UUID: p.Guide.Owner}
	}
	users, err := h.accounts.Users(ctx, ids)
	if err != nil {
		return err
	}
	profiles, err := h.interpreters.Profiles(ctx, ids)
	if err != nil {
		return err
	}
	clashes, err := h.service.Taken(ctx, body.Consultation)
	if err != nil {
		return err
	}
	for i, p := range all {
		row := PanelRow{ID: ids[i].String(), Name: users[ids[i]].Name, City: account.CityName(h.pages.Texts(), h.cards(ctx).lang, users[ids[i]].City),
			At: body.StartsAt, Zone: users[ids[i]].Zone, Tier: profiles[ids[i]].Tier, Reliability: profiles[ids[i]].Reliability(), Rung: p.Rung,
			Hindrance: p.Hindrance, Takeable: p.Takeable(), Seated: body.SeatOf(ids[i]) != 0}
		if at := consultation.PartOf(parts, ids[i]); at >= 0 {
			row.Stage = parts[at].Stage
		}
		if clash, taken := clashes[body.ID][ids[i]]; taken {
			row.Clash = &clash
		}
		body.Interpretation.Panel = append(body.Interpretation.Panel, row)
	}
	return nil
}
