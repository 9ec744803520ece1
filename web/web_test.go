package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAssetsAreSentSmallToWhoTakesThem(t *testing.T) {
	sizes := map[string]int{}
	for accepted, encoding := range map[string]string{"gzip, deflate, br": "gzip", "br": "", "": "", "gzip;q=0": ""} {
		request := httptest.NewRequest(http.MethodGet, Asset("app.css"), nil)
		request.Header.Set("Accept-Encoding", accepted)
		recorder := httptest.NewRecorder()
		Handler().ServeHTTP(recorder, request)
		if got := recorder.Header().Get("Content-Encoding"); got != encoding || recorder.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: encoding %q, Vary %q", accepted, got, recorder.Header().Get("Vary"))
		}
		sizes[encoding] = recorder.Body.Len()
		var body io.Reader = recorder.Body
		if encoding == "gzip" {
			unzipped, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = unzipped
		}
		content, err := io.ReadAll(body)
		if err != nil || string(content) != string(assets[Asset("app.css")[len("/assets/"):]].content) {
			t.Errorf("%q: another content (%v)", accepted, err)
		}
	}
	if sizes["gzip"]*3 > sizes[""] {
		t.Errorf("sizes %v", sizes)
	}
}
