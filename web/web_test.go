package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestAssetsAreServedForEverUnderTheirHash(t *testing.T) {
	for _, name := range []string{"app.css", "icons.svg", "favicon.svg", "office.svg"} {
		url := Asset(name)
		if url == "/assets/"+name {
			t.Errorf("%s has no hash", name)
		}
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, url, nil))
		if answer.Code != http.StatusOK || answer.Body.Len() == 0 {
			t.Errorf("%s: %d, %d bytes", url, answer.Code, answer.Body.Len())
		}
		if !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") || answer.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", url, answer.Header())
		}
	}
	for _, url := range []string{"/assets/", "/assets/app.css", "/assets/../web.go", "/assets/manifest.json"} {
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, url, nil))
		if answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", url, answer.Code)
		}
	}
}

func TestEveryIconThatATemplateDrawsIsInTheSprite(t *testing.T) {
	sprite, err := os.ReadFile("style/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	err = filepath.WalkDir("template", func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, found := range regexp.MustCompile(`icon "([a-z0-9-]+)"`).FindAllStringSubmatch(string(source), -1) {
			drawn++
			if !strings.Contains(string(sprite), `<symbol id="`+found[1]+`"`) {
				t.Errorf("%s draws icon %s, which style/icons.svg lacks", file, found[1])
			}
		}
		return nil
	})
	if err != nil || drawn == 0 {
		t.Fatalf("%d icons, %v", drawn, err)
	}
}
