package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const deployFolder = "../../deploy"

// composeFile is deploy/compose*.yml, with every key that they use: another one is a misspelt one until it is added here.
type composeFile struct {
	Name     string
	XNode    map[string]string `yaml:"x-node"`
	Services map[string]composeService
	Volumes  map[string]any
}

type composeService struct {
	Image       string
	Build       struct{ Context, Dockerfile string }
	Command     []string
	Restart     string
	Environment map[string]string
	Ports       composeList
	Volumes     composeList
	Tmpfs       []string
	Sysctls     map[string]int
	Healthcheck struct {
		Test     []string
		Interval string
		Timeout  string
		Retries  int
		Start    string `yaml:"start_period"`
	}
	DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
	Extends   struct{ File, Service string }
	ReadOnly  bool     `yaml:"read_only"`
	CapDrop   []string `yaml:"cap_drop"`
	Security  []string `yaml:"security_opt"`
	StopGrace string   `yaml:"stop_grace_period"`
}

// composeList is a list that another file adds to, or replaces.
type composeList struct {
	replaces bool
	all      []string
}

func (l *composeList) UnmarshalYAML(node *yaml.Node) error {
	l.replaces = node.Tag == "!override"
	return node.Decode(&l.all)
}

func (l composeList) over(before composeList) composeList {
	if l.replaces {
		return l
	}
	return composeList{all: slices.Concat(before.all, l.all)}
}

var composeVariable = regexp.MustCompile(`\$\{(\w+)(?:(:[-?])([^}]*))?\}`)

// readCompose reads a file with its variables put in, and says which those are; one without a default has to be among the given.
func readCompose(t *testing.T, name string, given map[string]string) (f composeFile, variables []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(deployFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	text := composeVariable.ReplaceAllStringFunc(string(raw), func(found string) string {
		m := composeVariable.FindStringSubmatch(found)
		variables = append(variables, m[1])
		value, is := given[m[1]]
		switch {
		case is:
			return value
		case m[2] == ":-":
			return m[3]
		}
		t.Fatalf("%s needs %s", name, m[1])
		return ""
	})
	read := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	read.KnownFields(true)
	if err := read.Decode(&f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f, variables
}

// officeVariables are those of .env that the compose files need.
var officeVariables = map[string]string{
	"ETRADE_DATABASE_PASSWORD": "word", "ETRADE_SECRET": nodesSecret, "ETRADE_DOMAIN": "trade.city.example", "ETRADE_MEDIA_IP": "203.0.113.7",
	"ETRADE_IP_ONE": "203.0.113.1", "ETRADE_IP_TWO": "203.0.113.2", "ETRADE_IP_THREE": "203.0.113.3", "ETRADE_TLS_FOLDER": "/srv/tls",
}

// composeNodes are the services of compose.nodes.yml as they are over those of compose.yml, by name.
func composeNodes(t *testing.T) map[string]composeService {
	t.Helper()
	base, _ := readCompose(t, "compose.yml", officeVariables)
	more, _ := readCompose(t, "compose.nodes.yml", officeVariables)
	all := map[string]composeService{}
	for name, s := range more.Services {
		before, is := base.Services[name]
		if s.Extends.Service != "" {
			before, is = base.Services[s.Extends.Service]
		}
		if !is {
			t.Fatalf("compose.nodes.yml: %s stands on nothing", name)
		}
		node := before
		node.Environment = maps.Clone(before.Environment)
		maps.Copy(node.Environment, s.Environment)
		node.Ports, node.Volumes = s.Ports.over(before.Ports), s.Volumes.over(before.Volumes)
		for _, v := range node.Volumes.all {
			volume, _, _ := strings.Cut(v, ":")
			_, here := more.Volumes[volume]
			_, there := base.Volumes[volume]
			if !strings.HasPrefix(volume, "/") && !here && !there {
				t.Errorf("%s: volume %s is not declared", name, volume)
			}
		}
		all[name] = node
	}
	return all
}
