// Package web owns what the browser gets: templates, sentences, style and the built bundles of dist/, all embedded, and
// the names under which files are served for ever (a content hash in the name). It leaves drawing pages to server/page.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed template
var templates embed.FS

//go:embed locale/*.json
var sentences embed.FS

//go:embed dist
var dist embed.FS

//go:embed style/*.svg
var drawings embed.FS

// Templates is the template folder: frame.html, part/*.html and one file a page.
func Templates() fs.FS { return folder(templates, "template") }

// Locale is the folder of <topic>.<lang>.json.
func Locale() fs.FS { return folder(sentences, "locale") }

func folder(of embed.FS, name string) fs.FS {
	sub, err := fs.Sub(of, name)
	if err != nil {
		panic(err) // only for a name that is no valid path
	}
	return sub
}

// file is one asset as it is served.
type file struct {
	content []byte
	kind    string // Content-Type
	gzipped []byte // made once; nil where it would not be smaller
}

// assets are all files by their served name, and names the served name of each asset.
var assets, names = mustCollect()

func mustCollect() (map[string]file, map[string]string) {
	byName, served := map[string]file{}, map[string]string{}
	manifest, err := fs.ReadFile(dist, "dist/manifest.json")
	if err == nil {
		err = json.Unmarshal(manifest, &served)
	}
	if err != nil {
		panic(fmt.Errorf("web/dist/manifest.json: %w (make it with: go run ./cmd/dev build)", err))
	}
	for name, hashed := range served {
		content, err := fs.ReadFile(dist, "dist/"+hashed)
		if err != nil {
			panic(fmt.Errorf("web/dist names %s for %s: %w", hashed, name, err))
		}
		byName[hashed] = newFile(hashed, content)
	}
	svgs, err := fs.Glob(drawings, "style/*.svg")
	if err != nil {
		panic(err)
	}
	for _, from := range svgs {
		content, err := fs.ReadFile(drawings, from)
		if err != nil {
			panic(err)
		}
		name := path.Base(from)
		hashed := strings.TrimSuffix(name, ".svg") + "." + contentHash(content) + ".svg"
		served[name] = hashed
		byName[hashed] = newFile(hashed, content)
	}
	return byName, served
}

func newFile(name string, content []byte) file {
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // only for a level that does not exist: a buffer takes everything
	}
	f := file{content: content, kind: kindOf(name)}
	if small.Len() < len(content) {
		f.gzipped = small.Bytes()
	}
	return f
}

func contentHash(content []byte) string {
	sum := sha256.Sum256(content)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".wasm":
		return "application/wasm"
	}
	return "application/octet-stream"
}

// Asset is the URL of an asset by its plain name ("app.css" → "/assets/app.a1b2c3d4e5.css"). A name that is not there
// gives a URL that answers 404.
func Asset(name string) string {
	if hashed, ok := names[name]; ok {
		return "/assets/" + hashed
	}
	return "/assets/" + name
}

// Handler serves /assets/{name}. A name carries its content's hash, so an answer is good for ever.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/assets/")
		asset, ok := assets[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", asset.kind)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		content := asset.content
		if asset.gzipped != nil {
			w.Header().Add("Vary", "Accept-Encoding")
			if takesGzip(r.Header.Get("Accept-Encoding")) {
				w.Header().Set("Content-Encoding", "gzip")
				content = asset.gzipped
			}
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(content) // the client may be gone; there is nobody left to tell
		}
	})
}

// takesGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as browsers write it.
func takesGzip(accepted string) bool {
	for coding := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}

// Worker serves the service worker, whose address stays the same so that browsers find a newer one.
func Worker() http.Handler {
	script := assets[names["worker.js"]]
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", script.kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(script.content) // the client may be gone; there is nobody left to tell
	})
}
