package reader

import (
	"html/template"
	"net/url"
	"strings"
)

// shareTargets are the networks' own addresses for passing a link on, where {url}
// and {title} stand for the article's. They are plain links: no network learns of a
// reader who does not follow one. Messenger and Viber have them for their apps only.
var shareTargets = []struct{ name, icon, address string }{
	{"Facebook", "facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"},
	{"X", "x", "https://twitter.com/intent/tweet?url={url}&text={title}"},
	{"Telegram", "telegram", "https://t.me/share/url?url={url}&text={title}"},
	{"WhatsApp", "whatsapp", "https://wa.me/?text={title}%20{url}"},
	{"Messenger", "messenger", "fb-messenger://share?link={url}"},
	{"VK", "vk", "https://vk.com/share.php?url={url}&title={title}"},
	{"Viber", "viber", "viber://forward?text={title}%20{url}"},
}

// mailTarget is a letter with the link (RFC 6068).
const mailTarget = "mailto:?subject={title}&body={url}"

// share lists the ways to pass an article on.
func (f *face) share(address, title string) []ShareLink {
	// A query's "+" for a space is read as a plus sign by the apps' own schemes.
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	fill := strings.NewReplacer("{url}", escape(address), "{title}", escape(title))
	links := make([]ShareLink, 0, len(shareTargets)+3)
	for _, t := range shareTargets {
		links = append(links, ShareLink{Name: t.name, Icon: t.icon, URL: template.URL(fill.Replace(t.address))})
	}
	page := template.URL((&url.URL{Path: pathOf(address)}).String())
	return append(links,
		ShareLink{f.say("reader.email"), "mail", template.URL(fill.Replace(mailTarget)), ""},
		ShareLink{f.say("reader.copy_link"), "link", page, "copy"},
		ShareLink{f.say("reader.print"), "print", page, "print"})
}

// pathOf is the path of an absolute address of this site.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return u.Path
}
