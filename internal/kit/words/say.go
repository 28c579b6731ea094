package words

import (
	"fmt"
	"strings"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Say gives the sentence in the language, else in its base language ("pt" for
// "pt-BR"), else in English. Values are text, whole numbers, faults, whose sentence is
// said in their place, fmt.Stringers or anything fmt can print. A sentence that is nowhere is shown as its key, a place
// without a value as {place}; both are defects and logged once.
func (c *Catalogue) Say(tag lang.Tag, key string, args map[string]any) string {
	return c.say(tag, key, values{named: args})
}

// In gives the catalogue's voice in one language, for templates.
func (c *Catalogue) In(tag lang.Tag) Voice { return Voice{c, tag} }

// Voice says sentences in one language.
type Voice struct {
	c   *Catalogue
	tag lang.Tag
}

// Tag is the language that was asked for.
func (v Voice) Tag() lang.Tag { return v.tag }

// Say is Catalogue.Say with the places and values in turn: Say("reader.note", "n", 3).
func (v Voice) Say(key string, pairs ...any) string {
	return v.c.say(v.tag, key, values{pairs: pairs})
}

// Explain is Catalogue.Explain.
func (v Voice) Explain(err error) string { return v.c.Explain(v.tag, err) }

// Explain gives the sentence of the outermost fault in err, else one for its kind.
// What the fault was caused by is never told.
func (c *Catalogue) Explain(tag lang.Tag, err error) string {
	if f, ok := fault.As(err); ok {
		if c.Has(f.Key) {
			return c.Say(tag, f.Key, f.Args)
		}
		c.tell("no sentence for a fault", f.Key)
	}
	return c.Say(tag, "fault."+strings.ReplaceAll(fault.KindOf(err).String(), " ", "_"), nil)
}

// Raw gives a sentence as it stands in the catalogue, {places} and all, for a script
// that fills them: text, or its plural forms by category.
func (c *Catalogue) Raw(tag lang.Tag, key string) any {
	s := c.find(tag, key)
	switch {
	case s == nil:
		return key
	case s.forms == nil:
		return s.form.raw()
	}
	forms := map[string]string{}
	for category, p := range s.forms {
		forms[category] = p.raw()
	}
	return forms
}

// raw writes a phrase as the file has it.
func (p phrase) raw() string {
	if len(p.places) == 0 {
		return p.whole
	}
	text := p.texts[0]
	for i, place := range p.places {
		text += "{" + place + "}" + p.texts[i+1]
	}
	return text
}

func (c *Catalogue) find(tag lang.Tag, key string) *sentence {
	if s := c.languages[tag][key]; s != nil {
		return s
	}
	if s := c.languages[tag.Base()][key]; s != nil {
		return s
	}
	return c.languages[lang.English][key]
}

func (c *Catalogue) say(tag lang.Tag, key string, v values) string {
	s := c.find(tag, key)
	if s == nil {
		c.tell("no such sentence", key)
		return key
	}
	p := s.form
	if s.forms != nil {
		if n, ok := v.get("n"); ok {
			if n, ok := whole(n); ok {
				p = s.forms[lang.Plural(n, s.tag)]
			}
		}
	}
	if len(p.places) == 0 {
		return p.whole
	}
	var b strings.Builder
	b.Grow(len(p.whole) + 32)
	for i, place := range p.places {
		b.WriteString(p.texts[i])
		value, ok := v.get(place)
		if !ok {
			c.tell("no value for {"+place+"}", key)
			b.WriteString("{" + place + "}")
			continue
		}
		if f, ok := value.(*fault.Fault); ok { // a reason, in the words of this language
			b.WriteString(c.Explain(tag, f))
			continue
		}
		b.WriteString(show(value, s.tag))
	}
	b.WriteString(p.texts[len(p.places)])
	return b.String()
}

// values are what fills the places: by name, or names and values in turn.
type values struct {
	named map[string]any
	pairs []any
}

func (v values) get(name string) (any, bool) {
	for i := 0; i+1 < len(v.pairs); i += 2 {
		if v.pairs[i] == name {
			return v.pairs[i+1], true
		}
	}
	value, ok := v.named[name]
	return value, ok
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint32:
		return int64(n), true
	}
	return 0, false
}

func show(v any, tag lang.Tag) string {
	if s, ok := v.(string); ok {
		return s
	}
	if n, ok := whole(v); ok {
		return lang.Int(n, tag)
	}
	return fmt.Sprint(v)
}

// tell logs a defect once.
func (c *Catalogue) tell(what, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if name := what + " " + key; !c.told[name] && len(c.told) < maxTold {
		c.told[name] = true
		c.log.Warn("words: "+what, "key", key)
	}
}
