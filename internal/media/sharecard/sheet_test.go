package sharecard_test

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"masthead/internal/kit/lang"
	"masthead/internal/media/sharecard"
)

// squares is a mark.
type squares struct{}

func (squares) Paint(dst draw.Image, r image.Rectangle, c color.Color) {
	side := r.Dx()
	for _, part := range []image.Rectangle{image.Rect(0, 0, 15, 15), image.Rect(21, 0, 40, 15), image.Rect(0, 21, 15, 40), image.Rect(21, 21, 40, 40)} {
		at := image.Rect(part.Min.X*side/40, part.Min.Y*side/40, part.Max.X*side/40, part.Max.Y*side/40).Add(r.Min)
		draw.Draw(dst, at, image.NewUniform(c), image.Point{}, draw.Src)
	}
}

var accent = color.RGBA{0xa6, 0x17, 0x3f, 255}

// words are what the cards of one language say.
type words struct {
	outlet, motto, analysis, live, sign, section, author string
	short, middle, long                                  string // long: 250 signs
}

var samples = map[lang.Tag]words{
	"en": {"The Crossroads", "Reported from every side of the road", "Analysis", "Live", "A view from Baku", "Azerbaijan", "Nigar Vahidli",
		"A slow train is enough",
		"Valley railway carries its first passengers in thirty-four years",
		"Villages on both sides of the pass say that the new timetable, drawn up in two capitals without asking anybody who lives beside the line, leaves the school bus, the milk lorry and the only doctor waiting at the same closed crossing every single morning"},
	"az": {"Yolayrıcı", "Yolun hər tərəfindən xəbərlər", "Təhlil", "Canlı", "Baxış: Bakı", "Azərbaycan", "Nigar Vahidli",
		"Yavaş qatar bəsdir",
		"Vadi dəmir yolu otuz dörd ildən sonra ilk sərnişinlərini daşıyır",
		"Aşırımın hər iki tərəfindəki kəndlər deyir ki, xəttin yanında yaşayan heç kimdən soruşmadan iki paytaxtda tərtib olunmuş yeni cədvəl məktəb avtobusunu, süd maşınını və yeganə həkimi hər səhər eyni bağlı keçidin qarşısında gözləməyə məcbur edir, işlər qalır"},
	"ru": {"Перекрёсток", "Репортажи со всех сторон дороги", "Анализ", "Онлайн", "Взгляд: Баку", "Азербайджан", "Нигяр Вахидли",
		"Хватит и медленного поезда",
		"По долинной железной дороге впервые за тридцать четыре года поехали пассажиры",
		"Жители деревень по обе стороны перевала говорят, что из-за нового расписания, составленного в двух столицах без единого разговора с теми, кто живёт у дороги, школьный автобус, молоковоз и единственный врач каждое утро стоят у одного закрытого переезда"},
	"uk": {"Перехрестя", "Репортажі з усіх боків дороги", "Аналіз", "Наживо", "Погляд: Баку", "Азербайджан", "Ніґяр Вахідлі",
		"Досить і повільного потяга",
		"Долинною залізницею вперше за тридцять чотири роки поїхали пасажири",
		"Мешканці сіл по обидва боки перевалу кажуть, що через новий розклад, складений у двох столицях без жодної розмови з тими, хто живе біля колії, шкільний автобус, молоковоз і єдиний лікар щоранку стоять перед тим самим закритим переїздом, і так щодня і ще"},
	"hy": {"Խաչմերուկ", "Լուրեր ճանապարհի բոլոր կողմերից", "Վերլուծություն", "Ուղիղ", "Հայացք՝ Երևան", "Հայաստան", "Անի Սարուխանյան",
		"Դանդաղ գնացքն էլ բավական է",
		"Հովտի երկաթուղին երեսունչորս տարվա մեջ առաջին անգամ ուղևորներ տարավ",
		"Լեռնանցքի երկու կողմի գյուղերի բնակիչներն ասում են, որ երկու մայրաքաղաքներում առանց որևէ մեկին հարցնելու կազմված նոր չվացուցակի պատճառով դպրոցական ավտոբուսը, կաթի մեքենան և միակ բժիշկը ամեն առավոտ կանգնում են նույն փակ անցման առջև և սպասում են ժամերով"},
	"ka": {"გზაჯვარედინი", "ამბები გზის ყველა მხრიდან", "ანალიზი", "პირდაპირი", "ხედვა: თბილისი", "საქართველო", "მარიამ კიკნაძე",
		"ნელი მატარებელიც საკმარისია",
		"ხეობის რკინიგზამ ოცდათოთხმეტი წლის შემდეგ პირველი მგზავრები გადაიყვანა",
		"უღელტეხილის ორივე მხარეს მდებარე სოფლების მცხოვრებლები ამბობენ, რომ ახალი განრიგის გამო, რომელიც ორ დედაქალაქში ისე შეადგინეს, რომ არავისთვის უკითხავთ, სკოლის ავტობუსი, რძის მანქანა და ერთადერთი ექიმი ყოველ დილით ერთსა და იმავე გადასასვლელთან დგას"},
	"fa": {"چهارراه", "گزارش از هر سوی راه", "تحلیل", "زنده", "نگاهی از باکو", "آذربایجان", "نگار واحدلی",
		"قطار آهسته هم کافی است",
		"راه‌آهن درّه پس از سی‌وچهار سال نخستین مسافران خود را جابه‌جا کرد",
		"ساکنان روستاهای دو سوی گردنه می‌گویند برنامهٔ تازه‌ای که در دو پایتخت و بدون پرسیدن از کسی که کنار خط زندگی می‌کند نوشته شده، اتوبوس مدرسه، کامیون شیر و تنها پزشک منطقه را هر روز صبح پشت همان گذرگاه بستهٔ Upper Goshan در کیلومتر ۳۴ منتظر نگه می‌دارد"},
	"ar": {"مفترق الطرق", "تقارير من كل جوانب الطريق", "تحليل", "مباشر", "وجهة نظر من باكو", "أذربيجان", "نيغار واحدلي",
		"القطار البطيء يكفي",
		"سكة حديد الوادي تنقل ركابها الأوائل بعد أربعة وثلاثين عامًا",
		"يقول سكان القرى على جانبي الممر الجبلي إن الجدول الجديد الذي وُضع في عاصمتين من دون سؤال أحد ممن يعيشون بجوار الخط يترك حافلة المدرسة وشاحنة الحليب والطبيب الوحيد في انتظار دائم كل صباح أمام المعبر المغلق نفسه (Upper Goshan) عند الكيلومتر 34"},
}

var languages = []lang.Tag{"en", "ru", "uk", "az", "hy", "ka", "fa", "ar"}

// sheet lays pictures beside each other.
func sheet(t *testing.T, dir, name string, pictures []image.Image) {
	const across, w, h = 3, 600, 315
	rows := (len(pictures) + across - 1) / across
	m := image.NewRGBA(image.Rect(0, 0, across*(w+12), rows*(h+12)))
	draw.Draw(m, m.Rect, image.NewUniform(color.Gray{0x88}), image.Point{}, draw.Src)
	for i, p := range pictures {
		x, y := i%across*(w+12), i/across*(h+12)
		draw.CatmullRom.Scale(m, image.Rect(x, y, x+w, y+h), p, p.Bounds(), draw.Src, nil)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
}

// TestSheets draws contact sheets for people to look at, into the folder that
// MASTHEAD_SHEETS names.
func TestSheets(t *testing.T) {
	dir := os.Getenv("MASTHEAD_SHEETS")
	if dir == "" {
		t.Skip("MASTHEAD_SHEETS is not set: no contact sheets are drawn")
	}
	s, err := sharecard.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range languages {
		t.Run(string(l), func(t *testing.T) {
			var list []image.Image
			for _, c := range cards(t, l) {
				m, layout, err := s.Draw(c)
				if err != nil {
					t.Fatal(err)
				}
				data, err := sharecard.Encode(m)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%.0f px, %d lines, cut %v, %d KB", layout.Size, layout.Lines, layout.Cut, len(data)>>10)
				list = append(list, m)
			}
			sheet(t, dir, string(l), list)
		})
	}
}

// cards are the cards of a language: each kind, with and without picture, short and
// long.
func cards(t *testing.T, l lang.Tag) []sharecard.Card {
	w := samples[l]
	picture := drawing(t)
	base := sharecard.Card{Lang: l, Outlet: w.outlet, Accent: accent, Mark: squares{}, Focus: image.Pt(500, 400)}
	card := func(tone sharecard.Tone, headline string, pictured bool) sharecard.Card {
		c := base
		c.Tone, c.Headline, c.Section = tone, headline, w.section
		switch tone {
		case sharecard.Opinion:
			c.Sign, c.Author, c.Section = w.sign, w.author, ""
		case sharecard.Analysis:
			c.Kind = w.analysis
		case sharecard.Live:
			c.Kind = w.live
		}
		if pictured {
			c.Picture = picture
		}
		return c
	}
	return []sharecard.Card{
		card(sharecard.News, w.middle, true), card(sharecard.News, w.middle, false), card(sharecard.News, w.long, true),
		card(sharecard.Opinion, w.short, true), card(sharecard.Opinion, w.short, false), card(sharecard.Opinion, w.long, true),
		card(sharecard.Analysis, w.middle, true), card(sharecard.Analysis, w.long, false), card(sharecard.Opinion, w.long, false),
		card(sharecard.Live, w.short, true), card(sharecard.Live, w.middle, false), card(sharecard.News, w.short, false),
		{Lang: l, Headline: w.outlet, Motto: w.motto, Accent: accent, Mark: squares{}},
	}
}

func drawing(t testing.TB) image.Image {
	f, err := os.Open("../../demo/pictures/railway.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := jpeg.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
