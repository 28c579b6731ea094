package newsroom

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// assetPath is where the desk's own files are served, below a name made of their bytes.
const assetPath = "/desk/assets/{hash}/{file}"

// assets are the desk's style sheets, scripts and icons.
type assets struct{ files map[string]*assetFile }

type assetFile struct {
	mime  string
	hash  string
	plain []byte
	zip   []byte
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string]*assetFile{}}
	err := fs.WalkDir(assetFiles, "assets", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := assetFiles.ReadFile(p)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		f := &assetFile{mime: mime.TypeByExtension(path.Ext(p)), hash: hex.EncodeToString(sum[:8]), plain: data}
		if strings.HasSuffix(p, ".js") {
			f.mime = "text/javascript; charset=utf-8"
		}
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		f.zip = b.Bytes()
		a.files[path.Base(p)] = f
		return nil
	})
	return a, err
}

// address is where a file is served, "" for one that is not there.
func (a *assets) address(name string) string {
	f := a.files[name]
	if f == nil {
		return ""
	}
	return "/desk/assets/" + f.hash + "/" + name
}

// part is the name of a part of a script that another one imports.
var part = regexp.MustCompile(`^[a-z]+-[a-z]+-[A-Z0-9]{8}\.js$`)

// serve gives a file for good: its name changes with its bytes.
func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	f := a.files[r.PathValue("file")]
	// A part of a script is imported from beside it, below the script's own hash; its name has
	// its own.
	if f == nil || f.hash != r.PathValue("hash") && !part.MatchString(r.PathValue("file")) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	data := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		data = f.zip
	}
	w.Write(data)
}
