package reader

import "testing"

func TestRobots(t *testing.T) {
	const want = `User-agent: *
Disallow: /desk/
Disallow: /api/
Allow: /api/v1/public/

Sitemap: https://news.example/sitemap.xml
`
	if got := string(robots([]crawlers{everyone}, []string{"https://news.example/sitemap.xml"})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	both := robots([]crawlers{everyone, {agents: []string{"TrainBot", "OtherBot"}, closed: []string{"/"}}}, nil)
	const more = "User-agent: *\nDisallow: /desk/\nDisallow: /api/\nAllow: /api/v1/public/\n\nUser-agent: TrainBot\nUser-agent: OtherBot\nDisallow: /\n\n"
	if string(both) != more {
		t.Errorf("got\n%s\nwant\n%s", both, more)
	}
}
