package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTranslationsGoWhereTheirEnglishIs(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.en.json", `{"a.first": "First", "a.days": {"one": "{{.Count}} day", "other": "{{.Count}} days"}}`)
	write("live.en.json", `{"live.people_one": "one person", "live.people_other": "{count} people & more", "live.end": "End"}`)
	write("live.ru.json", `{"live.end": "Конец", "live.gone": "нет"}`)

	var out strings.Builder
	if err := printMissing(folder, "ru", &out); err != nil {
		t.Fatal(err)
	}
	want := `{
  "a.first": "First",
  "a.days": { "one": "{{.Count}} day", "other": "{{.Count}} days" },
  "live.people_one": "one person",
  "live.people_other": "{count} people & more"
}
`
	if out.String() != want {
		t.Errorf("missing:\n%s", out.String())
	}

	translated := `{"live.people_other": "{count} человека & ещё", "live.people_one": "{count} человек", "live.people_few": "{count} человека", "live.people_many": "{count} человек",
		"a.days": {"other": "{{.Count}} дня", "one": "{{.Count}} день", "many": "{{.Count}} дней", "few": "{{.Count}} дня"}}`
	if err := putStrings(folder, "ru", strings.NewReader(translated), &out); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"a.ru.json": `{
  "a.days": { "one": "{{.Count}} день", "few": "{{.Count}} дня", "many": "{{.Count}} дней", "other": "{{.Count}} дня" }
}
`,
		"live.ru.json": `{
  "live.people_one": "{count} человек",
  "live.people_few": "{count} человека",
  "live.people_many": "{count} человек",
  "live.people_other": "{count} человека & ещё",
  "live.end": "Конец"
}
`,
	} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(got) != want {
			t.Errorf("%s:\n%s%v", name, got, err)
		}
	}
	if err := putStrings(folder, "ru", strings.NewReader(`{"a.nowhere": "нет"}`), &out); err == nil || !strings.Contains(err.Error(), "a.nowhere") {
		t.Errorf("a key that English has not was taken: %v", err)
	}
}
