package writing

import (
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/words"
)

// sentences are what the editor says, by their keys in the catalogue.
var sentences = []string{
	"writing.alt", "writing.alt_help", "writing.alt_missing", "writing.body", "writing.bold", "writing.box", "writing.bullets", "writing.cancel",
	"writing.caption", "writing.cite", "writing.column_before", "writing.column_behind", "writing.comment", "writing.credit",
	"writing.delete_column", "writing.delete_row", "writing.divider", "writing.done", "writing.down", "writing.earlier", "writing.embed",
	"writing.embed_address", "writing.embed_chart", "writing.embed_map", "writing.embed_page", "writing.embed_post", "writing.embed_sound",
	"writing.embed_video", "writing.embed_wrong", "writing.focal", "writing.gallery", "writing.head", "writing.header", "writing.heading2",
	"writing.heading3", "writing.heading4", "writing.hint_box", "writing.hint_bullets", "writing.hint_divider", "writing.hint_embed",
	"writing.hint_gallery", "writing.hint_heading2", "writing.hint_heading3", "writing.hint_heading4", "writing.hint_image", "writing.hint_note",
	"writing.hint_numbers", "writing.hint_paragraph", "writing.hint_pullquote", "writing.hint_question", "writing.hint_quote", "writing.hint_signs",
	"writing.hint_table", "writing.html_block", "writing.image", "writing.insert", "writing.italic", "writing.language", "writing.language_tag",
	"writing.language_wrong", "writing.later", "writing.lift", "writing.link", "writing.link_address", "writing.link_remove", "writing.link_set",
	"writing.link_wrong", "writing.mend", "writing.mended", "writing.mended_none", "writing.menu_insert", "writing.menu_move",
	"writing.nbsp", "writing.note", "writing.note_remove", "writing.numbers", "writing.paragraph",
	"writing.paste_too_large", "writing.picture_absent", "writing.picture_elsewhere", "writing.picture_link", "writing.picture_other",
	"writing.picture_remove", "writing.pullquote", "writing.question",
	"writing.question_title", "writing.quote", "writing.remove", "writing.row_above", "writing.row_below", "writing.set", "writing.signs",
	"writing.sink", "writing.sub", "writing.sup", "writing.table", "writing.title", "writing.tools", "writing.unbox", "writing.up",
}

// named are the blocks whose names in other languages the menu answers to as well.
var named = []string{
	"writing.paragraph", "writing.heading2", "writing.heading3", "writing.heading4", "writing.quote", "writing.pullquote", "writing.bullets", "writing.numbers",
	"writing.image", "writing.gallery", "writing.embed", "writing.table", "writing.question", "writing.box", "writing.divider", "writing.note", "writing.signs",
}

// Given is all that the editor is given.
type Given struct {
	Words  map[string]string `json:"words"`
	Embeds Sites             `json:"embeds"`
}

// For is what the editor is given for someone whose desk speaks tag.
func For(c *words.Catalogue, tag lang.Tag) Given {
	return Given{Words: Words(c, tag), Embeds: Embeddable()}
}

// Words gives the sentences of the editor for someone whose desk speaks tag, by their
// keys without "writing.". A sentence with plural forms is there once for each:
// "words_one", "words_other". "also_quote" has the names of the block in the other
// languages of the desk, parted by commas.
func Words(c *words.Catalogue, tag lang.Tag) map[string]string {
	out := map[string]string{}
	for _, key := range sentences {
		short := strings.TrimPrefix(key, "writing.")
		switch v := c.Raw(tag, key).(type) {
		case string:
			out[short] = v
		case map[string]string:
			for form, text := range v {
				out[short+"_"+form] = text
			}
		}
	}
	for _, key := range named {
		var also []string
		for _, other := range c.Languages() {
			if name, ok := c.Raw(other, key).(string); ok && other != tag && (other == lang.English || name != c.Raw(lang.English, key)) {
				also = append(also, name)
			}
		}
		out["also_"+strings.TrimPrefix(key, "writing.")] = strings.Join(also, ", ")
	}
	return out
}

// Sites is what may be embedded, and how its addresses are recognised.
type Sites struct {
	Providers []Provider       `json:"providers"`
	Rules     []body.EmbedRule `json:"rules"`
}

// Provider is body.Provider for the editor.
type Provider struct {
	Key  string         `json:"key"`
	Name string         `json:"name"`
	Kind body.EmbedKind `json:"kind"`
}

// Embeddable gives the sites of body.Providers.
func Embeddable() Sites {
	s := Sites{Rules: body.EmbedRules()}
	for _, p := range body.Providers() {
		s.Providers = append(s.Providers, Provider(p))
	}
	return s
}
