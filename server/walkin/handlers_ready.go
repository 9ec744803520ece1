package walkin

import (
	"context"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// CheckPage is "live/check", the test of devices and connection.
type CheckPage struct {
	Report bool // the viewer is somebody for whom the result counts
	Desk   bool // it was asked for because somebody without a test wanted to be at the desk
	Ready  bool // the viewer may be rung
}

// Check is the test, all in the browser: GET /{lang}/device-check.
func (h *Handlers) Check(w http.ResponseWriter, r *http.Request) error {
	v := account.ViewerFrom(r.Context())
	body := CheckPage{Report: v.Is(account.Supplier)}
	if body.Report {
		err := h.service.Ready(r.Context(), v)
		if err != nil && !problem.Is(err, problem.Conflict) {
			return err
		}
		body.Desk, body.Ready = r.URL.Query().Has("desk"), err == nil
	}
	return h.pages.Write(w, r, http.StatusOK, "live/check", "check.title", body)
}

// KeepCheck keeps how the test came out, or that somebody does without: POST /{lang}/device-check.
func (h *Handlers) KeepCheck(w http.ResponseWriter, r *http.Request) error {
	yes := func(name string) bool { return r.PostFormValue(name) == "yes" }
	if err := h.service.KeepTest(r.Context(), account.ViewerFrom(r.Context()), DeviceTest{Camera: yes("camera"), Sound: yes("sound"), Waived: yes("waived")}); err != nil {
		return err
	}
	http.Redirect(w, r, path(r, "/device-check?desk"), http.StatusSeeOther)
	return nil
}

type testInput struct {
	Body struct {
		Camera bool `json:"camera" doc:"It gave a picture"`
		Sound  bool `json:"sound" doc:"The microphone heard something"`
		Waived bool `json:"waived,omitempty" doc:"Be rung without the test"`
	}
}

func (h *Handlers) keepTest(ctx context.Context, in *testInput) (*struct{}, error) {
	return nil, h.service.KeepTest(ctx, account.ViewerFrom(ctx), DeviceTest{Camera: in.Body.Camera, Sound: in.Body.Sound, Waived: in.Body.Waived})
}
