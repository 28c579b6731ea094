package outlet

import (
	"slices"

	"masthead/internal/kit/lang"
)

// shareWays are the ways to pass an article on that a reader can be offered: networks
// by their names, "email", "copy" (the link), "native" (what the reader's device has)
// and "print".
var shareWays = []string{
	"facebook", "x", "telegram", "whatsapp", "messenger", "vk", "viber", "linkedin", "threads", "bluesky", "ok",
	"email", "copy", "native", "print",
}

// ShareWay says whether a way to pass an article on is known.
func ShareWay(name string) bool { return slices.Contains(shareWays, name) }

// usualShare is what an edition offers that made no choice, by its language: the
// networks that its readers use, the most used first. VK and OK are offered where
// readers of Russian are looked for, and nowhere else.
var usualShare = map[lang.Tag][]string{
	"en": {"facebook", "x", "whatsapp", "copy", "native", "telegram", "bluesky", "threads", "linkedin", "messenger", "viber", "email", "print"},
	"ru": {"telegram", "vk", "whatsapp", "copy", "native", "facebook", "ok", "viber", "x", "linkedin", "messenger", "email", "print"},
	"uk": {"telegram", "facebook", "viber", "copy", "native", "x", "whatsapp", "messenger", "threads", "bluesky", "linkedin", "email", "print"},
	"az": {"facebook", "whatsapp", "telegram", "copy", "native", "x", "messenger", "linkedin", "threads", "viber", "bluesky", "email", "print"},
	"hy": {"facebook", "telegram", "whatsapp", "copy", "native", "viber", "messenger", "x", "linkedin", "threads", "bluesky", "email", "print"},
	"ka": {"facebook", "messenger", "whatsapp", "copy", "native", "x", "telegram", "viber", "linkedin", "threads", "bluesky", "email", "print"},
	"tr": {"whatsapp", "x", "facebook", "copy", "native", "telegram", "linkedin", "threads", "messenger", "bluesky", "email", "print"},
	"fa": {"telegram", "whatsapp", "x", "copy", "native", "facebook", "linkedin", "threads", "messenger", "bluesky", "email", "print"},
	"ar": {"whatsapp", "facebook", "x", "copy", "native", "telegram", "messenger", "threads", "linkedin", "viber", "bluesky", "email", "print"},
}

// Share lists the ways to pass on an article of an edition, in order: those that the
// edition chose, else the outlet, else what is usual in its language.
func (p *Profile) Share(e Edition) []string {
	for _, chosen := range [][]string{e.Settings.Share, p.Outlet.Settings.Share, usualShare[e.Lang.Base()]} {
		if len(chosen) > 0 {
			return chosen
		}
	}
	return usualShare["en"]
}
