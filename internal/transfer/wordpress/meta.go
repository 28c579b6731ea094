package wordpress

import "strings"

// postmeta reads one <wp:postmeta>. Only what says something of a text is kept; the
// names of what looks like a secret are, never its value.
func (p *parser) postmeta(it *item, t tag) {
	var m meta
	for !t.empty {
		p.text, p.over = p.text[:0], true
		in, ok := p.next()
		if !ok {
			it.unclosed = true
			return
		}
		n := p.name(in)
		if structural(n) {
			it.unclosed = true
			p.back(in)
			return
		}
		if in.close {
			if string(n) == "wp:postmeta" {
				break
			}
			continue
		}
		switch string(n) {
		case "wp:meta_key":
			m.key = p.line1(in, it)
		case "wp:meta_value":
			m.value = p.metaValue(in, it, m.key)
		case "wp:postmeta":
			m = meta{}
		default:
			p.skipElement(in, it, "")
		}
	}
	p.keepMeta(it, m)
}

func (p *parser) metaValue(t tag, it *item, key string) string {
	if wantedMeta(key) {
		return strings.TrimSpace(p.leaf(t, it))
	}
	p.skipElement(t, it, "")
	return ""
}

func (p *parser) keepMeta(it *item, m meta) {
	switch {
	case len(it.meta) >= maxItemMeta || len(it.secrets) >= maxItemMeta:
		it.tooMany = true
	case wantedMeta(m.key):
		it.meta = append(it.meta, m)
	case secretMeta(m.key):
		it.secrets = append(it.secrets, m.key)
	}
}

// wantedMeta lists the postmeta that says something of a text.
func wantedMeta(key string) bool {
	switch key {
	case "_thumbnail_id", "_wp_attachment_image_alt", "_wp_old_slug", "footnotes", "_wp_attached_file",
		"_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_term_category",
		"cap-user_login", "cap-display_name", "cap-user_email", "cap-description", "cap-linked_account",
		"_icl_lang_duplicate_of", "_wpml_language", "_wpml_trid", "_wpml_import_language_code", "_wpml_import_translation_group",
		"_wp_attachment_source_credit", "_media_credit", "_credit":
		return true
	}
	return false
}

// secretMeta knows by its name what should never have been in an export.
func secretMeta(key string) bool {
	k := strings.ToLower(key)
	for _, word := range [...]string{"password", "passwd", "secret", "token", "api_key", "apikey", "api-key", "private_key", "session", "auth_key", "_author_ip", "_ip_address", "credit_card"} {
		if strings.Contains(k, word) {
			return true
		}
	}
	return false
}
