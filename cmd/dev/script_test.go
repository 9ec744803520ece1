package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	importFrom = regexp.MustCompile(`(?m)^\s*(?:import|export)\b[^'";]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)`)
	comment    = regexp.MustCompile(`(?s)/\*.*?\*/|(?m)//.*$`)
	reExport   = regexp.MustCompile(`(?s)export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*["'][^"']+["'];?`)
)

// modules reads web's TypeScript: file below web/ -> what it says.
func modules(t *testing.T) map[string]string {
	t.Helper()
	web := filepath.Join(root(t), "web")
	all := map[string]string{}
	for _, name := range filesBelow(t, web, ".ts", ".tsx") {
		source, err := os.ReadFile(filepath.Join(web, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(source)
	}
	if len(all) == 0 {
		t.Fatal("web holds no TypeScript")
	}
	return all
}

// edges are the modules of ours that each module imports.
func edges(all map[string]string) map[string][]string {
	graph := map[string][]string{}
	for name, source := range all {
		for _, m := range importFrom.FindAllStringSubmatch(source, -1) {
			target := m[1] + m[2] + m[3]
			if !strings.HasPrefix(target, ".") {
				continue
			}
			base := path.Join(path.Dir(name), target)
			for _, candidate := range []string{base, base + ".ts", base + ".tsx", strings.TrimSuffix(base, ".js") + ".ts", strings.TrimSuffix(base, ".js") + ".tsx"} {
				if _, ok := all[candidate]; ok {
					graph[name] = append(graph[name], candidate)
					break
				}
			}
		}
	}
	return graph
}

// cycle is a way from a module back to itself, nil when there is none.
func cycle(graph map[string][]string, from string) []string {
	var way []string
	seen := map[string]bool{}
	var walk func(at string) bool
	walk = func(at string) bool {
		way = append(way, at)
		for _, next := range graph[at] {
			if next == from {
				return true
			}
			if !seen[next] {
				seen[next] = true
				if walk(next) {
					return true
				}
			}
		}
		way = way[:len(way)-1]
		return false
	}
	if walk(from) {
		return append(way, from)
	}
	return nil
}

func TestTypeScriptHasNoImportCycle(t *testing.T) {
	graph := edges(modules(t))
	for name := range graph {
		if way := cycle(graph, name); way != nil {
			t.Errorf("import cycle: %s", strings.Join(way, " -> "))
		}
	}
}

func TestCyclesAreFound(t *testing.T) {
	graph := edges(map[string]string{
		"live/a.ts":  `import { b } from "./b"`,
		"live/b.ts":  "import {\n  c,\n} from \"./c.js\";",
		"live/c.tsx": `const a = await import("./a.ts")`,
		"live/d.ts":  `import "./a"`,
	})
	if way := cycle(graph, "live/a.ts"); !slices.Equal(way, []string{"live/a.ts", "live/b.ts", "live/c.tsx", "live/a.ts"}) {
		t.Errorf("found %v", way)
	}
	if way := cycle(graph, "live/d.ts"); way != nil {
		t.Errorf("d is in no cycle, found %v", way)
	}
}

func TestNoModuleOnlyPassesOthersOn(t *testing.T) {
	for name, source := range modules(t) {
		stem := strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".tsx"), ".ts")
		if stem == "index" {
			t.Errorf("web/%s: import the module that has the thing, not a list of modules", name)
		}
		bare := comment.ReplaceAllString(source, "")
		if rest := strings.TrimSpace(reExport.ReplaceAllString(bare, "")); rest == "" && strings.TrimSpace(bare) != "" {
			t.Errorf("web/%s only passes on what others export", name)
		}
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "models", "types", "manager"}, stem) {
			t.Errorf("web/%s: one noun a module, named after what it is", name)
		}
	}
}

func TestTypeScriptMakesNoMarkupFromText(t *testing.T) {
	banned := regexp.MustCompile(`\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|eval\(|new Function\()|\bas any\b|@ts-ignore|@ts-nocheck`)
	for name, source := range modules(t) {
		if found := banned.FindString(comment.ReplaceAllString(source, "")); found != "" {
			t.Errorf("web/%s uses %s: names and chat are text, never markup, and types are told, not silenced", name, found)
		}
		if strings.Contains(source, "@ts-ignore") || strings.Contains(source, "@ts-nocheck") {
			t.Errorf("web/%s silences the compiler", name)
		}
	}
}
