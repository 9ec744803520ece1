package catalog

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// WordsView is the officers' page of synonyms.
type WordsView struct {
	Groups  []SynonymGroup
	Found   int // on all pages
	Pager   page.Pager
	Fields  []WordsField
	Name    string // of the group in the form
	HS4     string
	Known   bool // the group in the form is there already
	Filter  string
	Saved   bool
	Dropped bool
	Problem error
}

// WordsField is the words of one language as they are typed, with commas between them.
type WordsField struct{ Lang, Text string }

// Words shows the groups of synonyms and one of them to edit: GET /{lang}/desk/words?group=.
func (h *Handlers) Words(w http.ResponseWriter, r *http.Request) error {
	return h.writeWords(w, r, http.StatusOK, SynonymGroup{Name: r.URL.Query().Get("group")}, nil)
}

// PutWords makes or changes a group: POST /{lang}/desk/words.
func (h *Handlers) PutWords(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	g := SynonymGroup{Name: strings.TrimSpace(r.PostForm.Get("group")), HS4: strings.TrimSpace(r.PostForm.Get("hs4")), Words: map[string][]string{}}
	for _, lang := range SynonymLanguages {
		if words := listed(r.PostForm.Get(lang)); len(words) > 0 {
			g.Words[lang] = words
		}
	}
	err := h.svc.PutSynonyms(r.Context(), account.ViewerFrom(r.Context()), g)
	if problem.Is(err, problem.Invalid) {
		return h.writeWords(w, r, http.StatusUnprocessableEntity, g, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/desk/words?saved&group="+g.Name, http.StatusSeeOther)
	return nil
}

// DropWords takes a group away: POST /{lang}/desk/words/drop.
func (h *Handlers) DropWords(w http.ResponseWriter, r *http.Request) error {
	if err := h.svc.DropSynonyms(r.Context(), account.ViewerFrom(r.Context()), r.PostFormValue("group")); err != nil {
		return err
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/desk/words?dropped", http.StatusSeeOther)
	return nil
}

// listed are the words between commas (also of Chinese, Japanese and Korean keyboards) or lines.
func listed(text string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;\n，、；", r) }) {
		if word = clean(word); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

func (h *Handlers) writeWords(w http.ResponseWriter, r *http.Request, status int, g SynonymGroup, err error) error {
	groups, failure := h.svc.Synonyms(r.Context(), account.ViewerFrom(r.Context()))
	if failure != nil {
		return errors.Join(err, failure)
	}
	asked := r.URL.Query()
	v := WordsView{
		Filter: clean(asked.Get("q")), Saved: asked.Has("saved"), Dropped: asked.Has("dropped"), Problem: err, Name: g.Name, HS4: g.HS4,
	}
	if at := slices.IndexFunc(groups, func(known SynonymGroup) bool { return known.Name == g.Name }); at >= 0 {
		v.Known = true
		if err == nil {
			g, v.HS4 = groups[at], groups[at].HS4
		}
	} else if err == nil {
		v.Name = ""
	}
	for _, lang := range SynonymLanguages {
		v.Fields = append(v.Fields, WordsField{lang, strings.Join(g.Words[lang], ", ")})
	}
	v.Groups = slices.DeleteFunc(groups, func(g SynonymGroup) bool { return !g.has(v.Filter) })
	v.turn(asked.Get("page"))
	return h.pages.Write(w, r, status, "desk/words", "catalog.words_title", v)
}

// wordsAPage is how many groups one page shows.
const wordsAPage = 40

// turn leaves the groups of one page, and links to its neighbours.
func (v *WordsView) turn(asked string) {
	v.Found = len(v.Groups)
	last := max(1, (v.Found+wordsAPage-1)/wordsAPage)
	at, err := strconv.Atoi(asked)
	if err != nil || at < 1 {
		at = 1
	}
	at = min(at, last)
	v.Pager = page.PagerAt(at, last, func(n int) string {
		query := url.Values{"page": {strconv.Itoa(n)}}
		if v.Filter != "" {
			query.Set("q", v.Filter)
		}
		return "?" + query.Encode()
	})
	v.Groups = v.Groups[min((at-1)*wordsAPage, v.Found):min(at*wordsAPage, v.Found)]
}

// has reports whether a typed text is part of the group's name, heading or one of its words.
func (g SynonymGroup) has(text string) bool {
	text = strings.ToLower(text)
	if strings.Contains(g.Name, text) || strings.HasPrefix(g.HS4, text) {
		return true
	}
	for _, words := range g.Words {
		if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(word), text) }) {
			return true
		}
	}
	return false
}
