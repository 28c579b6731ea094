package signin

import "strings"

// device tells a browser and a system as people call them, of what a browser says it is.
// What is not known is told as it stands, cut.
func device(agent string) string {
	browser, system := first(agent, browsers), first(agent, systems)
	switch {
	case browser != "" && system != "":
		return browser + ", " + system
	case browser != "" || system != "":
		return browser + system
	}
	if r := []rune(agent); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return agent
}

type called struct{ sign, name string }

// The more particular comes first: most browsers name others too.
var (
	browsers = []called{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"YaBrowser/", "Yandex"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []called{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

func first(agent string, list []called) string {
	for _, c := range list {
		if strings.Contains(agent, c.sign) {
			return c.name
		}
	}
	return ""
}
