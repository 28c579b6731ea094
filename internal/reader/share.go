package reader

import (
	"html/template"
	"net/url"
	"strings"

	"masthead/internal/kit/lang"
)

// shareTarget is how a network passes a link on. The places {url}, {title}, {image}
// and {app} stand for the article's address, its title with the kind, its share picture
// and the outlet's Facebook app.
type shareTarget struct {
	name, address string
	app           bool // opens an app, and nothing on a computer without it
	signs         int  // the longest post, in letters, the address included; 0 for enough
}

// shareTargets are the networks' own addresses. They are plain links: no network
// learns of a reader who does not follow one.
var shareTargets = map[string]shareTarget{
	"facebook":  {name: "Facebook", address: "https://www.facebook.com/sharer/sharer.php?u={url}"},
	"x":         {name: "X", address: "https://twitter.com/intent/tweet?url={url}&text={title}", signs: 280},
	"telegram":  {name: "Telegram", address: "https://t.me/share/url?url={url}&text={title}"},
	"whatsapp":  {name: "WhatsApp", address: "https://wa.me/?text={title}%20{url}"},
	"messenger": {name: "Messenger", address: "fb-messenger://share?link={url}", app: true},
	"vk":        {name: "VK", address: "https://vk.com/share.php?url={url}&title={title}&image={image}"},
	"viber":     {name: "Viber", address: "viber://forward?text={title}%20{url}", app: true},
	"linkedin":  {name: "LinkedIn", address: "https://www.linkedin.com/sharing/share-offsite/?url={url}"},
	"threads":   {name: "Threads", address: "https://threads.net/intent/post?url={url}&text={title}", signs: 500},
	"bluesky":   {name: "Bluesky", address: "https://bsky.app/intent/compose?text={title}%20{url}", signs: 300},
	"ok":        {name: "OK", address: "https://connect.ok.ru/offer?url={url}&title={title}&imageUrl={image}"},
}

// messengerDialog is Messenger's page for computers, which wants an app of the outlet's
// own.
const messengerDialog = "https://www.facebook.com/dialog/send?app_id={app}&link={url}&redirect_uri={url}"

// mailTarget is a letter with the link (RFC 6068).
const mailTarget = "mailto:?subject={title}&body={url}"

// ownNames are networks that their readers call otherwise.
var ownNames = map[lang.Tag]map[string]string{
	"ru": {"vk": "ВКонтакте", "ok": "Одноклассники"},
	"uk": {"vk": "ВКонтакте", "ok": "Однокласники"},
}

// shareFirst is how many ways stand in the row; the rest stand behind "more".
const shareFirst = 4

// passed is what is passed on: absolute addresses and a plain title.
type passed struct{ address, title, image string }

// share lists the ways to pass an article on, those in the row and the rest.
func (f *face) share(of passed) (first, rest []ShareLink) {
	of.title = strings.Join(strings.Fields(strings.ToValidUTF8(of.title, "")), " ")
	var links []ShareLink
	for _, way := range f.profile.Share(f.edition) {
		if l, ok := f.shareLink(way, of); ok {
			links = append(links, l)
		}
	}
	n := min(shareFirst, len(links))
	return links[:n], links[n:]
}

func (f *face) shareLink(way string, of passed) (ShareLink, bool) {
	page := template.URL((&url.URL{Path: pathOf(of.address)}).String())
	switch way {
	case "email":
		return ShareLink{Name: f.say("reader.email"), Icon: "mail", URL: of.fill(mailTarget, 0, "")}, true
	case "copy":
		return ShareLink{Name: f.say("reader.copy_link"), Icon: "link", URL: page, Act: "copy"}, true
	case "native":
		return ShareLink{Name: f.say("reader.share_device"), Icon: "share", URL: page, Act: "share"}, true
	case "print":
		return ShareLink{Name: f.say("reader.print"), Icon: "print", URL: page, Act: "print"}, true
	}
	t, ok := shareTargets[way]
	if !ok {
		return ShareLink{}, false
	}
	if app := f.profile.Outlet.Settings.FacebookApp; way == "messenger" && app != "" {
		t.address, t.app = messengerDialog, false
	}
	name := t.name
	if own := ownNames[f.lang.Base()][way]; own != "" {
		name = own
	}
	return ShareLink{Name: name, Icon: way, URL: of.fill(t.address, t.signs, f.profile.Outlet.Settings.FacebookApp), App: t.app}, true
}

// fill puts what is passed on into a network's address. A post has room for so many
// letters; a title that is longer than its part ends with an ellipsis.
func (p passed) fill(address string, signs int, app string) template.URL {
	title := []rune(p.title)
	if room := signs - len(p.address) - 1; signs > 0 && len(title) > room {
		title = append(title[:max(room-1, 0)], '…')
	}
	return template.URL(strings.NewReplacer(
		"{url}", escaped(p.address), "{title}", escaped(string(title)), "{image}", escaped(p.image), "{app}", escaped(app),
	).Replace(address))
}

// escaped encodes all but letters and digits (RFC 3986, section 2.3). A query's "+" for
// a space would be read as a plus sign by the apps' own schemes.
func escaped(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// pathOf is the path of an absolute address of this site.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return u.Path
}
