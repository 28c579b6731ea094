package words

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"masthead/internal/kit/lang"
)

// Catalogue is the sentences of all languages. It is safe for concurrent use.
type Catalogue struct {
	languages map[lang.Tag]map[string]*sentence
	log       *slog.Logger

	mu   sync.Mutex
	told map[string]bool // what was already logged
}

// The bounds of a file and of what is logged.
const (
	maxFile = 1 << 20
	maxTold = 1000
)

// Load reads every <language>.toml in the folder. It refuses, all at once: a
// language that is no canonical tag; anything but tables of text and plural forms;
// sentences that English does not have; other places than in English; missing and
// superfluous plural forms. English must be there.
func Load(files fs.FS, log *slog.Logger) (*Catalogue, error) {
	c := &Catalogue{languages: map[lang.Tag]map[string]*sentence{}, log: log, told: map[string]bool{}}
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, name := range names {
		tag := lang.Tag(strings.TrimSuffix(path.Base(name), ".toml"))
		if !tag.Valid() {
			faults = append(faults, fmt.Errorf("%s: not the name of a language", name))
			continue
		}
		sentences, errs := read(files, name, tag)
		c.languages[tag] = sentences
		for _, err := range errs {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
	}
	if c.languages[lang.English] == nil {
		faults = append(faults, errors.New("en.toml is missing"))
	}
	faults = append(faults, c.compare()...)
	if len(faults) > 0 {
		return nil, fmt.Errorf("words: %w", errors.Join(faults...))
	}
	return c, nil
}

// read reads one language's file.
func read(files fs.FS, name string, tag lang.Tag) (sentences map[string]*sentence, faults []error) {
	sentences = map[string]*sentence{}
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return sentences, []error{err}
	}
	if len(raw) > maxFile {
		return sentences, []error{fmt.Errorf("larger than %d bytes", maxFile)}
	}
	var tables map[string]any
	if _, err := toml.Decode(string(raw), &tables); err != nil {
		return sentences, []error{err}
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		lines, ok := tables[table].(map[string]any)
		if !ok || !isName(table) {
			faults = append(faults, fmt.Errorf("%s is not a table of a package", table))
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(lines)) {
			s, err := readSentence(tag, key, lines[key])
			if err != nil {
				faults = append(faults, fmt.Errorf("%s.%s %w", table, key, err))
				continue
			}
			sentences[table+"."+key] = s
		}
	}
	return sentences, faults
}

func readSentence(tag lang.Tag, key string, v any) (*sentence, error) {
	// Hyphens are for keys made of a value: "kind." and "fact-check".
	if !isName(strings.ReplaceAll(key, "-", "_")) {
		return nil, errors.New("is not the name of a sentence")
	}
	switch v := v.(type) {
	case string:
		p, err := parsePhrase(v)
		return &sentence{tag: tag, form: p}, err
	case map[string]any:
		s, err := parseForms(tag, v)
		return &s, err
	}
	return nil, fmt.Errorf("is neither text nor plural forms")
}

// compare holds every language against English.
func (c *Catalogue) compare() (faults []error) {
	english := c.languages[lang.English]
	for _, tag := range c.Languages() {
		for _, key := range slices.Sorted(maps.Keys(c.languages[tag])) {
			s, e := c.languages[tag][key], english[key]
			switch {
			case e == nil:
				faults = append(faults, fmt.Errorf("%s: %s is not in English", tag, key))
			case (s.forms == nil) != (e.forms == nil):
				faults = append(faults, fmt.Errorf("%s: %s has plural forms in one language only", tag, key))
			case !slices.Equal(allPlaces(s.form), allPlaces(e.form)):
				faults = append(faults, fmt.Errorf("%s: %s has the places %v, in English %v", tag, key, allPlaces(s.form), allPlaces(e.form)))
			}
		}
	}
	return faults
}

// Languages lists the languages there are words for, in order of tag.
func (c *Catalogue) Languages() []lang.Tag { return slices.Sorted(maps.Keys(c.languages)) }

// Keys lists the sentences a language has of its own, in order.
func (c *Catalogue) Keys(tag lang.Tag) []string {
	return slices.Sorted(maps.Keys(c.languages[tag]))
}

// Has says whether any language has the sentence.
func (c *Catalogue) Has(key string) bool { return c.languages[lang.English][key] != nil }
