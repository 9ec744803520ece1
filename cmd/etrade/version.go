package main

import "runtime/debug"

// versionCommand prints what this program was built from.
type versionCommand struct{}

// Run prints one line.
func (versionCommand) Run(t terminal) error {
	t.say("etrade " + version())
	return nil
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of an unknown build"
	}
	text := info.Main.Version
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && text == "(devel)" {
			text = setting.Value
		}
	}
	return text + " " + info.GoVersion
}
