package page

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"encoding/base64"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"masthead/internal/kit/fault"
)

var (
	markup  = regexp.MustCompile(`(?i)<(!doctype html|html|head|body|article|div|p|span|meta|h1|table)[\s>]`)
	mhtml   = regexp.MustCompile(`(?is)^(from|mime-version|snapshot-content-location|subject|date|content-type):.*multipart/related`)
	letters = regexp.MustCompile(`(?i)charset\s*=`)
)

// decode gives the page as UTF-8 and says whether it is HTML.
func decode(data []byte) (text string, isHTML bool, err error) {
	head := data[:min(len(data), 4096)]
	if mhtml.Match(head) {
		if inner, ok := openMHTML(data); ok {
			data = inner
		}
	}
	if text, err = toUTF8(data); err != nil {
		return "", false, err
	}
	if strings.TrimSpace(text) == "" {
		return "", false, fault.New(fault.Invalid, "transfer.page_empty")
	}
	return text, looksHTML(text), nil
}

// looksHTML wants mark-up near the start or in quantity: a text may quote a tag.
func looksHTML(text string) bool {
	start := strings.ToLower(strings.TrimLeft(text[:min(len(text), 2048)], " \t\r\n\ufeff"))
	for _, p := range []string{"<!doctype html", "<html", "<head", "<?xml", "<!--"} {
		if strings.HasPrefix(start, p) {
			return true
		}
	}
	return len(markup.FindAllStringIndex(text[:min(len(text), 1<<18)], 4)) >= 3 && strings.Contains(text, "</")
}

func toUTF8(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		enc, _, _ := charset.DetermineEncoding(data[:2], "")
		out, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			return "", fault.New(fault.Invalid, "transfer.page_charset").Because(err)
		}
		return strings.ToValidUTF8(string(out), ""), nil
	case utf8.Valid(data):
		if bytes.Count(data, []byte{0}) > 0 {
			return "", fault.New(fault.Invalid, "transfer.page_binary")
		}
		return strings.TrimPrefix(string(data), "\ufeff"), nil
	case bytes.Count(data, []byte{0}) > len(data)/1000:
		return "", fault.New(fault.Invalid, "transfer.page_binary")
	}
	if mostlyUTF8(data) {
		return strings.ToValidUTF8(string(data), "\ufffd"), nil
	}
	head := data[:min(len(data), 4096)]
	enc, name, certain := charset.DetermineEncoding(head, "")
	if !certain && name == "windows-1252" && !letters.Match(head) && cyrillic(data) {
		enc = charmap.Windows1251
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", fault.New(fault.Invalid, "transfer.page_charset").Because(err)
	}
	return strings.ToValidUTF8(strings.ReplaceAll(string(out), "\x00", ""), "\ufffd"), nil
}

// mostlyUTF8 says that data is UTF-8 with a few broken places, as after a cut.
func mostlyUTF8(data []byte) bool {
	bad, multi := 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			multi++
		}
		i += n
	}
	return multi > 10*bad
}

// cyrillic tells Windows-1251 from Western sets: whole words of high letters
// instead of single accented ones.
func cyrillic(data []byte) bool {
	high, pairs := 0, 0
	for i, c := range data {
		if c >= 0xc0 {
			high++
			if i > 0 && data[i-1] >= 0xc0 {
				pairs++
			}
		}
	}
	return high > 20 && pairs*2 > high
}

// openMHTML gives the HTML part of a page saved as one file (RFC 2557).
func openMHTML(data []byte) ([]byte, bool) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, false
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range 200 {
		p, err := parts.NextRawPart()
		if err != nil {
			return nil, false
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if kind != "text/html" {
			continue
		}
		var body io.Reader = p
		switch strings.ToLower(p.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			body = quotedprintable.NewReader(p)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, p)
		}
		out, err := io.ReadAll(io.LimitReader(body, MaxBytes))
		return out, err == nil && len(out) > 0
	}
	return nil, false
}
