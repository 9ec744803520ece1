package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/realclientip/realclientip-go"

	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/media"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	bodyLimit       = 1 << 20  // bytes of a form or a JSON body
	evidenceLimit   = 11 << 20 // bytes of a form with a file of evidence
	filesLimit      = 17 << 20 // bytes of a message with its files
	requestDeadline = 15 * time.Second
	uploadDeadline  = 5 * time.Minute // of a form with files, on a line that is slow
)

// request is what the middleware knows about one request; handlers of this package read it from the context.
type request struct {
	ID     string // short reference that error pages show and logs carry
	Client string // address of the person's own machine, past trusted proxies
}

type requestKey struct{}

func requestFrom(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// identify gives the request its reference and finds the client's address. A forwarded address counts only when the
// peer is a trusted proxy.
func identify(strategy realclientip.Strategy, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uuid.New()
		info := request{ID: fmt.Sprintf("%x", id[:5]), Client: strategy.ClientIP(r.Header, r.RemoteAddr)}
		w.Header().Set("X-Request-Id", info.ID)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, info)))
	})
}

// ClientAddress finds the address of a person's own machine past the proxies that are believed, for the portal and the
// live side alike.
func ClientAddress(proxies []string) (func(*http.Request) string, error) {
	strategy, err := clientStrategy(proxies)
	if err != nil {
		return nil, err
	}
	return func(r *http.Request) string { return strategy.ClientIP(r.Header, r.RemoteAddr) }, nil
}

func clientStrategy(proxies []string) (realclientip.Strategy, error) {
	if len(proxies) == 0 {
		return realclientip.RemoteAddrStrategy{}, nil
	}
	ranges, err := realclientip.AddressesAndRangesToIPNets(proxies...)
	if err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	rightmost, err := realclientip.NewRightmostTrustedRangeStrategy("X-Forwarded-For", ranges)
	if err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	return behindProxies{ranges, realclientip.NewChainStrategy(rightmost, realclientip.RemoteAddrStrategy{})}, nil
}

// behindProxies believes a forwarded address only of a peer in the trusted ranges; the strategies of realclientip look
// at the header alone.
type behindProxies struct {
	trusted []net.IPNet
	believe realclientip.Strategy
}

// ClientIP is the address of the person's machine.
func (b behindProxies) ClientIP(headers http.Header, remoteAddr string) string {
	peer := realclientip.RemoteAddrStrategy{}.ClientIP(headers, remoteAddr)
	address := net.ParseIP(peer)
	if !slices.ContainsFunc(b.trusted, func(n net.IPNet) bool { return n.Contains(address) }) {
		return peer
	}
	return b.believe.ClientIP(headers, remoteAddr)
}

// observe logs each request at debug level and turns a panic into the page of an unexpected error.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := &statusRecorder{ResponseWriter: w}
		start := s.now()
		defer func() {
			if recovered := recover(); recovered != nil {
				if err, ok := recovered.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(recovered)
				}
				s.fail(recorder, r, fmt.Errorf("panic: %v\n%s", recovered, debug.Stack()))
			}
			s.log.Debug("request", "id", requestFrom(r.Context()).ID, "method", r.Method, "path", r.URL.Path,
				"status", recorder.status, "took", s.now().Sub(start))
		}()
		next.ServeHTTP(recorder, r)
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int // 0 while nothing has been written
}

func (r *statusRecorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *statusRecorder) Write(body []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// bound gives every request an end: a deadline for its work and a limit for its body.
func bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit, deadline := int64(bodyLimit), requestDeadline
		if most := uploadLimit(r); most > 0 {
			limit, deadline = most, uploadDeadline
			patient(w)
		}
		ctx, cancel := context.WithTimeout(r.Context(), deadline)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// bookingFiles is step 2 of a booking, and a file that a program puts beside a hold.
var bookingFiles = regexp.MustCompile(`^(/[A-Za-z-]+)?/book/[^/]+/[0-9a-f-]{36}$|^/api/v1/holds/[^/]+/files$`)

// uploadLimit is how many bytes a form with files may have, 0 for every other request.
func uploadLimit(r *http.Request) int64 {
	path := r.URL.Path
	switch {
	case r.Method != http.MethodPost:
		return 0
	case strings.HasSuffix(path, "/studio/import"):
		return intake.MostForm
	case strings.HasSuffix(path, "/verification/evidence"):
		return evidenceLimit
	case strings.HasSuffix(path, "/media/photos"):
		return media.MostPhotoForm
	case strings.HasSuffix(path, "/media/brochures"):
		return media.MostBrochureForm
	case strings.Contains(path, "/rings/") && strings.HasSuffix(path, "/film"):
		return filesLimit
	case strings.Contains(path, "/inquiries/") && strings.HasSuffix(path, "/message"), path == "/hooks/mail",
		strings.HasSuffix(path, "/rfqs"), strings.Contains(path, "/rfqs/") && strings.HasSuffix(path, "/revise"), bookingFiles.MatchString(path):
		return filesLimit
	}
	return 0
}

// patient gives a request with files the time that a slow line needs, beyond what the server allows others.
func patient(w http.ResponseWriter) {
	end := time.Now().Add(uploadDeadline)
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(end) // a connection without deadlines has none to move
	_ = control.SetWriteDeadline(end.Add(time.Minute))
}

// sameOrigin refuses a state-changing request of a browser that comes from another origin, and one that carries a
// session cookie without saying where it comes from. A program with a bearer token sends neither header nor cookie.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := protection.Check(r)
		if err == nil && !safe(r.Method) && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
			if _, cookieErr := r.Cookie(s.sessions.Manager.Cookie.Name); cookieErr == nil {
				err = errors.New("session cookie without Origin and Sec-Fetch-Site")
			}
		}
		if err != nil {
			s.fail(w, r, problem.New(problem.Forbidden, "cross_origin").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// secure sets the headers that every answer carries; pages and the room add to them.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Cache-Control", "no-store")
		if s.secureCookies {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

const permissions = "camera=(%[1]s), microphone=(%[1]s), display-capture=(%[1]s), autoplay=(self), geolocation=(), payment=(), usb=()"

// pageHeaders are those of HTML. Only the room and the device check may open a camera, and only they may talk to the
// live nodes.
func (s *Server) pageHeaders(h http.Header, live, private bool) {
	connect := []string{"'self'"}
	media := ""
	if live {
		connect, media = append(connect, s.liveOrigins...), "self"
	}
	h.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "media-src 'self' blob:",
		"font-src 'self'", "connect-src " + strings.Join(connect, " "), "form-action 'self'", "frame-src 'self'",
		"frame-ancestors 'none'", "base-uri 'none'", "manifest-src 'self'", "worker-src 'self'",
		"require-trusted-types-for 'script'", "trusted-types portal",
	}, "; "))
	h.Set("Permissions-Policy", fmt.Sprintf(permissions, media))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	if private {
		h.Set("Cache-Control", "no-store")
	}
	if vary := h.Values("Vary"); !slices.Contains(vary, "Cookie") {
		h.Add("Vary", "Cookie")
	}
}

// logger is the log with the request's reference on it.
func (s *Server) logger(ctx context.Context) *slog.Logger {
	return s.log.With("request", requestFrom(ctx).ID)
}
