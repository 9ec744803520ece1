package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// ProblemBody is an error as programs get it (RFC 9457). Code is stable; title and detail are for people, in the
// language that the request accepts.
type ProblemBody struct {
	Type     string         `json:"type" format:"uri-reference" doc:"Names the code; no page stands there" example:"urn:etrade:problem:slot_taken"`
	Title    string         `json:"title" doc:"The HTTP status in words"`
	Status   int            `json:"status" doc:"The HTTP status"`
	Code     string         `json:"code" doc:"Stable name of this refusal" example:"slot_taken"`
	Detail   string         `json:"detail" doc:"A sentence for people"`
	Instance string         `json:"instance,omitempty" format:"uri-reference" doc:"Reference for the help desk"`
	Errors   []ProblemField `json:"errors,omitempty" doc:"What is wrong with single fields"`
	State    string         `json:"state,omitempty" doc:"On a conflict over a state: which it is"`
	Legal    []string       `json:"legal,omitempty" doc:"On a conflict over a state: what is legal now; of a consultation the operations, as POST /consultations/{number}/NAME"`
	Near     []time.Time    `json:"alternatives,omitempty" doc:"On a conflict over a slot: the nearest free starts, UTC"`

	cause error
}

// ProblemField is what is wrong with one field of a request.
type ProblemField struct {
	Field  string `json:"field" doc:"Name of the field, or its place in the body"`
	Code   string `json:"code" doc:"Stable name of what is wrong"`
	Detail string `json:"detail" doc:"A sentence for people"`
}

// Error is the code, for logs.
func (b *ProblemBody) Error() string { return b.Code }

// GetStatus is what huma asks for.
func (b *ProblemBody) GetStatus() int { return b.Status }

// ContentType is what huma asks for.
func (b *ProblemBody) ContentType(string) string { return "application/problem+json" }

func newProblemBody(texts *locale.Texts, lang string, refusal *problem.Error, reference string) *ProblemBody {
	status := refusal.Kind.Status()
	body := &ProblemBody{
		Type: "urn:etrade:problem:" + refusal.Code, Title: http.StatusText(status), Status: status, Code: refusal.Code,
		Detail: texts.T(lang, "problem."+refusal.Code, refusal.Args...), Instance: "urn:etrade:request:" + reference, State: refusal.State, Legal: refusal.Legal, Near: refusal.Near,
	}
	for _, field := range refusal.Fields {
		body.Errors = append(body.Errors, ProblemField{field.Name, field.Code, texts.T(lang, "problem."+field.Code, refusal.Args...)})
	}
	return body
}

// huma makes its errors through package variables; they are set once, before any API exists.
func init() {
	huma.NewErrorWithContext = problemOf
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return problemOf(nil, status, msg, errs...)
	}
}

// problemOf turns what a handler returned, or what huma found wrong with a request, into a problem. Its sentences are
// put in by speak, which knows the language.
func problemOf(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
	for _, err := range errs {
		if refusal, found := asRefusal(err); found {
			return &ProblemBody{Status: refusal.Kind.Status(), Code: refusal.Code, cause: err}
		}
	}
	body := &ProblemBody{Status: status, Code: codeOf(status)}
	for _, err := range errs {
		if detailer, ok := err.(huma.ErrorDetailer); ok {
			detail := detailer.ErrorDetail()
			body.Errors = append(body.Errors, ProblemField{Field: detail.Location, Code: "field_invalid", Detail: detail.Message})
			continue
		}
		body.cause = err
	}
	if body.cause == nil {
		body.Detail = msg
	}
	return body
}

func asRefusal(err error) (*problem.Error, bool) {
	refusal := refusalOf(err)
	return refusal, refusal.Kind != problem.Internal
}

func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return "malformed"
	case http.StatusUnprocessableEntity:
		return "form_invalid"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusNotFound:
		return "not_found"
	}
	return "internal"
}

// api mounts the machine's side of the portal; every topic adds its operations. Operations see the viewer in their
// context as pages do.
func (s *Server) api(topics ...func(huma.API)) http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("e-Trade Office", "1")
	config.Info.Description = "The portal's own rules behind another door: same sign-ins, same authorization, same refusals. " +
		"Send a token of `etrade token create` as bearer. Operations that create accept Idempotency-Key (at most 255 bytes, kept 24 hours): " +
		"the same key with the same body gives the first answer again."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/v1/openapi", "", ""
	config.CreateHooks = nil
	config.Transformers = append(config.Transformers, s.speak)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer":  {Type: "http", Scheme: "bearer", Description: "A token of `etrade token create`."},
		"session": {Type: "apiKey", In: "cookie", Name: s.sessions.Manager.Cookie.Name, Description: "The browser session of a signed-in person."},
	}
	config.Security = []map[string][]string{{"bearer": {}}, {"session": {}}, {}}
	api := humago.New(mux, config)
	s.whoAmI(api)
	for _, topic := range topics {
		topic(api)
	}
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, notFound()) }))
	return s.program(mux)
}

// speak puts the sentences into a problem and logs what caused it.
func (s *Server) speak(ctx huma.Context, _ string, answer any) (any, error) {
	body, ok := answer.(*ProblemBody)
	if !ok {
		return answer, nil
	}
	lang, reference := page.FrameFrom(ctx.Context()).Lang, requestFrom(ctx.Context()).ID
	if refusal, found := asRefusal(body.cause); found {
		s.logFailure(ctx.Context(), ctx.Method(), ctx.URL().Path, refusal, body.cause)
		if refusal.RetryAfter > 0 {
			ctx.SetHeader("Retry-After", page.Seconds(refusal.RetryAfter))
		}
		return newProblemBody(s.texts, lang, refusal, reference), nil
	}
	if body.Status >= http.StatusInternalServerError {
		s.logFailure(ctx.Context(), ctx.Method(), ctx.URL().Path, problem.New(problem.Internal, body.Code), body.cause)
	}
	spoken := *body
	spoken.Type = "urn:etrade:problem:" + body.Code
	spoken.Title = http.StatusText(body.Status)
	spoken.Instance = "urn:etrade:request:" + reference
	if spoken.Detail == "" || body.Code == "form_invalid" {
		spoken.Detail = s.texts.T(lang, "problem."+body.Code)
	}
	return &spoken, nil
}

type whoAnswer struct {
	Body struct {
		Name  string   `json:"name"`
		Email string   `json:"email"`
		Roles []string `json:"roles" doc:"buyer, supplier, interpreter, officer, partner, operator"`
		Zone  string   `json:"zone" doc:"IANA time zone"`
	}
}

// whoAmI lets a program check its token.
func (s *Server) whoAmI(api huma.API) {
	huma.Get(api, "/api/v1/me", func(ctx context.Context, _ *struct{}) (*whoAnswer, error) {
		viewer := account.ViewerFrom(ctx)
		if !viewer.SignedIn() {
			return nil, problem.New(problem.SignIn, "sign_in_needed")
		}
		answer := &whoAnswer{}
		answer.Body.Name, answer.Body.Email, answer.Body.Zone = viewer.Name, viewer.Email, viewer.Zone
		answer.Body.Roles = roles(viewer)
		return answer, nil
	}, func(o *huma.Operation) {
		o.OperationID, o.Summary = "who-am-i", "Whom this token or session stands for"
	})
}
