package server

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// ErrorPage is the body of "error": what went wrong, and what the person can do now.
type ErrorPage struct {
	Status    int
	Problem   *problem.Error
	Reference string // for the help desk; also in the log
}

func notFound() error { return problem.New(problem.NotFound, "not_found") }

// refusalOf turns any error into a refusal that people may read. What has no kind is unexpected; what ran out of
// time, met a part of ours that does not answer, or is too large has one.
func refusalOf(err error) *problem.Error {
	if p, ok := errors.AsType[*problem.Error](err); ok && p != nil {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem.New(problem.TooLarge, "too_large")
	}
	if postgres.IsNoText(err) {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok || postgres.IsAway(err) {
		return problem.New(problem.Unavailable, "part_away").RetryIn(5 * time.Second)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return problem.New(problem.Unavailable, "slow").RetryIn(5 * time.Second)
	}
	return problem.New(problem.Internal, "internal")
}

// fail answers a request whose handler returned an error: a page for people, a problem (RFC 9457) for programs. A
// visitor who needs to sign in is led to the form and back.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	refusal := refusalOf(err)
	s.logFailure(r.Context(), r.Method, r.URL.Path, refusal, err)
	if recorder, ok := w.(*statusRecorder); ok && recorder.status != 0 {
		return // too late to say anything
	}
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", page.Seconds(refusal.RetryAfter))
	}
	if strings.HasPrefix(r.URL.Path, apiPrefix) {
		s.failProgram(w, r, refusal)
		return
	}
	if refusal.Kind == problem.SignIn && safe(r.Method) {
		lang := s.frameLang(r)
		http.Redirect(w, r, "/"+lang+"/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	s.failPerson(w, r, refusal)
}

func (s *Server) logFailure(ctx context.Context, method, path string, refusal *problem.Error, err error) {
	log := s.logger(ctx).With("method", method, "path", path, "code", refusal.Code)
	if refusal.Kind == problem.Internal || refusal.Kind == problem.Unavailable {
		log.Error("request failed", "error", err)
		return
	}
	log.Debug("request refused", "error", err)
}

func (s *Server) failProgram(w http.ResponseWriter, r *http.Request, refusal *problem.Error) {
	body, err := json.Marshal(newProblemBody(s.texts, s.frameLang(r), refusal, requestFrom(r.Context()).ID))
	if err != nil {
		http.Error(w, refusal.Code, refusal.Kind.Status())
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(refusal.Kind.Status())
	_, _ = w.Write(body) // the client may be gone; there is nobody left to tell
}

func (s *Server) failPerson(w http.ResponseWriter, r *http.Request, refusal *problem.Error) {
	ctx := r.Context()
	if page.FrameFrom(ctx).Lang == "" {
		// The request was refused before it got its frame.
		ctx = page.WithFrame(ctx, s.frame(r, account.ViewerFrom(ctx), s.frameLang(r), s.officeZone, s.officeCity))
		r = r.WithContext(ctx)
	}
	s.pageHeaders(w.Header(), false, true)
	body := ErrorPage{refusal.Kind.Status(), refusal, requestFrom(ctx).ID}
	titleKey := "error.title"
	if refusal.Kind == problem.NotFound {
		titleKey = "error.not_found_title"
	}
	if err := s.pages.Write(w, r, refusal.Kind.Status(), "error", titleKey, body); err != nil {
		s.logger(ctx).Error("error page failed", "error", err)
		http.Error(w, s.texts.T(s.frameLang(r), "problem."+refusal.Code, refusal.Args...), refusal.Kind.Status())
	}
}
