package body_test

import (
	"testing"

	"masthead/internal/body"
)

func TestMatchEmbed(t *testing.T) {
	tests := []struct{ in, provider, url, frame string }{
		{"https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=x", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ&t=42s", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"//www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://youtu.be/dQw4w9WgXcQ?si=x", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://www.youtube.com/shorts/dQw4w9WgXcQ", "youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"},
		{"https://www.youtube.com/embed/videoseries?list=PL123456", "youtube", "https://www.youtube.com/playlist?list=PL123456", "https://www.youtube-nocookie.com/embed/videoseries?list=PL123456"},
		{"https://player.vimeo.com/video/76979871?h=8272103f6e&title=0", "vimeo", "https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e"},
		{"https://twitter.com/user/status/123456?s=20", "x", "https://x.com/user/status/123456", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123456"},
		{"https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fposts%2F123&width=500", "facebook", "https://www.facebook.com/page/posts/123", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fposts%2F123"},
		{"https://www.facebook.com/plugins/video.php?height=314&href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fvideos%2F456%2F", "facebook", "https://www.facebook.com/page/videos/456/", "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fvideos%2F456%2F"},
		{"https://www.facebook.com/permalink.php?story_fbid=1&id=2&x=3", "facebook", "https://www.facebook.com/permalink.php?story_fbid=1&id=2", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpermalink.php%3Fstory_fbid%3D1%26id%3D2"},
		{"https://www.instagram.com/someone/reel/CabcDEF/?igsh=1", "instagram", "https://www.instagram.com/reel/CabcDEF/", "https://www.instagram.com/reel/CabcDEF/embed/"},
		{"https://t.me/s/durov/68?embed=1", "telegram", "https://t.me/durov/68", "https://t.me/durov/68?embed=1"},
		{"https://www.tiktok.com/@scout2015/video/6718335390845095173", "tiktok", "https://www.tiktok.com/@scout2015/video/6718335390845095173", "https://www.tiktok.com/embed/v2/6718335390845095173"},
		{"https://www.tiktok.com/embed/v2/6718335390845095173?lang=en", "tiktok", "https://www.tiktok.com/@/video/6718335390845095173", "https://www.tiktok.com/embed/v2/6718335390845095173"},
		{"https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/123&color=red", "soundcloud", "https://api.soundcloud.com/tracks/123", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F123"},
		{"https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk?utm_source=x", "spotify", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk"},
		{"https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=ab12&hd=2", "vk", "https://vk.com/video-22822305_456241864?hash=ab12", "https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=ab12"},
		{"https://vk.com/wall-1_2", "vk", "https://vk.com/wall-1_2", ""},
		{"https://rutube.ru/play/embed/c6cc4d620b1d4338901770a44b3e82f4", "rutube", "https://rutube.ru/video/c6cc4d620b1d4338901770a44b3e82f4/", "https://rutube.ru/play/embed/c6cc4d620b1d4338901770a44b3e82f4"},
		{"https://ok.ru/videoembed/123", "ok", "https://ok.ru/video/123", "https://ok.ru/videoembed/123"},
		{"https://www.google.com/maps/embed?pb=!1m18!1m12", "googlemaps", "https://www.google.com/maps/embed?pb=%211m18%211m12", "https://www.google.com/maps/embed?pb=%211m18%211m12"},
		{"https://maps.google.com/maps?q=Tbilisi&output=embed", "googlemaps", "https://www.google.com/maps?q=Tbilisi", "https://www.google.com/maps?q=Tbilisi&output=embed"},
		{"https://www.openstreetmap.org/export/embed.html?bbox=44.7%2C41.6&layer=mapnik", "openstreetmap", "https://www.openstreetmap.org/export/embed.html?bbox=44.7%2C41.6&layer=mapnik", "https://www.openstreetmap.org/export/embed.html?bbox=44.7%2C41.6&layer=mapnik"},
		{"https://datawrapper.dwcdn.net/aBcDe/3/", "datawrapper", "https://datawrapper.dwcdn.net/aBcDe/", "https://datawrapper.dwcdn.net/aBcDe/"},
		{"https://flo.uri.sh/visualisation/123/embed?auto=1", "flourish", "https://public.flourish.studio/visualisation/123/", "https://flo.uri.sh/visualisation/123/embed"},
		{"https://e.infogram.com/a-b-c-123?src=embed", "infogram", "https://infogram.com/a-b-c-123", "https://e.infogram.com/a-b-c-123?src=embed"},
		{"https://geo.dailymotion.com/player.html?video=x8abc", "dailymotion", "https://www.dailymotion.com/video/x8abc", "https://www.dailymotion.com/embed/video/x8abc"},
		{"https://www.mixcloud.com/widget/iframe/?hide_cover=1&feed=%2Fuser%2Fshow-1%2F", "mixcloud", "https://www.mixcloud.com/user/show-1/", "https://player-widget.mixcloud.com/widget/iframe/?feed=%2Fuser%2Fshow-1%2F"},
		{"https://embed.podcasts.apple.com/us/podcast/some-show/id123?i=456&itsct=x", "applepodcasts", "https://podcasts.apple.com/us/podcast/some-show/id123?i=456", "https://embed.podcasts.apple.com/us/podcast/some-show/id123?i=456"},
		{"https://www.reddit.com/r/go/comments/abc/title/?utm_x=1", "reddit", "https://www.reddit.com/r/go/comments/abc/title/", "https://embed.reddit.com/r/go/comments/abc/title/"},
		{"https://bsky.app/profile/a.bsky.social/post/3k44", "bluesky", "https://bsky.app/profile/a.bsky.social/post/3k44", ""},
		{"https://bsky.app/profile/did:plc:abc/post/3k44", "bluesky", "https://bsky.app/profile/did:plc:abc/post/3k44", "https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3k44"},
		{"https://mastodon.example/@a/110000000000000001/embed", "mastodon", "https://mastodon.example/@a/110000000000000001", "https://mastodon.example/@a/110000000000000001/embed"},
		{"https://www.threads.net/@a.b/post/Cxyz?x=1", "threads", "https://www.threads.net/@a.b/post/Cxyz", "https://www.threads.net/@a.b/post/Cxyz/embed"},
		{"https://issuu.com/pub/docs/issue_1", "issuu", "https://issuu.com/pub/docs/issue_1", "https://e.issuu.com/embed.html?d=issue_1&u=pub"},
	}
	covered := map[string]bool{}
	for _, tt := range tests {
		provider, url, ok := body.MatchEmbed(tt.in)
		if !ok || provider != tt.provider || url != tt.url {
			t.Errorf("%s: %q %q %v", tt.in, provider, url, ok)
			continue
		}
		covered[provider] = true
		if p, again, ok := body.MatchEmbed(url); !ok || p != provider || again != url {
			t.Errorf("%s: its own address becomes %q %q", url, p, again)
		}
		if got := body.EmbedFrame(provider, url); got != tt.frame {
			t.Errorf("%s: frame %q, want %q", url, got, tt.frame)
		}
		if body.EmbedFrame("other", url) != "" {
			t.Error("a frame for another provider's key")
		}
	}
	for _, p := range body.Providers() {
		if !covered[p.Key] && p.Key != "documentcloud" {
			t.Errorf("no test for %s", p.Key)
		}
		if got, ok := body.ProviderOf(p.Key); !ok || got != p {
			t.Errorf("ProviderOf(%s) = %v", p.Key, got)
		}
	}
}

func TestMatchEmbedRefuses(t *testing.T) {
	for _, in := range []string{"", "youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/", "https://www.youtube.com/@channel", "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
		"https://evil.example/?u=https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ", "https://a@www.youtube.com/watch?v=dQw4w9WgXcQ",
		"javascript://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://x.com/user", "https://t.me/durov", "https://www.facebook.com/page", "https://www.facebook.com/plugins/post.php?href=https://evil.example/",
		"https://w.soundcloud.com/player/?url=https://w.soundcloud.com/player/?url=https://w.soundcloud.com/player/?url=x", "https://medium.com/@user/story-123", "https://www.google.com/search?q=x",
		"https://www.youtube.com/embed/\"><script>", "https://vimeo.com/about"} {
		if p, u, ok := body.MatchEmbed(in); ok {
			t.Errorf("%q taken for %s %s", in, p, u)
		}
	}
}
