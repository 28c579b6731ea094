package ghost

import (
	"encoding/json"
	"errors"
	"html"
	"strings"
)

// mobiledoc is Ghost's body from 2017 to 2023 (Mobiledoc 0.3.1 and 0.3.2): lists
// instead of objects, whose first number says what they are.
type mobiledoc struct {
	Atoms    [][]json.RawMessage `json:"atoms"`
	Cards    [][]json.RawMessage `json:"cards"`
	Markups  [][]json.RawMessage `json:"markups"`
	Sections [][]json.RawMessage `json:"sections"`
}

func (w *writer) mobiledoc(src string) error {
	switch {
	case nesting(src) > maxDepth:
		return errDeep
	case strings.Count(src, "[") > maxParts || len(src) > maxBody:
		return errMany
	}
	var doc mobiledoc
	if err := json.Unmarshal([]byte(src), &doc); err != nil {
		return errors.New("it is not Mobiledoc's JSON")
	}
	for _, s := range doc.Sections {
		w.section(&doc, s)
	}
	return nil
}

func (w *writer) section(doc *mobiledoc, s []json.RawMessage) {
	if len(s) < 2 {
		return
	}
	switch number(s[0]) {
	case 1: // [1, tag, markers]
		tag := sectionTag(text(s[1]))
		if len(s) > 2 {
			w.raw("<" + tag + ">")
			w.markers(doc, s[2])
			w.raw("</" + tag + ">\n")
		}
	case 2: // [2, address of a picture]
		w.figure(text(s[1]), "", "", "")
	case 3: // [3, tag, [markers, …]]
		w.list(doc, s)
	case 10: // [10, number of a card]
		n := number(s[1])
		if n < 0 || n >= len(doc.Cards) || len(doc.Cards[n]) < 2 {
			return
		}
		if name := text(doc.Cards[n][0]); !w.card(name, readCard(doc.Cards[n][1])) {
			w.leave(name)
		}
	}
}

func (w *writer) list(doc *mobiledoc, s []json.RawMessage) {
	var items []json.RawMessage
	if len(s) < 3 || json.Unmarshal(s[2], &items) != nil {
		return
	}
	tag := "ul"
	if text(s[1]) == "ol" {
		tag = "ol"
	}
	w.raw("<" + tag + ">")
	for _, item := range items {
		w.raw("<li>")
		w.markers(doc, item)
		w.raw("</li>")
	}
	w.raw("</" + tag + ">\n")
}

func sectionTag(tag string) string {
	switch tag {
	case "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside":
		return tag
	}
	return "p"
}

// markers writes [[kind, markups opened, number closed, text or number of an atom], …].
func (w *writer) markers(doc *mobiledoc, b json.RawMessage) {
	var list [][]json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		return
	}
	var open []string
	for _, m := range list {
		if len(m) < 4 {
			continue
		}
		var opens []int
		_ = json.Unmarshal(m[1], &opens)
		for _, n := range opens {
			if n < 0 || n >= len(doc.Markups) || len(open) >= maxDepth {
				open = append(open, "")
				continue
			}
			tag, attrs := markup(doc.Markups[n])
			open = append(open, tag)
			if tag != "" {
				w.raw("<" + tag + attrs + ">")
			}
		}
		if number(m[0]) == 1 {
			w.atom(doc, number(m[3]))
		} else {
			w.text(text(m[3]))
		}
		for n := number(m[2]); n > 0 && len(open) > 0; n-- {
			w.shut(&open)
		}
	}
	for len(open) > 0 {
		w.shut(&open)
	}
}

func (w *writer) shut(open *[]string) {
	last := len(*open) - 1
	if tag := (*open)[last]; tag != "" {
		w.raw("</" + tag + ">")
	}
	*open = (*open)[:last]
}

func (w *writer) atom(doc *mobiledoc, n int) {
	if n < 0 || n >= len(doc.Atoms) || len(doc.Atoms[n]) < 2 {
		return
	}
	if text(doc.Atoms[n][0]) == "soft-return" {
		w.raw("<br>")
		return
	}
	w.text(text(doc.Atoms[n][1]))
}

// markup reads [tag, [attribute, value, …]].
func markup(m []json.RawMessage) (tag, attrs string) {
	if len(m) == 0 {
		return "", ""
	}
	switch tag = text(m[0]); tag {
	case "strong", "b", "em", "i", "code", "sub", "sup", "s", "u":
		return tag, ""
	case "a":
	default:
		return "", ""
	}
	var list []string
	if len(m) > 1 {
		_ = json.Unmarshal(m[1], &list)
	}
	for i := 0; i+1 < len(list); i += 2 {
		if list[i] == "href" {
			return "a", ` href="` + html.EscapeString(list[i+1]) + `"`
		}
	}
	return "", ""
}

func number(b json.RawMessage) int {
	n := -1
	if json.Unmarshal(b, &n) != nil {
		return -1
	}
	return n
}

func text(b json.RawMessage) string {
	var s string
	_ = json.Unmarshal(b, &s) // what is no text is empty
	return s
}
