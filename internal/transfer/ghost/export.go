package ghost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

var errNotGhost = errors.New("it has no table of posts")

// ident is a number of a row: Ghost 1 and later write it as a string, older ones as a number.
type ident string

func (i *ident) UnmarshalJSON(b []byte) error {
	*i = ident(strings.Trim(string(b), `"`))
	if *i == "null" {
		*i = ""
	}
	return nil
}

// moment is a time as text or, in older files, in milliseconds.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		m.Time = sane(time.UnixMilli(ms).UTC())
		return nil
	}
	for _, form := range [...]string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			m.Time = sane(t.UTC())
			return nil
		}
	}
	return nil // what is no time is none; a text is not lost for it
}

// sane is t, or no time if no text can have been written then.
func sane(t time.Time) time.Time {
	if t.Year() < 1600 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// word is text; other values are taken for none.
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	if len(b) > 0 && b[0] == '"' {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	*w = word(s)
	return nil
}

type post struct {
	ID            ident  `json:"id"`
	Title         word   `json:"title"`
	Slug          word   `json:"slug"`
	HTML          word   `json:"html"`
	Lexical       word   `json:"lexical"`
	Mobiledoc     word   `json:"mobiledoc"`
	Markdown      word   `json:"markdown"`
	FeatureImage  word   `json:"feature_image"`
	Image         word   `json:"image"` // before Ghost 1
	Type          word   `json:"type"`
	Page          any    `json:"page"` // before Ghost 3: 1, 0, true, false
	Status        word   `json:"status"`
	Visibility    word   `json:"visibility"`
	Locale        word   `json:"locale"`
	Language      word   `json:"language"` // before Ghost 1
	AuthorID      ident  `json:"author_id"`
	CreatedAt     moment `json:"created_at"`
	UpdatedAt     moment `json:"updated_at"`
	PublishedAt   moment `json:"published_at"`
	CustomExcerpt word   `json:"custom_excerpt"`
	InjectHead    word   `json:"codeinjection_head"`
	InjectFoot    word   `json:"codeinjection_foot"`
	Canonical     word   `json:"canonical_url"`
}

type postMeta struct {
	PostID  ident `json:"post_id"`
	Alt     word  `json:"feature_image_alt"`
	Caption word  `json:"feature_image_caption"`
}

type ghostTag struct {
	ID         ident `json:"id"`
	Name       word  `json:"name"`
	Slug       word  `json:"slug"`
	Visibility word  `json:"visibility"`
}

type user struct {
	ID    ident `json:"id"`
	Name  word  `json:"name"`
	Slug  word  `json:"slug"`
	Email word  `json:"email"`
	Bio   word  `json:"bio"`
}

// pair links a post to a tag or an author.
type pair struct {
	PostID   ident `json:"post_id"`
	TagID    ident `json:"tag_id"`
	AuthorID ident `json:"author_id"`
	Order    int   `json:"sort_order"`
}

type setting struct {
	Key   word `json:"key"`
	Value word `json:"value"`
}

// export is what was kept of a file.
type export struct {
	posts    []post
	meta     map[ident]postMeta
	tags     map[ident]ghostTag
	users    map[ident]user
	tagsOf   map[ident][]pair
	usersOf  map[ident][]pair
	settings map[string]string
	left     map[string]int
	found    bool // a table of posts was there
}

func newExport() *export {
	return &export{
		meta: map[ident]postMeta{}, tags: map[ident]ghostTag{}, users: map[ident]user{},
		tagsOf: map[ident][]pair{}, usersOf: map[ident][]pair{}, settings: map[string]string{}, left: map[string]int{},
	}
}

// read takes the tables out of {"db":[{"data":{…}}]}, {"data":{…}} or the bare tables.
func (x *export) read(ctx context.Context, d *json.Decoder, progress func()) error {
	if err := x.object(ctx, d, progress, 0); err != nil {
		return err
	}
	if !x.found {
		return errNotGhost
	}
	return nil
}

func (x *export) object(ctx context.Context, d *json.Decoder, progress func(), depth int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t == json.Delim('[') && depth == 1 { // "db" is a list of one
		for d.More() {
			if err := x.object(ctx, d, progress, depth+1); err != nil {
				return err
			}
		}
		_, err := d.Token()
		return err
	}
	if t != json.Delim('{') {
		return errNotGhost
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		switch {
		case (name == "db" && depth == 0) || (name == "data" && depth <= 2):
			err = x.object(ctx, d, progress, depth+1)
		default:
			err = x.table(ctx, d, name, progress)
		}
		if err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// table reads one table row by row; those without a use here are counted.
func (x *export) table(ctx context.Context, d *json.Decoder, name string, progress func()) error {
	var raw json.RawMessage
	row := x.row(name)
	if row == nil && name == "meta" {
		return d.Decode(&raw)
	}
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return skipRest(d, t)
	}
	x.found = x.found || name == "posts"
	for n := 0; d.More(); n++ {
		raw = raw[:0]
		if err := d.Decode(&raw); err != nil {
			return err
		}
		switch {
		case row == nil:
			x.left[name]++
		case bytes.HasPrefix(raw, []byte("{")):
			row(raw)
		}
		if n%256 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			progress()
		}
	}
	_, err = d.Token()
	return err
}

// skipRest passes over the value that t began.
func skipRest(d *json.Decoder, t json.Token) error {
	if t != json.Delim('{') {
		return nil
	}
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

// row gives what takes a row of the table, nil for a table that is left out.
func (x *export) row(table string) func(json.RawMessage) {
	switch table {
	case "posts":
		return func(b json.RawMessage) { x.addPost(b) }
	case "posts_meta":
		return func(b json.RawMessage) { keep(b, func(m postMeta) { x.meta[m.PostID] = m }) }
	case "tags":
		return func(b json.RawMessage) { keep(b, func(t ghostTag) { x.tags[t.ID] = t }) }
	case "users":
		return func(b json.RawMessage) { keep(b, func(u user) { x.users[u.ID] = u }) }
	case "posts_tags":
		return func(b json.RawMessage) { keep(b, func(p pair) { x.tagsOf[p.PostID] = append(x.tagsOf[p.PostID], p) }) }
	case "posts_authors":
		return func(b json.RawMessage) {
			keep(b, func(p pair) { x.usersOf[p.PostID] = append(x.usersOf[p.PostID], p) })
		}
	case "settings":
		return func(b json.RawMessage) { keep(b, x.addSetting) }
	}
	return nil
}

// keep reads a row; one of another form is passed over.
func keep[T any](b json.RawMessage, add func(T)) {
	var row T
	if json.Unmarshal(b, &row) == nil {
		add(row)
	}
}

func (x *export) addPost(b json.RawMessage) {
	var p post
	if err := json.Unmarshal(b, &p); err != nil && !isType(err) {
		return
	}
	if p.HTML != "" {
		p.Lexical, p.Mobiledoc, p.Markdown = "", "", ""
	}
	x.posts = append(x.posts, p)
}

func isType(err error) bool {
	var t *json.UnmarshalTypeError
	return errors.As(err, &t)
}

// addSetting keeps what says something of the site; keys and passwords among the
// settings are counted.
func (x *export) addSetting(s setting) {
	switch k := string(s.Key); k {
	case "title", "locale", "lang", "default_locale":
		x.settings[k] = string(s.Value)
	default:
		if secret(k) {
			x.left["secret settings"]++
		}
	}
}

func secret(key string) bool {
	for _, w := range [...]string{"password", "secret", "token", "key", "hash", "stripe", "mailgun", "slack", "private"} {
		if strings.Contains(key, w) {
			return true
		}
	}
	return false
}
