package media

import (
	"context"
	"path"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/media/picture"
)

// leftFor is how long a file may lie without a row: an upload of the slowest line is
// over by then.
const leftFor = 24 * time.Hour

// Sweep removes what interrupted uploads have left: beginnings of files, and originals
// that never got their row. It tells how many files went.
func (l *Library) Sweep(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "sweeping the library")
	before := l.now().Add(-leftFor)
	if n, err = l.Files.Sweep(ctx, before); err != nil {
		return n, err
	}
	for info, err := range l.Files.List(ctx, "originals/") {
		if err != nil {
			return n, err
		}
		hash, ok := strings.CutSuffix(path.Base(info.Key), ".bin")
		if !ok || !validHash(hash) || !info.Modified.Before(before) {
			continue
		}
		err := l.DB.Read(ctx, func(tx *db.Tx) error { _, err := ByHash(ctx, tx, hash); return err })
		if fault.KindOf(err) != fault.NotFound {
			if err != nil {
				return n, err
			}
			continue
		}
		if now, err := l.Files.Stat(ctx, info.Key); err != nil || !now.Modified.Before(before) {
			continue // it has come once more
		}
		if err := l.removeFiles(ctx, hash); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// removeFiles removes an original and all that was made of it.
func (l *Library) removeFiles(ctx context.Context, hash string) error {
	for info, err := range l.Files.List(ctx, path.Dir(renditionKey(hash, 1, picture.ToJPEG))+"/") {
		if err != nil {
			return err
		}
		if err := l.Files.Delete(ctx, info.Key); err != nil {
			return err
		}
	}
	return l.Files.Delete(ctx, originalKey(hash))
}
