package lang_test

import (
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
)

func TestNumbers(t *testing.T) {
	const sp = "\u00a0"
	tests := []struct {
		tag                               lang.Tag
		million, four, dec, percent, less string
	}{
		{"en", "1,234,567", "1,234", "12,345.7", "61.5%", "−7"},
		{"ru", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5" + sp + "%", "−7"},
		{"uk", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5" + sp + "%", "−7"},
		{"az", "1.234.567", "1.234", "12.345,7", "61,5%", "−7"},
		{"hy", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5%", "−7"},
		{"ka", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345,7", "61,5%", "−7"},
		{"tr", "1.234.567", "1.234", "12.345,7", "%61,5", "−7"},
		{"fa", "۱٬۲۳۴٬۵۶۷", "۱٬۲۳۴", "۱۲٬۳۴۵٫۷", "۶۱٫۵٪", "\u200e−۷"},
		{"ar", "1,234,567", "1,234", "12,345.7", "61.5%", "\u200e−7"},
		{"de", "1" + sp + "234" + sp + "567", "1234", "12" + sp + "345.7", "61.5%", "−7"},
	}
	for _, tt := range tests {
		got := []string{lang.Int(1234567, tt.tag), lang.Int(1234, tt.tag), lang.Decimal(12345.68, 1, tt.tag), lang.Percent(61.5, 1, tt.tag), lang.Int(-7, tt.tag)}
		want := []string{tt.million, tt.four, tt.dec, tt.percent, tt.less}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tt.tag, got, want)
		}
	}
	for in, want := range map[float64]string{0: "0.00", -0.001: "0.00", 999.999: "1,000.00", -1234.5: "−1,234.50", 1e30: "–"} {
		if got := lang.Decimal(in, 2, "en"); got != want {
			t.Errorf("Decimal(%v) = %q, want %q", in, got, want)
		}
	}
	if got := lang.Int(-1<<63, "en"); got != "−9,223,372,036,854,775,808" {
		t.Errorf("smallest: %q", got)
	}
	if got := lang.Decimal(1e20, 99, "fa"); len(got) == 0 || strings.Contains(got, "1") {
		t.Errorf("many places: %q", got)
	}
}
