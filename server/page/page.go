// Package page owns how a page is drawn: it parses web/template once a language and executes one template with one typed
// struct inside the shared frame. It leaves what a page says to the topics, and errors to server/errors.go.
package page

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Person is who looks at the page, as the frame shows it. The zero Person is a visitor.
type Person struct {
	Name  string
	Roles []string // account.Role values as text, so that the frame can choose its navigation
}

// Is reports whether the person holds a role.
func (p Person) Is(role string) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Frame is what every page shares. Templates get it as their dot, with the page's own struct in Body.
type Frame struct {
	Lang    string         // interface language, as in the URL
	Origin  string         // where the portal is reached, "https://trade.city.example"; empty where nobody said
	Path    string         // path without the language prefix, with query, for the language switcher
	Title   string         // already in Lang
	Zone    *time.Location // the viewer's zone
	City    string         // the viewer's city as shown beside times ("Cluj-Napoca")
	Person  Person
	Badges  map[string]int // counts in the navigation: "consultations", "queue", "live"
	Opening Opening        // when the Office can be reached
	Reach   Reach          // and how
	Demo    bool
	Token   string // idempotency key, fresh a rendering, for a hidden field in forms
	Now     time.Time
	Body    any
}

type frameKey struct{}

// WithFrame puts the frame of a request into its context; server's middleware calls it.
func WithFrame(ctx context.Context, f Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// FrameFrom is the frame of the request; its zero value outside one.
func FrameFrom(ctx context.Context) Frame {
	f, _ := ctx.Value(frameKey{}).(Frame)
	return f
}

// AtDesk is the count in Badges of makers with somebody at the desk, which all visitors see alike.
const AtDesk = "at_desk"

// NavKey names what the navigation shows a visitor: the section of the page and how many makers are at the desk. Empty for whoever
// has a role or another count there: theirs is drawn each time.
func (f Frame) NavKey() string {
	if f.Person.Name != "" || len(f.Person.Roles) > 0 {
		return ""
	}
	for name, count := range f.Badges {
		if count != 0 && name != AtDesk {
			return ""
		}
	}
	path, _, _ := strings.Cut(f.Path, "?")
	section, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return "in " + section + " " + strconv.Itoa(f.Badges[AtDesk])
}

// WallKey names what the clocks of the header show.
func (f Frame) WallKey() string {
	return f.Zone.String() + " " + strconv.FormatInt(f.Now.Unix(), 10) + " " + f.City
}

// ZoneOf is the zone on whose wall the reader's times are shown, UTC where none is known.
func ZoneOf(ctx context.Context) *time.Location {
	if zone := FrameFrom(ctx).Zone; zone != nil {
		return zone
	}
	return time.UTC
}

// SeeOther answers a form with the page to go on with, in the reader's language; path is without it ("/waitlist?done=join").
func SeeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}

// Site is where the portal is reached, "https://trade.city.example", for addresses that others keep; where nobody said, as the
// request has it.
func Site(r *http.Request) string {
	if origin := FrameFrom(r.Context()).Origin; origin != "" {
		return origin
	}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// LangOf is the language of the page that is asked for.
func LangOf(ctx context.Context) string { return FrameFrom(ctx).Lang }
