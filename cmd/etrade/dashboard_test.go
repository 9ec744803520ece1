package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// exposed is what a running office shows at /metrics: by name, the labels and their values.
type exposed map[string]map[string][]string

var (
	sampleLine = regexp.MustCompile(`(?m)^([a-z_]+)(?:\{(.*)\})? \S+$`)
	labelPair  = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)
)

func readExposed(text string) exposed {
	all := exposed{}
	for _, m := range sampleLine.FindAllStringSubmatch(text, -1) {
		if all[m[1]] == nil {
			all[m[1]] = map[string][]string{}
		}
		for _, pair := range labelPair.FindAllStringSubmatch(m[2], -1) {
			all[m[1]][pair[1]] = append(all[m[1]][pair[1]], pair[2])
		}
	}
	return all
}

var (
	quoted    = regexp.MustCompile(`"[^"]*"`)
	selector  = regexp.MustCompile(`([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^{}]*)\}`)
	matcher   = regexp.MustCompile(`^([a-z_]+)(=|!=|=~|!~)"([^"]*)"$`)
	grouping  = regexp.MustCompile(`\b(?:by|without) \(([^()]*)\)`)
	rangeOf   = regexp.MustCompile(`\[\d+[smhd]\]`)
	anyWord   = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*`)
	functions = []string{"sum", "min", "max", "rate", "increase", "histogram_quantile", "topk", "and"}
)

// faults reads an expression of PromQL as far as it is used here and tells each name that the office does not have. Every
// series has to be written with its selector, so that a bare word is a function or a mistake.
func (e exposed) faults(expr string) (faults []string) {
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)+" in "+expr) }
	labels := []string{"job", "instance"}
	found := selector.FindAllStringSubmatch(expr, -1)
	if len(found) == 0 {
		wrong("no series")
	}
	for _, m := range found {
		has, known := e[m[1]]
		if m[1] == "up" { // Prometheus's own
			continue
		}
		if !known {
			wrong("%s is not exposed", m[1])
			continue
		}
		for label := range has {
			labels = append(labels, label)
		}
		for _, part := range strings.Split(m[2], ",") {
			one := matcher.FindStringSubmatch(part)
			switch {
			case one == nil:
				wrong("%q is no matcher", part)
			case one[1] == "job", one[1] == "class": // the scraper's own; classes come with the first such status
			case !slices.Contains(has[one[1]], one[3]):
				wrong("%s has no %s=%q", m[1], one[1], one[3])
			}
		}
	}
	rest := selector.ReplaceAllString(expr, "")
	for _, m := range grouping.FindAllStringSubmatch(rest, -1) {
		for _, label := range strings.Split(m[1], ", ") {
			if !slices.Contains(labels, label) {
				wrong("nothing has the label %q", label)
			}
		}
	}
	rest = rangeOf.ReplaceAllString(grouping.ReplaceAllString(quoted.ReplaceAllString(rest, ""), ""), "")
	for _, word := range anyWord.FindAllString(rest, -1) {
		if !slices.Contains(functions, word) {
			wrong("%q is neither a function nor a series with its selector", word)
		}
	}
	if strings.Count(expr, "(") != strings.Count(expr, ")") {
		wrong("brackets do not match")
	}
	return faults
}

func deployed(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// dashboardFits reports what the dashboard asks for and a running office does not expose.
func dashboardFits(t *testing.T, all exposed) {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(deployed(t, "dashboards/etrade.json"), &board); err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for _, p := range board.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q draws nothing", p.Title)
		}
		for _, target := range p.Targets {
			drawn++
			for _, fault := range all.faults(target.Expr) {
				t.Errorf("panel %s: %s", p.Title, fault)
			}
		}
	}
	if drawn < 30 {
		t.Errorf("the dashboard draws %d series", drawn)
	}
}

// alertsFit reports rules about what is not there, and rules without a runbook.
func alertsFit(t *testing.T, all exposed) {
	t.Helper()
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert       string
				Expr        string
				Labels      struct{ Severity string }
				Annotations struct{ Summary, Runbook string }
			}
		}
	}
	if err := yaml.Unmarshal(deployed(t, "alerts.yml"), &rules); err != nil {
		t.Fatal(err)
	}
	anchors := map[string]bool{}
	for _, line := range strings.Split(string(deployed(t, "README.md")), "\n") {
		if title, ok := strings.CutPrefix(line, "### "); ok {
			anchors[strings.ReplaceAll(strings.NewReplacer(":", "", ",", "").Replace(strings.ToLower(title)), " ", "-")] = true
		}
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			for _, fault := range all.faults(r.Expr) {
				t.Errorf("alert %s: %s", r.Alert, fault)
			}
			anchor, ok := strings.CutPrefix(r.Annotations.Runbook, "deploy/README.md#")
			if !ok || !anchors[anchor] {
				t.Errorf("alert %s has no runbook at %q", r.Alert, r.Annotations.Runbook)
			}
			if r.Labels.Severity != "page" && r.Labels.Severity != "ticket" || r.Annotations.Summary == "" {
				t.Errorf("alert %s says neither how urgent it is nor what it means", r.Alert)
			}
		}
	}
	if len(rules.Groups) == 0 || len(rules.Groups[0].Rules) < 10 {
		t.Error("there are hardly any rules")
	}
}

// A checker that finds nothing wrong would prove nothing.
func TestMistakesInExpressionsAreFound(t *testing.T) {
	all := readExposed("# HELP x\netrade_live_rooms{phase=\"live\"} 1\netrade_up 1\n")
	for _, wrong := range []string{
		`sum(etrade_live_room{job="a"})`, `sum by (role) (etrade_live_rooms{job="a"})`, `etrade_live_rooms{phase="dead"}`, `sum(etrade_live_rooms)`,
		`sum(etrade_live_rooms{job="a"}`, `mean(etrade_up{job="a"})`, `etrade_up{job=a}`,
	} {
		if len(all.faults(wrong)) == 0 {
			t.Errorf("nothing wrong was found in %s", wrong)
		}
	}
	if found := all.faults(`60 * sum by (phase, instance) (rate(etrade_live_rooms{job="$job",phase="live"}[5m])) / sum(etrade_up{job="a"}) > 0.5`); len(found) > 0 {
		t.Errorf("what is right: %v", found)
	}
}
