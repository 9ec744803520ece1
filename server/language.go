package server

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"github.com/etradeoffice/portal/server/locale"
)

var matcher = language.NewMatcher(tags(locale.Langs))

func tags(langs []string) []language.Tag {
	parsed := make([]language.Tag, len(langs))
	for i, lang := range langs {
		parsed[i] = language.MustParse(lang)
	}
	return parsed
}

// accepted is the interface language that an Accept-Language header asks for (RFC 9110 §12.5.4), the first of ours
// when it asks for none that we have. The address of the client is never consulted.
func accepted(header string) string {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return locale.Langs[0]
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return locale.Langs[0]
	}
	return locale.Langs[index]
}

// langCookie remembers the language of a person who is not signed in. It holds no identifier.
func (s *Server) langCookie() string {
	if s.secureCookies {
		return "__Host-lang"
	}
	return "lang"
}

// split takes "/ko/products" apart into "ko" and "/products". A path without a language we have gives "" and itself.
func split(path string) (lang, rest string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !locale.Supported(first) {
		return "", path
	}
	return first, "/" + rest
}

// preferred is the language for a request whose path names none.
func (s *Server) preferred(r *http.Request, viewerLang string) string {
	if locale.Supported(viewerLang) {
		return viewerLang
	}
	if cookie, err := r.Cookie(s.langCookie()); err == nil && locale.Supported(cookie.Value) {
		return cookie.Value
	}
	return accepted(r.Header.Get("Accept-Language"))
}

// elsewhere answers every path that no route has: without a language prefix it leads to the same page in the
// person's language, provided that there is one; everything else is not found.
func (s *Server) elsewhere(w http.ResponseWriter, r *http.Request) error {
	lang, _ := split(r.URL.Path)
	if lang != "" || !safe(r.Method) || strings.HasPrefix(r.URL.Path, "//") {
		return notFound()
	}
	target := r.Clone(r.Context())
	target.URL.Path = strings.TrimSuffix("/"+s.frameLang(r)+r.URL.Path, "/")
	target.URL.RawPath = ""
	if _, pattern := s.mux.Handler(target); pattern == "" || pattern == "/" {
		return notFound()
	}
	w.Header().Add("Vary", "Accept-Language")
	http.Redirect(w, r, target.URL.RequestURI(), http.StatusFound)
	return nil
}
