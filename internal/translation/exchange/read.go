package exchange

import (
	"bytes"

	"masthead/internal/kit/fault"
)

// Write writes a parcel in a format. Labels are for the tables.
func Write(p Parcel, f Format, l Labels) ([]byte, error) {
	switch f {
	case XLIFF12:
		return WriteXLIFF12(p), nil
	case XLIFF21:
		return WriteXLIFF21(p), nil
	case DOCX:
		return WriteDOCX(p, l)
	case HTML:
		return WriteHTML(p, l), nil
	}
	return nil, fault.New(fault.NotFound, "exchange.unknown_format").With("format", short(string(f)))
}

// Read reads a file of any of the formats, told by what it begins with, not by its name.
func Read(data []byte) (Parcel, error) {
	start := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 4_096)], []byte("\xEF\xBB\xBF")), " \t\r\n")
	wide := bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF})
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return ReadDOCX(data)
	case bytes.Contains(start, []byte("<xliff")), bytes.Contains(start, []byte(":xliff")), bytes.HasPrefix(start, []byte("<?xml")) && !looksHTML(start), wide:
		return ReadXLIFF(data)
	case looksHTML(start):
		return ReadHTML(data)
	}
	return Parcel{}, fault.New(fault.Invalid, "exchange.unknown_file")
}

func looksHTML(start []byte) bool {
	low := bytes.ToLower(start)
	return bytes.Contains(low, []byte("<html")) || bytes.Contains(low, []byte("<!doctype html")) || bytes.Contains(low, []byte("<table"))
}

// Ending is what a file's name ends with.
func (f Format) Ending() string {
	switch f {
	case DOCX:
		return ".docx"
	case HTML:
		return ".html"
	case XLIFF12:
		return ".xlf"
	}
	return ".2.1.xlf"
}

// Type is the media type of a format.
func (f Format) Type() string {
	switch f {
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case HTML:
		return "text/html; charset=utf-8"
	}
	return "application/xliff+xml"
}
