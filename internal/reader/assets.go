package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"

	"masthead/internal/kit/fault"
)

// asset is a file that pages load. Its address holds a hash of its content, so that
// it can be kept for good.
type asset struct {
	name    string
	address string // "/assets/1a2b3c4d/theme.css"
	kind    string // media type
	body    string
}

// assetTypes are the files that a theme may have, by their ends. Scripts run and
// style sheets apply only by these types: answers forbid guessing.
var assetTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".ico":   "image/x-icon",
	".txt":   "text/plain; charset=utf-8",
}

func newAsset(name, body string) asset {
	sum := sha256.Sum256([]byte(body))
	return asset{
		name: name, body: body, kind: assetTypes[path.Ext(name)],
		address: "/assets/" + hex.EncodeToString(sum[:4]) + "/" + name,
	}
}

// makeAssets gives every file of the theme that is no template its address. Style
// sheets come last, for they name other files.
func makeAssets(files map[string]string) (map[string]asset, error) {
	assets := map[string]asset{}
	for file, body := range files {
		name := path.Base(file)
		if path.Ext(name) == ".html" || path.Ext(name) == ".css" {
			continue
		}
		if other, ok := assets[name]; ok && other.body != body {
			return nil, fmt.Errorf("theme: two files have the name %s", name)
		}
		assets[name] = newAsset(name, body)
	}
	for file, body := range files {
		if path.Ext(file) != ".css" {
			continue
		}
		sheet, err := linkStyles(file, body, assets)
		if err != nil {
			return nil, err
		}
		assets[path.Base(file)] = newAsset(path.Base(file), sheet)
	}
	return assets, nil
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssURL     = regexp.MustCompile(`url\(\s*["']?([^"')]*)["']?\s*\)`)
	cssSpace   = regexp.MustCompile(`\s*\n\s*`)
)

// linkStyles gives a style sheet the addresses of the files that it names, and takes
// out comments and line ends.
func linkStyles(file, source string, assets map[string]asset) (string, error) {
	var fault error
	sheet := cssURL.ReplaceAllStringFunc(source, func(m string) string {
		target := cssURL.FindStringSubmatch(m)[1]
		if strings.HasPrefix(target, "data:") {
			return m
		}
		a, ok := assets[path.Base(target)]
		if !ok || fault != nil {
			if fault == nil {
				line := 1 + strings.Count(source[:strings.Index(source, m)], "\n")
				fault = fmt.Errorf("theme: %s:%d: no file of the theme is %q", file, line, target)
			}
			return m
		}
		return "url(" + a.address + ")"
	})
	return strings.TrimSpace(cssSpace.ReplaceAllString(cssComment.ReplaceAllString(sheet, ""), "\n")), fault
}

// asset serves a file of the theme, or the outlet's own style sheet. A page from
// before the file last changed is led to the file as it is now.
func (s *Site) asset(v *visit) error {
	name := v.r.PathValue("name")
	a, ok := s.theme.assets[name]
	for _, own := range []asset{v.press.colours, v.press.icon} {
		if own.name == name && name != "" {
			a, ok = own, true
		}
	}
	if !ok {
		return fault.New(fault.NotFound, "reader.not_found_title")
	}
	if v.r.URL.Path != a.address {
		return &redirect{a.address, "", http.StatusFound}
	}
	return s.serve(v, a.address, func(context.Context) (Answer, error) {
		return Answer{Type: a.kind, Body: []byte(a.body), Header: map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}}, nil
	})
}
