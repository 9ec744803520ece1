package office

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// runningRoom is a tile of the live board as programs get it.
type runningRoom struct {
	Number  string         `json:"number"`
	Phase   string         `json:"phase" enum:"lobby,live,unattended,overtime,ending"`
	Since   time.Time      `json:"since" doc:"When the phase began, UTC"`
	EndsAt  time.Time      `json:"endsAt" doc:"UTC"`
	Missing []string       `json:"missing" doc:"Sides of which nobody is in: supplier, buyer; interpreter while the start waits for one"`
	People  []runningMedia `json:"people"`
}

// runningMedia is a person in a room, with the state of their link now.
type runningMedia struct {
	Name     string    `json:"name"`
	Role     string    `json:"role" enum:"host,guest,interpreter,officer"`
	Side     string    `json:"side"`
	Since    time.Time `json:"since" doc:"UTC"`
	Waits    bool      `json:"waits" doc:"In the lobby"`
	Away     bool      `json:"away" doc:"Gone for a moment, the seat is kept"`
	Rung     string    `json:"rung,omitempty" doc:"How media travel: udp, tcp, relay; absent before they do"`
	Score    int       `json:"score" minimum:"0" maximum:"5" doc:"0 is no connection"`
	RTTms    int       `json:"rttMs"`
	LossPct  float64   `json:"lossPct" doc:"The worse of both directions"`
	UpKbps   int       `json:"upKbps"`
	DownKbps int       `json:"downKbps"`
	Failing  string    `json:"failing,omitempty" doc:"Whose link is weak now: theirs, ours"`
}

type boardAnswer struct{ Body []runningRoom }

// boardAPI adds the operation of the live board.
func (h *Handlers) boardAPI(api huma.API) {
	op := operation.Topic{Tag: "desk"}.Op
	huma.Register(api, op("list-rooms", http.MethodGet, "/desk/rooms", "The rooms that are open now, the one that ends next first; 503 while the live side cannot be asked"), h.listRooms)
}

func (h *Handlers) listRooms(ctx context.Context, _ *struct{}) (*boardAnswer, error) {
	viewer := account.ViewerFrom(ctx)
	if err := account.May(viewer, account.ReadLiveBoard, account.Object{}); err != nil {
		return nil, err
	}
	rooms, err := h.running(ctx)
	if err != nil {
		return nil, problem.New(problem.Unavailable, "part_away").RetryIn(5 * time.Second).Because(err)
	}
	answer := &boardAnswer{Body: []runningRoom{}}
	for _, r := range rooms {
		c, err := h.service.ByNumber(ctx, viewer, r.Number)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return nil, err
		}
		r.EndsAt = endOf(r, c)
		answer.Body = append(answer.Body, runningRoom{Number: r.Number, Phase: r.Phase, Since: r.Since.UTC(), EndsAt: r.EndsAt.UTC(), Missing: append([]string{}, r.Missing...), People: mediaOf(r.People)})
	}
	return answer, nil
}

func mediaOf(people []control.PersonView) []runningMedia {
	all := []runningMedia{}
	for _, p := range people {
		all = append(all, runningMedia{Name: p.Name, Role: p.Role, Side: p.Side, Since: p.Since.UTC(), Waits: p.Lobby, Away: p.Away, Rung: p.Rung, Score: p.Score,
			RTTms: p.RTTms, LossPct: p.LossPct, UpKbps: p.Up.Kbps, DownKbps: p.Down.Kbps, Failing: p.Failing})
	}
	return all
}
