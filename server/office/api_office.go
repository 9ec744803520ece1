package office

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/schedule"
)

// NoteRecord is what an officer left for the next.
type NoteRecord struct {
	At   time.Time `json:"at" doc:"UTC"`
	By   string    `json:"by" doc:"Name of the officer"`
	Text string    `json:"text"`
}

type noteBody struct {
	Text string `json:"text" minLength:"1" maxLength:"1000"`
}

type officeNoteInput struct{ Body noteBody }

type noteInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   noteBody
}

type aboutInput struct {
	Number string `path:"number" maxLength:"40"`
}

type notesAnswer struct {
	Body struct {
		Notes []NoteRecord `json:"notes" doc:"The newest first; the last five"`
	}
}

type dutyInput struct {
	Body struct {
		Note string `json:"note,omitempty" maxLength:"1000" doc:"For whoever reads next"`
	}
}

type dutyAnswer struct {
	Body struct {
		Officer string     `json:"officer,omitempty" doc:"Name of who takes what others cannot decide; empty: nobody"`
		Since   *time.Time `json:"since,omitempty" doc:"UTC"`
	}
}

type taskInput struct {
	ID string `path:"id" maxLength:"40"`
}

type zonesAnswer struct {
	Body struct {
		TZDB    string       `json:"tzdb" doc:"Version of the time zone database that counts now"`
		Changes []zoneChange `json:"changes" doc:"Coming consultations whose hour on the company's wall the new rules have moved"`
	}
}

type zoneChange struct {
	Number   string    `json:"number"`
	Company  string    `json:"company" doc:"Slug"`
	Zone     string    `json:"zone" doc:"IANA"`
	StartsAt time.Time `json:"startsAt" doc:"UTC; it stays as agreed"`
	Was      string    `json:"was" doc:"On the company's wall by the rules of then" example:"2027-03-29 09:00"`
	Is       string    `json:"is" doc:"By the rules of now"`
}

// officeAPI adds what officers leave for each other, and what a desk looks at beside its queue.
func (h *Handlers) officeAPI(api huma.API) {
	op := operation.Topic{Tag: "desk"}.Op
	huma.Register(api, op("read-office-notes", http.MethodGet, "/desk/notes", "Hand-over notes of the office"), func(ctx context.Context, _ *struct{}) (*notesAnswer, error) {
		return h.notesOf(ctx, consultation.ID{})
	})
	huma.Register(api, op("leave-office-note", http.MethodPost, "/desk/notes", "Leave a hand-over note"), func(ctx context.Context, in *officeNoteInput) (*struct{}, error) {
		return nil, h.service.AddNote(ctx, account.ViewerFrom(ctx), "", in.Body.Text)
	})
	huma.Register(api, op("read-notes", http.MethodGet, "/consultations/{number}/notes", "The office's notes on a consultation"), h.apiNotes)
	huma.Register(api, op("leave-note", http.MethodPost, "/consultations/{number}/notes", "Leave a note on a consultation, for the office alone"), func(ctx context.Context, in *noteInput) (*struct{}, error) {
		return nil, h.service.AddNote(ctx, account.ViewerFrom(ctx), in.Number, in.Body.Text)
	})
	huma.Register(api, op("read-duty", http.MethodGet, "/desk/duty", "Who is on duty"), h.apiDuty)
	huma.Register(api, op("take-duty", http.MethodPost, "/desk/duty", "Go on duty; open escalations come along"), func(ctx context.Context, in *dutyInput) (*struct{}, error) {
		return nil, h.service.TakeDuty(ctx, account.ViewerFrom(ctx), in.Body.Note)
	})
	huma.Register(api, op("close-task", http.MethodPost, "/desk/tasks/{id}/done", "Take one task out of the queue"), h.apiTaskDone)
	huma.Register(api, op("list-zone-changes", http.MethodGet, "/desk/zones", "Whom new rules of a time zone concern"), h.apiZones)
}

func (h *Handlers) notesOf(ctx context.Context, id consultation.ID) (*notesAnswer, error) {
	found, err := h.service.Notes(ctx, account.ViewerFrom(ctx), id)
	if err != nil {
		return nil, err
	}
	var who []account.UserID
	for _, n := range found[id] {
		who = append(who, n.Author)
	}
	people, err := h.accounts.Users(ctx, who)
	if err != nil {
		return nil, err
	}
	answer := &notesAnswer{}
	answer.Body.Notes = []NoteRecord{}
	for _, n := range found[id] {
		answer.Body.Notes = append(answer.Body.Notes, NoteRecord{n.At.UTC(), people[n.Author].Name, n.Text})
	}
	return answer, nil
}

func (h *Handlers) apiNotes(ctx context.Context, in *aboutInput) (*notesAnswer, error) {
	c, err := h.service.ByNumber(ctx, account.ViewerFrom(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	return h.notesOf(ctx, c.ID)
}

func (h *Handlers) apiDuty(ctx context.Context, _ *struct{}) (*dutyAnswer, error) {
	duty, err := h.service.Duty(ctx, account.ViewerFrom(ctx))
	answer := &dutyAnswer{}
	if err != nil || duty == (consultation.Duty{}) {
		return answer, err
	}
	people, err := h.accounts.Users(ctx, []account.UserID{duty.Officer})
	if err != nil {
		return nil, err
	}
	since := duty.Since.UTC()
	answer.Body.Officer, answer.Body.Since = people[duty.Officer].Name, &since
	return answer, nil
}

func (h *Handlers) apiTaskDone(ctx context.Context, in *taskInput) (*struct{}, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		id = uuid.Nil
	}
	_, err = h.service.DoneTask(ctx, account.ViewerFrom(ctx), id)
	return nil, err
}

func (h *Handlers) apiZones(ctx context.Context, _ *struct{}) (*zonesAnswer, error) {
	all, err := h.service.ZoneChanges(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &zonesAnswer{}
	answer.Body.TZDB, answer.Body.Changes = schedule.TZDB(), []zoneChange{}
	for _, c := range all {
		company, err := h.accounts.Company(ctx, c.Supplier)
		if err != nil {
			return nil, err
		}
		const wall = "2006-01-02 15:04"
		answer.Body.Changes = append(answer.Body.Changes, zoneChange{c.Number, company.Slug, c.Zone, c.StartsAt.UTC(), c.WasWall.Format(wall), c.Wall.Format(wall)})
	}
	return answer, nil
}
