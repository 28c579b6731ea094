package media

import (
	"io"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"

	"masthead/internal/kit/blob"
	"masthead/internal/kit/fault"
	"masthead/internal/media/picture"
)

// Handler answers /media/{hash}/{width}.{ext}. What stands there never changes, so it
// may be kept for ever.
func Handler(l *Library, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /media/{hash}/{file}", func(w http.ResponseWriter, r *http.Request) {
		number, ext, _ := strings.Cut(r.PathValue("file"), ".")
		width, err := strconv.Atoi(number)
		if err != nil || width <= 0 || strconv.Itoa(width) != number {
			refuse(w, http.StatusNotFound)
			return
		}
		var file io.ReadSeekCloser
		var info blob.Info
		var format picture.Format
		public, err := l.IsPublic(r.Context(), r.PathValue("hash"))
		if err == nil && !public {
			refuse(w, http.StatusNotFound)
			return
		}
		if err == nil {
			file, info, format, err = l.Open(r.Context(), r.PathValue("hash"), width, picture.Format(ext))
		}
		if err != nil {
			if fault.KindOf(err) == fault.NotFound {
				refuse(w, http.StatusNotFound)
				return
			}
			log.Error("opening a rendition", "path", r.URL.Path, "err", err)
			w.Header().Set("Retry-After", "10")
			refuse(w, http.StatusServiceUnavailable)
			return
		}
		defer file.Close()
		h := w.Header()
		h.Set("Content-Type", format.ContentType())
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
			r.Header.Del("Range") // each part has a head of its own: a thousand of one byte would be larger than any picture
		}
		h.Set("ETag", `"`+r.PathValue("hash")[:16]+"-"+r.PathValue("file")+`"`)
		http.ServeContent(w, r, "", info.Modified, file)
	})
	mux.HandleFunc("/media/{hash}/{file}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Clean(r.URL.Path) != r.URL.Path { // the mux would redirect
			refuse(w, http.StatusNotFound)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// maxRanges is how many parts of a file are given at once; who asks for more gets it
// whole (RFC 9110, section 14.2).
const maxRanges = 10

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.Error(w, http.StatusText(status), status)
}
