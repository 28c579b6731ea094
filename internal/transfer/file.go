package transfer

import (
	"errors"
	"os"
	"path/filepath"

	"masthead/internal/kit/fault"
)

// Readable says why a file cannot be read as an archive of at most so many bytes: it
// is not there, is no file, or is larger.
func Readable(path string, most int64) error {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.NotFound, "transfer.cannot_open").With("file", name).Because(err)
	case err != nil:
		return fault.New(fault.Invalid, "transfer.cannot_open").With("file", name).Because(err)
	case !info.Mode().IsRegular():
		return fault.New(fault.Invalid, "transfer.not_a_file").With("file", name)
	case info.Size() > most:
		return fault.New(fault.Invalid, "transfer.too_large").With("file", name).With("megabytes", most>>20)
	}
	return nil
}
