package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ours are the folders that hold packages of this module.
var ours = []string{"cmd", "server", "signaling", "web"}

// ground packages know no topic. Folders that come later are added here when they come.
var ground = []string{
	"server/problem", "server/postgres", "server/page", "server/locale", "server/mail", "server/jobs", "server/embedded", "server/blob", "server/push", "server/ical", "server/webhook", "server/sheet", "server/chain", "server/statement", "server/upload", "server/picture", "server/qrcode", "server/operation",
}

// topics stand in the order in which they may know each other: each only those before it.
var topics = []string{
	"server/account", "server/audit", "server/integration", "server/trust", "server/media", "server/catalog", "server/saved", "server/studio", "server/intake", "server/exchange", "server/inquiry", "server/settings", "server/schedule", "server/interpreter", "server/quality", "server/consultation", "server/fit", "server/meeting", "server/office", "server/briefing", "server/walkin", "server/wanted", "server/refill", "server/digest", "server/witness", "server/deal", "server/report",
}

// rule says who may not import what. A row whose folders are gone fails, so that no rule outlives its house.
type rule struct {
	why     string
	folders []string            // every folder that the row names
	who     func(f goFile) bool // the files it binds
	bad     func(imported string) bool
}

func in(places ...string) func(goFile) bool {
	return func(f goFile) bool { return under(f.folder, places...) }
}

func notIn(places ...string) func(goFile) bool {
	return func(f goFile) bool { return !under(f.folder, places...) }
}

func code(who func(goFile) bool) func(goFile) bool {
	return func(f goFile) bool { return !f.test && who(f) }
}

func anyOf(places ...string) func(string) bool {
	return func(imported string) bool { return under(imported, places...) }
}

// oursBut is every package of this module outside the places.
func oursBut(places ...string) func(string) bool {
	return func(imported string) bool { return under(imported, ours...) && !under(imported, places...) }
}

// named reports whether the file's name begins with one of the stems ("store" means store.go, store_slot.go).
func named(f goFile, stems ...string) bool {
	for _, stem := range stems {
		if strings.HasPrefix(path.Base(f.path), stem) {
			return true
		}
	}
	return false
}

func importRules() []rule {
	rules := []rule{
		{"cmd assembles the parts; a part that knows its assembler cannot be used without it",
			[]string{"cmd"}, notIn("cmd"), anyOf("cmd")},
		{"the live side runs without the portal, on other machines and with other faults",
			[]string{"signaling", "server", "web"}, in("signaling"), anyOf("server", "web", "cmd")},
		{"the portal speaks to the live side through a signed ticket and control only, so that either can be replaced or be away",
			[]string{"server", "signaling/ticket", "signaling/control"}, in("server"),
			func(imported string) bool {
				return under(imported, "signaling") && !under(imported, "signaling/ticket", "signaling/control")
			}},
		{"web is files and their names; it must build before everything else",
			[]string{"web"}, code(in("web")), func(imported string) bool {
				return under(imported, ours...) || strings.Contains(strings.Split(imported, "/")[0], ".")
			}},
		{"ground knows no topic, so that every topic can stand on it",
			ground, in(ground...), anyOf(topics...)},
		{"SQL is in stores: a rule that can reach the database is no longer a function of values",
			append([]string{"server/postgres", "server/jobs"}, topics...),
			func(f goFile) bool { return !f.test && under(f.folder, topics...) && !named(f, "store") }, anyOf("github.com/jackc/pgx/v5")},
		{"nobody outside server and cmd speaks to the database",
			[]string{"signaling", "web"}, in("signaling", "web"), anyOf("github.com/jackc/pgx/v5", "database/sql")},
		{"HTTP is in handlers and api: a rule serves pages, API and jobs alike",
			topics, func(f goFile) bool { return !f.test && under(f.folder, topics...) && !named(f, "handlers", "api") }, anyOf("net/http")},
		{"pion changes often and panics in its own goroutines: one package touches it, and turn for relaying",
			[]string{"signaling/sfu", "signaling/turn"},
			code(notIn("signaling/sfu", "signaling/turn", "cmd/loadtest")), anyOf("github.com/pion")},
		{"one package knows the socket library, its limits and its close codes; the load generator plays the browser",
			[]string{"signaling/socket"}, code(notIn("signaling/socket", "cmd/loadtest")), anyOf("github.com/gorilla/websocket")},
		{"Redis is a hint that may be away; who touches it must say what happens then",
			[]string{"signaling/registry", "signaling/presence", "signaling/control", "signaling/bell"},
			code(notIn("signaling/registry", "signaling/presence", "signaling/control", "signaling/bell", "cmd")), anyOf("github.com/redis/go-redis/v9")},
		{"a room is a pure reducer over messages; what it causes is done by others",
			[]string{"signaling/room", "signaling/wire"}, code(in("signaling/room")), oursBut("signaling/wire", "signaling/room")},
		{"the wire is shapes and their checks, readable without the rest",
			[]string{"signaling/wire"}, in("signaling/wire"), oursBut("signaling/wire")},
		{"anybody checks an endorsement without asking anybody: what does so opens no connection",
			[]string{"server/statement"}, code(in("server/statement")), func(imported string) bool {
				return under(imported, "net") || under(imported, "github.com/jackc/pgx/v5")
			}},
		{"the in-process Redis stands in for a configured one at start only",
			[]string{"server/embedded"}, code(notIn("server/embedded")), anyOf("github.com/alicebob/miniredis")},
		{"HTML is made by html/template, which escapes by place; text/template does not",
			ours, code(notIn("server/mail", "cmd/dev")), func(imported string) bool { return imported == "text/template" }},
		{"random that guards something comes from crypto/rand; the rest does not need to look like it",
			ours, code(notIn("cmd/loadtest", "cmd/etrade/demo", "signaling/sfu/sfutest", "signaling/edge/edgetest")), anyOf("math/rand", "math/rand/v2")},
		{"broken hashes: SHA-1 stays where TURN's long-term credentials ask for it (RFC 8489 §9.2)",
			[]string{"signaling/turn"}, notIn("signaling/turn", "cmd/loadtest"), anyOf("crypto/md5", "crypto/sha1")},
		{"nothing here is worth giving up memory safety", ours, notIn(), anyOf("unsafe")},
		{"programs are started where the private database is, and by developers' tools",
			[]string{"server/embedded", "cmd"}, code(notIn("server/embedded", "cmd")), anyOf("os/exec")},
		{"x/text carries the names and plurals of CLDR 32 of 2017 (golang/go#80753)",
			ours, notIn(), anyOf("golang.org/x/text/language/display", "golang.org/x/text/feature/plural")},
	}
	for i, topic := range topics {
		rules = append(rules, rule{"a topic knows only those to its left: " + strings.Join(topics, " < "),
			[]string{topic}, code(in(topic)), anyOf(topics[i+1:]...)})
	}
	return rules
}

func TestEveryPackageImportsOnlyWhatItMay(t *testing.T) {
	files := sources(t)
	for _, r := range importRules() {
		for _, folder := range r.folders {
			if !isFolder(filepath.Join(root(t), folder)) {
				t.Errorf("a rule names %s, which is gone; the rule: %s", folder, r.why)
			}
		}
		for _, f := range files {
			if !r.who(f) {
				continue
			}
			for _, imported := range f.imports {
				if r.bad(imported) {
					t.Errorf("%s imports %s; %s", f.path, imported, r.why)
				}
			}
		}
	}
}

func TestEveryFolderOfTheServerIsGroundOrTopic(t *testing.T) {
	for _, f := range sources(t) {
		if under(f.folder, "server") && f.folder != "server" && !under(f.folder, ground...) && !under(f.folder, topics...) {
			t.Errorf("%s: give this folder its place among ground or topics in %s", f.path, "cmd/dev/rules_test.go")
		}
	}
}

func TestNoPackageIsNamedAfterNothing(t *testing.T) {
	banned := []string{"util", "utils", "common", "helper", "helpers", "models", "types", "manager"}
	for _, f := range sources(t) {
		if slices.Contains(banned, path.Base(f.folder)) {
			t.Errorf("%s: a package is named after what it is about", f.path)
		}
	}
}

func TestNoProgramHashesPasswordsCheaply(t *testing.T) {
	used := 0
	for _, f := range sources(t) {
		source, err := os.ReadFile(filepath.Join(root(t), f.path))
		if err != nil {
			t.Fatal(err)
		}
		switch calls := strings.Count(string(source), ".HashCheaply"+"()"); {
		case f.test:
			used += calls
		case calls > 0:
			t.Errorf("%s: passwords of people cost whoever guesses them the full price; only a _test.go may lower it", f.path)
		}
	}
	if used == 0 {
		t.Error("no test calls it: the rule looks for another name")
	}
}

func TestNoTestSleepsOutsideVirtualTime(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test || slices.Contains(f.imports, "testing/synctest") {
			continue
		}
		source, err := os.ReadFile(filepath.Join(root(t), f.path))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "time."+"Sleep(") {
			t.Errorf("%s sleeps: wait for the thing itself, or live in virtual time (testing/synctest)", f.path)
		}
	}
}
