package lang_test

import (
	"strings"
	"testing"

	"masthead/internal/kit/lang"
)

func TestDetect(t *testing.T) {
	tests := map[lang.Tag][]string{
		"uk": {"Зеленський прибув до Берліна", "Верховна Рада ухвалила закон про мову", "Чому вода в Каспії падає", "Що далі?",
			"Ціни на газ зросли вдвічі", "Парламент Грузії проголосував за новий закон", "Мовчання замість слова", "Вибори у Вірменії"},
		"ru": {"Алиев прибыл в Анкару", "Протесты в Тбилиси", "Парламент принял закон", "Путин и Пашинян", "Цены на газ",
			"Кто заменит премьера", "Съезд партии открылся в Ереване"},
		"ar": {"رئيس أذربيجان يصل إلى أنقرة", "انتخابات مبكرة في أرمينيا", "روسيا تعلن وقف إطلاق النار", "إيران: ارتفاع أسعار الوقود",
			"زلزال يضرب جنوب القوقاز", "وزير الخارجية يلتقي نظيره التركي"},
		"fa": {"سفر رئیس جمهور آذربایجان به ترکیه", "انتخابات زودهنگام در ارمنستان", "تظاهرات گسترده در تفلیس", "چرا آب خزر پایین می‌رود؟",
			"زلزله جنوب قفقاز را لرزاند", "Livingston 1 - 0 Rangers: گل Menga باعث شکست شد"},
		"az": {"Prezident Bakıda çıxış edib", "Gürcüstanda etirazlar davam edir", "Ermənistan parlamenti qanunu qəbul etdi",
			"Xəzərin suyu azalır", "Neft ucuzlaşıb", "Yeni qanun layihəsi"},
		"tr": {"Cumhurbaşkanı Bakü'ye gidiyor", "Gürcistan'da protestolar sürüyor", "Ermenistan meclisi yasayı kabul etti",
			"Petrol fiyatları düştü", "Yeni anayasa taslağı", "Deprem Kafkasya'yı salladı"},
		"en": {"Protests continue in Tbilisi", "Armenia holds snap election", "Why the Caspian is shrinking", "Opinion: a view from Baku",
			"Oil prices fall", "President Aliyev arrives in Ankara", "Who are “ქართული ოცნება”, the party in power in Georgia today?"},
		"hy":      {"Ընտրություններ Հայաստանում", "ԱԺ BBC News Live Հայաստան"},
		"ka":      {"პროტესტი თბილისში BBC News Live", "ᲗᲑᲘᲚᲘᲡᲘ"},
		"de":      {"Präsident Alijew trifft in Ankara ein"},
		"fr":      {"Manifestations à Tbilissi contre la loi"},
		"es":      {"Protestas en Tiflis contra la ley"},
		"it":      {"Proteste a Tbilisi contro la legge"},
		"pt":      {"Protestos em Tbilisi contra a lei"},
		"nl":      {"Protesten in Tbilisi tegen de wet"},
		"bg":      {"Протестите в Тбилиси продължават"},
		"be":      {"Пратэсты ў Тбілісі працягваюцца"},
		"sr":      {"Протести у Тбилисију се настављају"},
		"kk":      {"Тбилисидегі наразылық жалғасуда"},
		"az-Cyrl": {"Азәрбајҹан Президенти Анкараја ҝәлиб"},
		"ur":      {"تبلیسی میں احتجاج جاری ہے"},
		"ckb":     {"خۆپیشاندان لە تبلیسی بەردەوامە"},
		"he":      {"הפגנות בטביליסי"},
		"ja":      {"トビリシで抗議デモが続く"},
		"zh":      {"第比利斯抗议"},
		"ko":      {"트빌리시 시위"},
		"el":      {"Διαδηλώσεις στην Τιφλίδα"},
		"":        {"", "😀 123 ...", "\u202e\u2066", "Baku", "\xff\xfe"},
	}
	for want, texts := range tests {
		for _, text := range texts {
			got, confidence := lang.Detect(text)
			if got != want {
				t.Errorf("%q: %q (%.2f), want %q", text, got, confidence, want)
			}
			if (got == "") != (confidence == 0) || confidence > 1 {
				t.Errorf("%q: %q with confidence %v", text, got, confidence)
			}
		}
	}
}

func TestDetectIsSurerOfMoreText(t *testing.T) {
	short, long := "Парламент", "Парламент принял закон, который был предложен правительством; его поддержали все партии, но не оппозиция."
	if _, c := lang.Detect(short); c >= 0.5 {
		t.Errorf("one word that every Slavic language has: %v", c)
	}
	if _, c := lang.Detect(long); c < 0.5 {
		t.Errorf("a Russian sentence: %v", c)
	}
	// Beyond the bound nothing is read.
	if got, _ := lang.Detect(strings.Repeat("ქართული ", 2000) + strings.Repeat("the of and ", 100_000)); got != "ka" {
		t.Errorf("got %q", got)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"Ընտրություններ", "the Ёж", "می‌شود", strings.Repeat("ə", 60), "ᲗᲑ", "a\u0301", "\xf0\x9f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, c := lang.Detect(s)
		if c < 0 || c > 1 || (tag == "") != (c == 0) || tag != "" && !tag.Valid() {
			t.Errorf("Detect(%q) = %q %v", s, tag, c)
		}
	})
}
