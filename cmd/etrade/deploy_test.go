package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// flagsByEnv are the flags of all commands, by the variable that sets them.
func flagsByEnv(t *testing.T) map[string]*kong.Flag {
	t.Helper()
	parser, err := kong.New(&cli{}, kong.Configuration(loadYAML))
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]*kong.Flag{}
	for _, command := range parser.Model.Leaves(false) {
		for _, group := range command.AllFlags(false) {
			for _, f := range group {
				for _, env := range f.Envs {
					flags[env] = f
				}
			}
		}
	}
	return flags
}

var settingName = regexp.MustCompile(`ETRADE_[A-Z0-9_]*[A-Z0-9]`)

func TestDeployNamesOnlySettingsThatTheProgramHas(t *testing.T) {
	known := flagsByEnv(t)
	var ofCompose []string
	for _, name := range []string{"compose.yml", "compose.nodes.yml"} {
		file, variables := readCompose(t, name, officeVariables)
		ofCompose = append(ofCompose, variables...)
		for service, s := range file.Services {
			for env := range s.Environment {
				if _, is := known[env]; !is && strings.HasPrefix(env, "ETRADE_") {
					t.Errorf("%s: %s sets %s, which the program does not know", name, service, env)
				}
			}
			for needed := range s.DependsOn {
				if _, is := file.Services[needed]; !is {
					t.Errorf("%s: %s depends on %s, which is not there", name, service, needed)
				}
			}
		}
	}
	for _, name := range []string{"env.example", "etrade.service", "README.md"} {
		text, err := os.ReadFile(filepath.Join(deployFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, env := range settingName.FindAllString(string(text), -1) {
			if _, is := known[env]; !is && !slices.Contains(ofCompose, env) {
				t.Errorf("%s names %s, which is no setting", name, env)
			}
		}
	}
}

func TestExampleOfTheEnvironmentIsTakenByTheProgram(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(deployFolder, "env.example"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		name, value, set := strings.Cut(strings.TrimSpace(line), "=")
		if set && !strings.HasPrefix(name, "#") {
			t.Setenv(name, value)
		}
	}
	var c cli
	parser, err := kong.New(&c, kong.Configuration(loadYAML))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Serve.check(); err != nil {
		t.Error(err)
	}
}

func TestNodesOfTheComposeFileFitTogether(t *testing.T) {
	nodes := composeNodes(t)
	if len(nodes) != 3 {
		t.Fatalf("%d nodes", len(nodes))
	}
	taken := map[string]string{}
	for name, node := range nodes {
		env := node.Environment
		for _, only := range []string{"ETRADE_NODE", "ETRADE_NODE_URL", "ETRADE_NODE_INNER", "ETRADE_MEDIA_IP"} {
			if other := taken[env[only]]; other != "" {
				t.Errorf("%s and %s have the same %s %q", name, other, only, env[only])
			}
			taken[env[only]] = name
		}
		if host, _, err := net.SplitHostPort(env["ETRADE_NODE_INNER"]); err != nil || host != name {
			t.Errorf("the others look for %s at %q", name, env["ETRADE_NODE_INNER"])
		}
		for _, other := range nodes {
			if files := env["ETRADE_BLOB_URL"]; files == "" || files != other.Environment["ETRADE_BLOB_URL"] {
				t.Errorf("%s keeps files in %q, where the others do not look", name, files)
			}
			socket := strings.Replace(other.Environment["ETRADE_NODE_URL"], "https:", "wss:", 1)
			if !slices.Contains(strings.Split(env["ETRADE_NODE_ORIGINS"], ","), socket) {
				t.Errorf("pages of %s may not talk to %s", name, socket)
			}
		}
		for _, port := range node.Ports.all {
			outside, inside, _ := strings.Cut(port, ":")
			if outside != env["ETRADE_MEDIA_IP"] {
				t.Errorf("%s: port %s is not at the address that its media are told to be at, %s", name, port, env["ETRADE_MEDIA_IP"])
			}
			if want := []string{"443:443/tcp", "443:443/udp", "80:80/tcp"}; !slices.Contains(want, inside) {
				t.Errorf("%s: port %s, where the program listens at %v", name, port, want)
			}
		}
		for _, listen := range []string{"ETRADE_LISTEN", "ETRADE_MEDIA_UDP"} {
			if _, port, err := net.SplitHostPort(env[listen]); err != nil || port != "443" {
				t.Errorf("%s: %s=%s, and 443 is let in", name, listen, env[listen])
			}
		}
		for _, file := range []string{"ETRADE_TLS_CERT", "ETRADE_TLS_KEY"} {
			if !strings.HasPrefix(env[file], "/tls/") || !slices.ContainsFunc(node.Volumes.all, func(v string) bool { return strings.HasSuffix(v, ":/tls:ro") }) {
				t.Errorf("%s: %s is not among %v", name, env[file], node.Volumes.all)
			}
		}
	}
}

func TestDockerfileCopiesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(deployFolder, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	copied := 0
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "COPY" || strings.HasPrefix(words[1], "--from") {
			continue
		}
		for _, source := range words[1 : len(words)-1] {
			copied++
			if _, err := os.Stat(filepath.Join(deployFolder, "..", source)); err != nil {
				t.Error(err)
			}
		}
	}
	if copied < 6 {
		t.Errorf("only %d sources are copied", copied)
	}
}

// Uploads that come in, files for a bucket and spreadsheets that are unpacked lie in the folder for temporary files meanwhile.
func TestContainersOfTheProgramHaveSomewhereToPutWhatComesIn(t *testing.T) {
	base, _ := readCompose(t, "compose.yml", officeVariables)
	served := base.Services["etrade"]
	if !served.ReadOnly || !slices.ContainsFunc(served.Tmpfs, func(m string) bool { return m == "/tmp" || strings.HasPrefix(m, "/tmp:") }) {
		t.Errorf("read-only %v, in memory %v", served.ReadOnly, served.Tmpfs)
	}
}
