package page

import "testing"

func TestForeignTextSaysItsLanguage(t *testing.T) {
	for _, c := range []struct {
		lang string
		of   map[string]string
		want string
	}{
		{"en", map[string]string{"en": "Camera <1>"}, "Camera &lt;1&gt;"},
		{"en", map[string]string{"ko": "카메라 <1>"}, `<span lang="ko">카메라 &lt;1&gt;</span>`},
		{"de", map[string]string{"en": "Camera", "ko": "카메라"}, `<span lang="en">Camera</span>`},
		{"de", nil, ""},
	} {
		if got := say(c.lang, c.of); string(got) != c.want {
			t.Errorf("%s of %v: %s", c.lang, c.of, got)
		}
	}
}
