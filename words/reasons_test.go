package words_test

import (
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// A refusal gives its reason in the language in which it is told.
func TestReasonsAreInTheLanguage(t *testing.T) {
	c := load(t)
	said := func(tag lang.Tag, key, value string) string {
		err := new(outlet.Outlet).Set(key, value)
		if f, ok := fault.As(err); !ok || f.Key != "outlet.bad_setting" {
			t.Errorf("%s %q: %v", key, value, err)
		}
		return c.Explain(tag, err)
	}
	for _, x := range []struct {
		tag              lang.Tag
		key, value, want string
	}{
		{"en", "accent", "red", "“red” cannot be accent: write a colour like #0a5c4a."},
		{"ru", "accent", "red", "«red» не годится для accent: напишите цвет, например #0a5c4a."},
		{"ru", "most_read_floor", "many", "«many» не годится для most_read_floor: напишите число."},
		{"en", "most_read_floor", "-5", "“-5” cannot be most_read_floor: write 0 or a larger number."},
		{"ka", "url", "ftp://x", "„ftp://x“ არ გამოდგება, url: დაწერეთ მისამართი, რომელიც იწყება https://-ით."},
		{"az", "no_training", "maybe", "“maybe” no_training üçün yaramır: true və ya false yazın."},
		{"hy", "contact", "x", "«x» արժեքը contact կարգավորման համար չի սազում․ գրեք էլեկտրոնային փոստի հասցե։"},
		{"en", "accent", "#ffff00", "“#ffff00” cannot be accent: #ffff00 on #ffffff has a contrast of 1.1, and text needs 4.5."},
		{"ru", "mark", "<text/>", "«<text/>» не годится для mark: нужен SVG из закрашенных контуров, кругов и прямоугольников; у «text» нет простой заливки вроде #0a5c4a."},
	} {
		if got := said(x.tag, x.key, x.value); got != x.want {
			t.Errorf("%s: %s", x.tag, got)
		}
	}
	if got := said("ru", "share", "pigeon"); !strings.Contains(got, "выберите из этого: ") || !strings.Contains(got, "telegram") {
		t.Error(got)
	}
}
