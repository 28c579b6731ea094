package readership

import (
	"strings"
	"sync"

	"zgo.at/isbot"
)

// maxAgent is longer than any browser's name for itself, in bytes.
const maxAgent = 1024

// Bot says whether what calls itself agent is a program and no reader. It joins the
// lists of zgo.at/isbot with rules of our own: browsers have a form by which they are
// known, and programs mostly say in some word what they are.
func Bot(agent string) bool {
	if agent == "" || len(agent) > maxAgent {
		return true
	}
	low := strings.ToLower(agent)
	if inApp(low) { // people read in these; some lists take them for programs
		return hasAny(low, programs)
	}
	return !formed(low) || hasAny(low, programs) || hasAny(low, words) || hasAny(low, names) || isbot.Is(isbot.UserAgent(agent))
}

// formed says whether a name is built as those of browsers are: all of them say
// Mozilla/5.0 and their engine, but for Opera's old ones.
func formed(low string) bool {
	if strings.HasPrefix(low, "opera/9.80 (") {
		return true
	}
	if !strings.HasPrefix(low, "mozilla/5.0 (") || strings.HasPrefix(low, "mozilla/5.0 (compatible;") && !strings.Contains(low, "; msie ") {
		return false
	}
	return strings.Contains(low, "applewebkit/") || strings.Contains(low, "gecko/") || strings.Contains(low, "trident/") || strings.Contains(low, "presto/")
}

// inApp says whether a page was opened inside another program for people.
func inApp(low string) bool {
	if !strings.HasPrefix(low, "mozilla/5.0 (") || !strings.Contains(low, "applewebkit/") {
		return false
	}
	return hasAny(low, []string{"fban/", "fbav/", "fb_iab/", "instagram ", "telegram-android/", " line/", "micromessenger/", "viber/", "musical_ly", "bytedancewebview", "snapchat/", "[linkedinapp]", "pinterest/", "gsa/", "twitter for ", "duckduckgo/"})
}

func hasAny(low string, list []string) bool {
	for _, w := range list {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// programs are words that no reader's browser has anywhere.
var programs = []string{
	"headless", "phantomjs", "selenium", "webdriver", "puppeteer", "playwright", "cypress", "nightmare/", "slimerjs", "lighthouse", "ptst/", "pagespeed",
	"bot/", "bot;", "bot)", "+http", "://", "crawler", "spider", "scraper", "facebookexternalhit", "facebot", "meta-externalagent", "telegrambot",
}

// words are said by programs, and would be by no browser that is not inside another
// program.
var words = []string{
	"bot ", "bot-", "_bot", "bot@", "crawl", "archiver", "fetcher", "preview", "monitor", "checker", "validator", "synthetic", "inspect", "scan", "audit", "probe",
	"analyzer", "optimizer", "prerender", "screenshot", "webcopy", "uptime", "agent/", "agent)", "agent;", "-agent", "watchagent", "-user/", "research", "feed", "reader/",
	"subscriber", "favicon", "imageproxy", "; compatible", "electron/", "java/", "python", "curl/", "wget", "okhttp", "libwww", "httpclient", "http client", "go-http",
	"node-fetch", "axios", "guzzle", "email", "@", ".com/", ".com)", ".com;", ".ai/", ".io/", ".org/", ".net/", ".co;",
}

// names are those of programs that say nothing else of what they are.
var names = []string{
	"adbeat", "acunetix", "brandwatch", "catchpoint", "collapsify", "criticalcss", "dareboost", "datadog", "datanyze", "dataprovider", "gtmetrix", "hardenize", "hotjar",
	"linktiger", "newrelic", "nikto", "outbrain", "pingdom", "semantic", "silktide", "sindup", "statuscake", "thousandeyes",
}

// maxAgents bounds the verdicts that are remembered: browsers have fewer names.
const maxAgents = 8192

// agents remembers verdicts: most readers have one of a few browsers.
type agents struct {
	mu    sync.RWMutex
	known map[string]bool
}

func (a *agents) bot(agent string) bool {
	if agent == "" || len(agent) > maxAgent {
		return true
	}
	a.mu.RLock()
	verdict, known := a.known[agent]
	a.mu.RUnlock()
	if known {
		return verdict
	}
	verdict = Bot(agent)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil || len(a.known) >= maxAgents {
		a.known = map[string]bool{}
	}
	a.known[strings.Clone(agent)] = verdict
	return verdict
}
