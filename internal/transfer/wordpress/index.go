package wordpress

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/transfer"
)

// Bounds of what is held in memory.
const (
	maxCategories = 50_000
	maxAuthors    = 100_000
	maxLinks      = 2_000_000 // posts and terms with translations
	maxPosts      = 10_000_000
	maxWords      = 2_000 // characters of a name, an address or the words of a picture
)

// index is what the first reading finds: all that a text needs from elsewhere.
type index struct {
	base       string            // the site's address without a slash at the end
	lang       string            // the site's own language, as it says
	version    string            // wxr_version
	versionAt  int               // its line
	authors    map[string]author // by login
	langs      map[string]string // Polylang's slug to BCP 47
	categories map[string]category
	spread     map[string]bool // categories that have namesakes with the suffix of a language
	linked     []link          // posts to groups, by id
	terms      []termRef       // terms to groups, by hash
	groups     []string        // names of groups
	media      spool           // attachments: address, alt, caption, title, credit
	blocks     spool           // reusable blocks: content
	children   []child         // attachments by the post they belong to
	twice      map[uint64]int  // posts whose number stands more than once
	posts      []uint32
	hasTerms   bool               // term_translations were found
	full       bool               // a bound was met
	damage     []transfer.Problem // of what stands before the items
}

type author struct{ name, email, about string }

type category struct {
	id     uint64
	parent string // slug
}

type link struct {
	id    uint32
	group int32
	lang  int32 // as group
}

type termRef struct {
	id    uint64
	hash  uint64
	group int32
}

type child struct{ parent, id uint32 }

func newIndex() *index {
	return &index{
		authors: map[string]author{}, langs: map[string]string{}, categories: map[string]category{},
		spread: map[string]bool{}, twice: map[uint64]int{},
	}
}

// add takes from an item what others need of it.
func (x *index) add(it *item, held []byte) {
	if it.unsound != "" {
		return
	}
	switch it.kind {
	case "attachment":
		alt := shorten(plain(it.metaValue("_wp_attachment_image_alt")), maxWords)
		credit := plain(either(it.metaValue("_media_credit"), it.metaValue("_wp_attachment_source_credit"), it.metaValue("_credit")))
		credit = shorten(credit, maxWords)
		url := it.url
		if url == "" && !strings.Contains(it.guid, "?") {
			url = it.guid
		}
		x.full = !x.media.put(it.id, shorten(url, maxWords), alt, shorten(plain(it.excerpt), maxWords), shorten(plain(it.title), maxWords), credit) || x.full
		if it.parent != 0 && len(x.children) < maxSpooled && it.parent <= math.MaxUint32 && it.id <= math.MaxUint32 {
			x.children = append(x.children, child{uint32(it.parent), uint32(it.id)})
		}
	case "wp_block":
		x.full = !x.blocks.put(it.id, string(held)) || x.full
	case "guest-author":
		x.addAuthor(either(it.metaValue("cap-user_login"), strings.TrimPrefix(it.slug, "cap-")), author{
			name:  plain(either(it.metaValue("cap-display_name"), it.title)),
			email: it.metaValue("cap-user_email"), about: plain(it.metaValue("cap-description")),
		})
	}
	x.addDuplicate(it)
	if it.id != 0 && it.id <= math.MaxUint32 && len(x.posts) < maxPosts {
		x.posts = append(x.posts, uint32(it.id))
	}
}

// addDuplicate links a post to the one that WPML copied it from.
func (x *index) addDuplicate(it *item) {
	of := parseID(it.metaValue("_icl_lang_duplicate_of"))
	if of == 0 || of > math.MaxUint32 || it.id > math.MaxUint32 || len(x.linked) >= maxLinks {
		return
	}
	group, lang := x.groupNumber("wpml duplicate "+strconv.FormatUint(of, 10)), x.groupNumber("lang ")
	x.linked = append(x.linked, link{uint32(it.id), group, lang}, link{uint32(of), group, lang})
}

func (x *index) addAuthor(login string, a author) {
	if login == "" || len(x.authors) >= maxAuthors {
		return
	}
	if _, known := x.authors[login]; !known && len(login) <= maxWords {
		x.authors[login] = author{shorten(a.name, maxWords), shorten(a.email, maxWords), shorten(a.about, maxWords)}
	}
}

// seal ends the first reading: everything is put in order for being looked up.
func (x *index) seal() {
	slices.Sort(x.posts)
	for i := 1; i < len(x.posts); i++ {
		if x.posts[i] == x.posts[i-1] {
			x.twice[uint64(x.posts[i])] = 0
		}
	}
	x.posts = nil
	slices.SortStableFunc(x.children, func(a, b child) int { return cmp.Compare(a.parent, b.parent) })
	slices.SortStableFunc(x.linked, func(a, b link) int { return cmp.Compare(a.id, b.id) })
	x.sealTerms()
	if !x.hasTerms {
		x.findSpread()
	}
}

// picture gives an attachment as a picture.
func (x *index) picture(id uint64) (transfer.Picture, bool) {
	f, ok := x.media.get(id)
	if !ok || f[0] == "" {
		return transfer.Picture{}, false
	}
	return transfer.Picture{URL: f[0], Alt: f[1], Caption: f[2], Credit: f[4]}, true
}

// attached lists the attachments of a post.
func (x *index) attached(post uint64) []uint64 {
	i, _ := slices.BinarySearchFunc(x.children, post, func(c child, id uint64) int { return cmp.Compare(uint64(c.parent), id) })
	var ids []uint64
	for ; i < len(x.children) && uint64(x.children[i].parent) == post && len(ids) < 500; i++ {
		ids = append(ids, uint64(x.children[i].id))
	}
	return ids
}

// reusable gives the content of a block that stands in many texts.
func (x *index) reusable(id uint64) (string, bool) {
	f, ok := x.blocks.get(id)
	if !ok {
		return "", false
	}
	return f[0], true
}

// close removes the temporary files.
func (x *index) close() {
	x.media.close()
	x.blocks.close()
}

func either(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

func parseID(s string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	return n
}
